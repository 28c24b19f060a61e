"""The number grammar: `1,200`, `30-35`, `two and a half thousand`, `a dozen`, `scores`."""

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.forms import digits_of
from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.lexicon.words import Word

_LONGEST = 12
_TEN = 10
_GROUP = 3
_SHORT = {"k": 1000, "m": 10**6}
_ARTICLES = frozenset({"a", "an", "half"})
_AND_A_HALF = ["and", "a", "half"]


class Count(msgspec.Struct, eq=False, gc=False):
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


def number_at(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    """Return the number that begins at *place*, in digits or words, or None."""
    token = tokens[place]
    if token.text in _ARTICLES:
        return _scaled_article(words, place, lexicon) if place + 1 < len(words) else None
    if token.text in lexicon.vague:
        return _vague_word(words, place, lexicon)
    if token.tag != "number":
        return None
    count = _digits(tokens, place, lexicon) if token.text[0].isdecimal() else _spelled(tokens, place, lexicon)
    return replace(count, max=None) if count and token.text.endswith("-plus") else count


def _scaled_article(words: Sequence[str], place: int, lexicon: Lexicon) -> Count | None:
    half = words[place : place + 3] in (["half", "a", "dozen"], ["a", "half", "dozen"])
    if half:
        return _exactly(6, place + 3)
    scale = lexicon.scales.get(words[place + 1])
    if words[place + 1] in ("couple", "pair"):
        end = place + 2 + (words[place + 2 : place + 3] == ["of"])
        many = lexicon.scales.get(words[end], 1) if end < len(words) else 1
        return Count(2 * many, 2 * many, approx=many > 1, end=end + (many > 1))
    if scale is None and words[place : place + 2] == ["half", "a"] and place + 2 < len(words):
        many = lexicon.scales.get(words[place + 2], 1) // 2
        return Count(many, many, approx=True, end=place + 3) if many else None
    if scale is None or words[place] == "half":
        return None
    return Count(scale, scale, approx=scale > 12, end=place + 2)  # noqa: PLR2004 -- a dozen is exact, a hundred is not


def _vague_word(words: Sequence[str], place: int, lexicon: Lexicon) -> Count:
    least = lexicon.vague[words[place]]
    end = place + 1
    if words[end : end + 1] == ["of"] and words[end + 1 : end + 2] and words[end + 1] in lexicon.vague:
        scale = {"hundreds": 100, "thousands": 1000, "millions": 10**6}.get(words[end + 1], 1)
        least, end = (20 if words[place] == "tens" else 200) * scale, end + 2
    return Count(least, None, approx=True, end=end)


def vague(words: Sequence[str], end: int, least: int, lexicon: Lexicon) -> Count:
    """Return the count of `several`, or of `several hundred`, whose first word ends before *end*."""
    if end < len(words) and words[end] in lexicon.scales:
        return Count(least * lexicon.scales[words[end]], None, approx=True, end=end + 1)
    return Count(least, None, approx=True, end=end)


def _digits(tokens: Sequence[Word], place: int, lexicon: Lexicon) -> Count | None:
    """Read `1,200`, `30-35`, `2.5 million`, `1 200`, and `3k` before persons."""
    token, bounds, end = tokens[place], tokens[place].digits, place + 1
    behind = tokens[end] if end < len(tokens) else None
    if behind is None or (bounds and behind.is_member and not behind.scales):
        return Count(*bounds, approx=False, end=end) if bounds else None  # most numbers
    if bounds and behind.digits and (end := _end_of_groups(tokens, place)) > place + 1:
        return _exactly(int("".join(_texts(tokens, place, end - place))), end)
    scale = lexicon.scales.get(behind.text, 1)
    bounds = bounds if scale == 1 else digits_of(token.text, scale)
    if bounds is None and token.text[-1] in _SHORT and behind.is_person and behind.is_plural:
        bounds = digits_of(token.text[:-1], _SHORT[token.text[-1]])
    return Count(*bounds, approx=False, end=place + 1 + (scale > 1)) if bounds else None


def _end_of_groups(tokens: Sequence[Word], place: int) -> int:
    """Return where a number ends that goes on behind spaces: `1 200`, but not `March 5 200`."""
    low, end = tokens[place].text, place + 1
    if len(low) > _GROUP or not low.isdecimal() or low[0] == "0":
        return end
    if place and (tokens[place - 1].is_month or tokens[place - 1].numbers):
        return end
    most = min(len(tokens), place + _GROUP)
    while end < most and len(tokens[end].text) == _GROUP and tokens[end].text.isdecimal() and tokens[end].gap:
        end += 1
    return end


def _spelled(tokens: Sequence[Word], place: int, lexicon: Lexicon) -> Count | None:
    """Read `two`, `twenty-five`, `three hundred and six`, `two dozen`."""
    total, group, end, last = 0, 0, place, len(tokens)
    value = tokens[place].units
    if value is not None and (place + 1 == last or tokens[place + 1].is_member):
        return _exactly(value, place + 1)  # most numbers
    while end < last and end - place < _LONGEST:
        token = tokens[end]
        value = token.units
        if value is not None and (group % 100 == 0 or (group % 10 == 0 and value < _TEN)):
            group += value
        elif token.tag != "number" and token.text != "and":
            break
        elif token.text in lexicon.scales and end > place:
            scale = lexicon.scales[token.text]
            total, group = (total + group * scale, 0) if scale >= 1000 else (total, group * scale)  # noqa: PLR2004
        elif group and _texts(tokens, end, 3) == _AND_A_HALF and end + 3 < last:
            scale = lexicon.scales.get(tokens[end + 3].text, 0)
            return _exactly(group * scale + scale // 2, end + 4) if scale else None
        elif not (token.text == "and" and group >= 100 and end + 1 < last and tokens[end + 1].units):  # noqa: PLR2004
            break
        end += 1
    return _exactly(total + group, end) if end > place else None


def _texts(tokens: Sequence[Word], place: int, many: int) -> list[str]:
    return [token.text for token in tokens[place : place + many]]


def _exactly(number: int, end: int) -> Count:
    return Count(number, number, approx=False, end=end)
