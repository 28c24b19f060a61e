"""Find two things close to each other in one paragraph: NEAR and ONEAR.

Each side is a sorted list of places, and each place is judged by the nearest one of the other side alone, so that the
time is that of sorting however often both sides occur.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from replay.engine.read.numerals import find_numerals
from replay.engine.read.phrases import find_exact, finder
from replay.language.query import Exact, Near, Number, Operand, Phrase
from replay.words import Words


class _Place(NamedTuple):
    """Where one side stands: its first and last word; paragraphs are numbered further apart than NEAR reaches."""

    first: int
    last: int


def find_near(near: Near, words: Words) -> list[tuple[int, int]]:
    """Return the places of each side that are close enough to one of the other, as offsets in the text form.

    Where the rule language is silent: the two places share no word.
    """
    left = _places(near.left, near, words)
    right = _places(near.right, near, words) if left else {}
    if not right:
        return []
    close = set(_close(left, right, near.distance))
    if not near.ordered:
        close.update(_close(right, left, near.distance))
    return sorted({spot for place in close for side in (left, right) if (spot := side.get(place))})


def _close(before: Iterable[_Place], behind: Iterable[_Place], distance: int) -> Iterator[_Place]:
    """Yield the places of two sides of which one of *before* ends, and one of *behind* begins, close enough."""
    lasts = sorted({place.last for place in before})
    firsts = sorted({place.first for place in behind})
    for place in before:
        following = bisect_left(firsts, place.last + 1)
        if following < len(firsts) and firsts[following] - place.last - 1 <= distance:
            yield place
    for place in behind:
        preceding = bisect_left(lasts, place.first) - 1
        if preceding >= 0 and place.first - lasts[preceding] - 1 <= distance:
            yield place


def _places(operand: Operand, near: Near, words: Words) -> dict[_Place, tuple[int, int]]:
    """Return the places of an operand, each with its offsets in the text form."""
    gap = near.distance + 1
    found: dict[_Place, tuple[int, int]] = {}
    for (first, last), spot in _iter_numbered(operand, words):
        shift = bisect_left(words.breaks, first) * gap
        found[_Place(first + shift, last + shift)] = spot
    return found


def _iter_numbered(operand: Operand, words: Words) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Yield the numbers of the first and the last word of each place, and its offsets in the text form."""
    for part in operand:
        if isinstance(part, Number):
            for numbers in find_numerals(words):
                yield numbers, words.bounds(*numbers)
        else:
            yield from _iter_phrases(part.phrases, words)


def _iter_phrases(phrases: Sequence[Phrase | Exact], words: Words) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    for phrase in phrases:
        if isinstance(phrase, Exact):
            for spot in find_exact(phrase.text, words):
                yield words.numbers_in_text(*spot), spot
        else:
            for place in finder(phrase)(words.value):
                numbers = words.numbers(*place)
                yield numbers, words.bounds(*numbers)
