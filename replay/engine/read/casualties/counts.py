"""The number grammar: how many, read off the tokens at one place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from replay.engine.read.casualties.lexicon import Lexicon
from replay.engine.read.casualties.words import Word

_MAX_AGE = 110
_DIGITS_LIMIT = 12
_CURRENCY = frozenset("$€£¥₹₽₺")
_SEVERAL = 2
_TEN = 10


@dataclass(slots=True, eq=False)
class Count:
    """A number of victims.

    Attributes:
        min: Lower bound or None.
        max: Upper bound or None.
        approx: Whether it is vague.
        end: Place of the token behind it.
    """

    min: int | None
    max: int | None
    approx: bool
    end: int


def count_at(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    """Return the count that begins at *place*, or None; ages, dates and money count no victims."""
    if words[place] == "both":
        is_pair = place + 1 < len(words) and tokens[place + 1].is_person
        return Count(2, 2, approx=False, end=place + 1) if is_pair else None
    bound = lexicon.bounds.at(words, place)
    if bound and bound[1] == "several" and not (bound[0] < len(words) and tokens[bound[0]].tag == "number"):
        return _vague(words, bound[0], _SEVERAL, lexicon)
    start = bound[0] if bound else place
    if bound and start < len(words) and (second := lexicon.bounds.at(words, start)):
        start = second[0]
    count = _range(tokens, words, start, lexicon) if start < len(words) else None
    if count is None or _is_other(tokens, start, count.end, lexicon):
        return None
    if bound is None:
        return count
    return _bounded(count, bound[1]) if bound[1] != "between" or count.min != count.max else None


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
    first = _number(tokens, words, place, lexicon)
    if first is None:
        return None
    end = first.end
    if words[end : end + 2] in (["or", "more"], ["and", "more"]):
        return replace(first, max=None, end=end + 2)
    if words[end : end + 1] == ["+"]:
        return replace(first, max=None, end=end + 1)
    if place and words[place - 1] == "from":
        return first
    joined = end + 1 < len(words) and (
        words[end] in ("to", "or") or (words[end] == "and" and place and words[place - 1] == "between")
    )
    second = _number(tokens, words, end + 1, lexicon) if joined else None
    if second and first.min and second.max and first.min < second.max and tokens[end + 1].tag == tokens[place].tag:
        return Count(first.min, second.max, first.approx, second.end)
    return first


def _number(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    word = words[place]
    if word in ("a", "an", "half") and place + 1 < len(words):
        return _scaled_article(words, place, lexicon)
    if word in lexicon.vague:
        return _vague_word(words, place, lexicon)
    if tokens[place].tag != "number":
        return None
    if word[0].isdecimal():
        return _digits(words, place, lexicon)
    return _spelled(words, place, lexicon)


def _scaled_article(words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    half = words[place : place + 3] in (["half", "a", "dozen"], ["a", "half", "dozen"])
    if half:
        return Count(6, 6, False, place + 3)  # noqa: FBT003 -- a plain record
    scale = lexicon.scales.get(words[place + 1])
    if words[place + 1] in ("couple", "pair"):
        skip = words[place + 2 : place + 3] == ["of"]
        return Count(2, 2, False, place + 2 + skip)  # noqa: FBT003 -- as above
    if scale is None or words[place] == "half":
        return None
    return Count(scale, scale, scale > 12, place + 2)  # noqa: PLR2004 -- a dozen is exact, a hundred is not


def _vague_word(words: Sequence[str], place: int, lexicon: Lexicon) -> Count:
    least = lexicon.vague[words[place]]
    end = place + 1
    if words[end : end + 1] == ["of"] and words[end + 1 : end + 2] and words[end + 1] in lexicon.vague:
        scale = {"hundreds": 100, "thousands": 1000, "millions": 10**6}.get(words[end + 1], 1)
        least, end = (20 if words[place] == "tens" else 200) * scale, end + 2
    return Count(least, None, True, end)  # noqa: FBT003 -- a plain record


def _vague(words: Sequence[str], end: int, least: int, lexicon: Lexicon) -> Count:
    if end < len(words) and words[end] in lexicon.scales:
        return Count(least * lexicon.scales[words[end]], None, True, end + 1)  # noqa: FBT003 -- a plain record
    return Count(least, None, True, end)  # noqa: FBT003 -- as above


def _digits(words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    low, _, high = words[place].replace(",", "").partition("-")
    end = place + 1
    scale = lexicon.scales.get(words[end], 1) if end < len(words) else 1
    try:
        if len(low) > _DIGITS_LIMIT or len(high) > _DIGITS_LIMIT:
            return None
        least = int(low) if scale == 1 else round(float(low) * scale)
        most = int(high) * scale if high else least
    except ValueError:
        return None
    return Count(least, most, False, end + (scale > 1)) if least <= most else None  # noqa: FBT003 -- a plain record


def _spelled(words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    """Read `two`, `twenty-five`, `three hundred and six`, `two dozen`."""
    total, group, end, last = 0, 0, place, len(words)
    while end < last and end - place < _DIGITS_LIMIT:
        word = words[end]
        if (value := _below_hundred(word, lexicon)) is not None and (
            group % 100 == 0 or (group % 10 == 0 and value < _TEN)
        ):
            group += value
        elif word in lexicon.scales and end > place:
            scale = lexicon.scales[word]
            total, group = (total + group * scale, 0) if scale >= 1000 else (total, group * scale)  # noqa: PLR2004
        elif not (word == "and" and group >= 100 and end + 1 < last and _below_hundred(words[end + 1], lexicon)):  # noqa: PLR2004
            break
        end += 1
    value = total + group
    return Count(value, value, False, end) if end > place else None  # noqa: FBT003 -- a plain record


def _below_hundred(word: str, lexicon: Lexicon) -> int | None:
    ten, _, one = word.partition("-")
    if ten not in lexicon.units or (one and one not in lexicon.units):
        return None
    return lexicon.units[ten] + (lexicon.units[one] if one else 0)


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
    aside = after is not None and (before.tag, after.tag) in (("comma", "comma"), ("open", "close"))
    named = start > 1 and tokens[start - 2].tag in ("name", "word")
    return aside and named and digits.isdecimal() and int(digits[:4]) <= _MAX_AGE
