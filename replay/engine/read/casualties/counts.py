"""How many victims, read off the tokens at one place: a number, its bounds, and what is no number of victims."""

from collections.abc import Sequence
from dataclasses import replace

from replay.engine.read.casualties.lexicon import Lexicon
from replay.engine.read.casualties.numerals import Count, number_at, vague
from replay.engine.read.casualties.words import Word

_MAX_AGE = 110
_CURRENCY = frozenset("$€£¥₹₽₺")
_SEVERAL = 2


def count_at(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    """Return the count that begins at *place*, or None; ages, dates and money count no victims."""
    if words[place] == "both":
        is_pair = place + 1 < len(words) and tokens[place + 1].is_person
        return Count(2, 2, approx=False, end=place + 1) if is_pair else None
    bound = _bound_at(tokens, words, place)
    if bound and bound[1] == "several" and not (bound[0] < len(words) and tokens[bound[0]].tag == "number"):
        return vague(words, bound[0], _SEVERAL, lexicon)
    if bound and bound[1] == "unknown":
        return Count(None, None, approx=True, end=bound[0])
    start = bound[0] if bound else place
    if bound and start < len(words) and (second := _bound_at(tokens, words, start)):
        start = second[0]
    count = _range(tokens, words, start, lexicon) if start < len(words) else None
    if count is None or _is_other(tokens, start, count.end, lexicon):
        return None
    if bound is None:
        return count
    return _bounded(count, bound[1]) if bound[1] != "between" or count.min != count.max else None


def _bound_at(tokens: Sequence[Word], words: Sequence[str], place: int) -> tuple[int, str] | None:
    head = tokens[place].bounds
    return head.at(words, place) if head is not None else None


def _bounded(count: Count, bound: str) -> Count:
    least = count.min or 0
    if bound == "at_least":
        return replace(count, max=None)
    if bound == "more_than":
        return replace(count, min=least + 1, max=None)
    if bound == "up_to":
        return replace(count, min=None)
    if bound == "fewer_than":
        return replace(count, min=min(1, max(least - 1, 0)), max=max((count.max or least) - 1, 0))
    return count if bound in ("between", "exactly", "several") else replace(count, approx=True)


def _range(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    first = number_at(tokens, words, place, lexicon)
    if first is None:
        return None
    end = first.end
    if words[end : end + 2] in (["or", "more"], ["and", "more"]):
        return replace(first, max=None, end=end + 2)
    if words[end : end + 1] == ["+"]:
        return replace(first, max=None, end=end + 1)
    if place and words[place - 1] in ("from", "by"):
        return first
    joined = end + 1 < len(words) and (
        words[end] in ("to", "or") or (words[end] == "and" and place and words[place - 1] == "between")
    )
    second = number_at(tokens, words, end + 1, lexicon) if joined else None
    if second and first.min and second.max and first.min < second.max and tokens[end + 1].tag == tokens[place].tag:
        return Count(first.min, second.max, first.approx, second.end)
    return first


def _is_other(tokens: Sequence[Word], start: int, end: int, lexicon: Lexicon) -> bool:
    """Return whether the number is money, an age, a date, or part of a name."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if after and (after.text in ("%", "/", "°") or after.tag == "date"):
        return True
    if before is None:
        return False
    if (
        before.text in _CURRENCY
        or before.tag == "date"
        or before.text in ("#", "/", "%")
        or before.text in lexicon.words["numbered"]
    ):
        return True
    digits = tokens[start].text
    if not (digits.isdecimal() and int(digits[:4]) <= _MAX_AGE):
        return False
    aside = after is not None and (before.tag, after.tag) in (("comma", "comma"), ("open", "close"))
    named = start > 1 and tokens[start - 2].tag in ("name", "word")
    return (aside and named) or _is_one_of_two_ages([token.tag for token in tokens[max(0, start - 3) : end + 3]])


def _is_one_of_two_ages(tags: Sequence[str]) -> bool:
    """Return whether the tags around a number hold two numbers between commas: `two men, 22 and 31, died`."""
    ages = ["comma", "number", "and", "number", "comma"]
    return any(list(tags[place : place + 5]) == ages for place in range(len(tags) - 4))
