"""How many victims, read off the tokens at one place: a number, its bounds, and what is no number of victims."""

from collections.abc import Sequence
from itertools import takewhile
from operator import attrgetter

from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.ages import (
    AMONG_AGES,
    SINGULAR_VERBS,
    SPANS_OF_LIFE,
    goes_back_to_aged,
    is_age,
    is_least_age,
    is_years_old,
)
from replay.engine.read.casualties.phrases.numerals import Count, number_at, vague

_fills = attrgetter("fills")
_LAST_DAY = 31
_BEHIND_BOTH = ("be", "have", "adv")
_BEHIND_OBJECT = ("comma", "break", "prep", "dash", "date")
_OF_THEM = (["of", "them"], ["of", "whom"])
_UNITS = ("%", "/", "°")
_JOINTS = frozenset({"or", "and", "to", "+"})
_BESIDE_AGES = frozenset({"comma", "and", "open"})
_WHOLE_MONTHS = frozenset({"in", "since", "last", "during", "early", "late", "this", "by"})
_SEVERAL = 2


def count_at(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    """Return the count that begins at *place*, or None; ages, dates and money count no victims."""
    token = tokens[place]
    if token.text == "both":
        after = tokens[place + 1] if place + 1 < len(words) else None
        is_pair = after is not None and (after.tag in _BEHIND_BOTH or after.phrases is not None)
        is_pair = is_pair or any(token.is_person for token in takewhile(_fills, tokens[place + 1 : place + 4]))
        is_pair = is_pair or words[place + 1 : place + 3] in _OF_THEM or _is_object(tokens, place)
        return Count(2, 2, approx=False, end=place + 1) if is_pair else None
    bounds, second = token.bounds, place + 1
    if (
        bounds is not None
        and (bounds.is_alone or bounds.is_wild or (second < len(words) and words[second] in bounds.seconds))
        and (bound := bounds.at(words, place))
        and not (place and _is_over_somebody(token.text, words[place - 1], lexicon))
    ):
        return _count_behind(tokens, words, *bound, lexicon)
    if not token.is_count:
        return _all_but(tokens, words, place + 2, lexicon) if token.text == "all" else None
    if token.tag == "a" and not (place + 1 < len(words) and tokens[place + 1].scales):
        return None
    return _range(tokens, words, place, lexicon)


def _all_but(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    """Return the count of those who are left of a known number: `all but two of the 14`."""
    some = number_at(tokens, words, place, lexicon) if place < len(words) else None
    if some is None or some.max is None or words[some.end : some.end + 2] != ["of", "the"]:
        return None
    whole = number_at(tokens, words, some.end + 2, lexicon) if some.end + 2 < len(words) else None
    if whole is None or whole.min is None or whole.min != whole.max or whole.min <= some.max:
        return None
    return replace(whole, min=whole.min - some.max, max=whole.min - some.max)


def _is_over_somebody(text: str, before: str, lexicon: Lexicon) -> bool:
    """Return whether the word bounds no count: `outrage over` two deaths, why did `so many` die."""
    return (text == "over" and before in lexicon.words["stirred"]) or (text == "many" and before == "so")


def _is_object(tokens: Sequence[Word], place: int) -> bool:
    """Return whether `both` is all that stands behind a verb: `killing both`."""
    is_end = place + 1 == len(tokens) or tokens[place + 1].tag in _BEHIND_OBJECT
    return is_end and place > 0 and tokens[place - 1].phrases is not None


def _count_behind(
    tokens: Sequence[Word], words: Sequence[str], start: int, bound: str, lexicon: Lexicon
) -> Count | None:
    """Return the count behind a bound, or behind two."""
    is_number = start < len(words) and tokens[start].tag == "number"
    if bound == "several" and not (is_number and words[start] not in lexicon.scales):
        return vague(words, start, _SEVERAL, lexicon)
    if bound == "unknown":
        is_whole = words[start - 1] != "of" and not _tells(tokens, start)
        return None if is_whole else Count(None, None, approx=True, end=start)
    head = tokens[start].bounds if start < len(words) else None
    if head is not None and (second := head.at(words, start)):
        start = second[0]
    count = _range(tokens, words, start, lexicon) if start < len(words) else None
    if count is None:
        return None
    return _bounded(count, bound) if bound != "between" or count.min != count.max else None


def _tells(tokens: Sequence[Word], place: int) -> bool:
    """Return whether a verb stands right behind an unknown number, and it counts somebody: `an unknown number died`."""
    return place < len(tokens) and (tokens[place].tag in _BEHIND_BOTH or tokens[place].phrases is not None)


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
    count = number_at(tokens, words, place, lexicon)
    if count is None:
        return None
    if count.end < len(words) and words[count.end] in _JOINTS:
        count = _joined(tokens, words, place, count, lexicon)
    return None if _is_other(tokens, place, count.end) else count


def _joined(tokens: Sequence[Word], words: Sequence[str], place: int, first: Count, lexicon: Lexicon) -> Count:
    """Return the number together with what is joined to it: `30 or more`, `40 to 50`."""
    end = first.end
    if words[end : end + 2] in (["or", "more"], ["and", "more"]) and words[end + 2 : end + 3] != ["than"]:
        return replace(first, max=None, end=end + 2)
    if words[end : end + 2] == ["or", "so"]:
        return replace(first, approx=True, end=end + 2)
    if words[end] == "+":
        return replace(first, max=None, end=end + 1)
    if place and words[place - 1] in lexicon.words["ranging"]:
        return first
    joined = end + 1 < len(words) and (
        words[end] in ("to", "or") or (words[end] == "and" and place and words[place - 1] == "between")
    )
    second = number_at(tokens, words, end + 1, lexicon) if joined else None
    if second and second.end == end + 3 and end == place + 1 and first.max:
        scale = lexicon.scales.get(words[end + 2], 1)  # 30 to 40 thousand
        first = replace(first, min=first.max * scale, max=first.max * scale) if scale > first.max else first
    if second and first.min and second.max and first.min < second.max and tokens[end + 1].tag == tokens[place].tag:
        return Count(first.min, second.max, first.approx, second.end)
    return first


def _is_other(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether the number is money, an age, a date, or part of a name."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if after is not None and (after.text in _UNITS or (after.is_month and _is_day(tokens[start]))):
        return True
    if before is None:
        return after is not None and after.text in SPANS_OF_LIFE and is_years_old(tokens, end)
    if _is_other_behind(tokens, start, end, before):
        return True
    if after is not None and after.is_member and after.is_person:
        return False  # most numbers
    if _is_of_name(tokens, start, after) or (before.tag in _BESIDE_AGES and is_age(tokens, start, end)):
        return True
    return is_years_old(tokens, end) or (before.tag in AMONG_AGES and goes_back_to_aged(tokens, start, end))


def _is_other_behind(tokens: Sequence[Word], start: int, end: int, before: Word) -> bool:
    """Return whether a number is no count by what stands before it, whatever follows: `March 5`, `flight 370`."""
    if before.is_month and _is_day(tokens[start]) and not _counts_behind_month(tokens, start, end):
        return True
    is_numbered = before.numbers or _is_behind_stop(tokens, start, end)
    if is_numbered and not (before.text == "/" and before.gap and tokens[start].gap):  # 8 dead / 6 hurt
        return True
    return (before.tag == "and" or before.text == "as") and is_least_age(tokens, start, end)


def _is_behind_stop(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether a short word for a number stands before: `ward No. 5`, not `the answer was no. 5 men died`."""
    if tokens[start - 1].text != "." or not any(token.numbers for token in tokens[start - 2 : start - 1]):
        return False
    return end == len(tokens) or not (tokens[end].is_person and tokens[end].is_plural)


def _is_of_name(tokens: Sequence[Word], start: int, after: Word | None) -> bool:
    """Return whether the number is part of a name that one thing has: `the Treo 600 is dead`."""
    is_one = after is not None and after.text in SINGULAR_VERBS
    return is_one and tokens[start - 1].tag == "name" and tokens[start].digits is not None


def _counts_behind_month(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether a number behind a month dates nothing: `5 March 12 people`, `in March 12 people`."""
    if start > 1 and _is_day(tokens[start - 2]):
        return True
    is_whole = start > 1 and end < len(tokens) and tokens[start - 2].text in _WHOLE_MONTHS
    return is_whole and (tokens[end].fills or tokens[end].phrases is not None)


def _is_day(token: Word) -> bool:
    """Return whether it is a day of the month in digits; no other number beside a month is a date."""
    return token.digits is not None and token.text.isdecimal() and 0 < token.digits[0] <= _LAST_DAY
