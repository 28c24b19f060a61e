"""The lexicon's phrases by their first word, and which of them stands at a place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")

_YEAR, _YEARS, _NUMBER = "yyyy", "yyyys", "n"
_WILD = frozenset({_YEAR, _YEARS, _NUMBER})
_YEAR_DIGITS = 4


class Head(Generic[T]):
    """The phrases that begin with one word, each with a value.

    In a phrase the word ``yyyy`` stands for a year in digits and ``n`` for any digits; neither may come first.

    Args:
        phrases: The words behind the first one, none for the word alone, and the value; the longest phrase first.

    Attributes:
        seconds: The phrases by their second word.
        is_alone: Whether the word alone is one.
        is_wild: Whether one may stand before any digits.
    """

    __slots__ = ("_alone", "_wild", "is_alone", "is_wild", "seconds")

    def __init__(self, phrases: Iterable[tuple[list[str], T]]) -> None:
        self._alone: tuple[T, ...] = ()
        self.seconds: dict[str, list[tuple[list[str], T, bool]]] = {}
        for rest, value in phrases:
            if rest:
                self.seconds.setdefault(rest[0], []).append((rest, value, not _WILD.isdisjoint(rest)))
            else:
                self._alone = (value,)
        self._wild = [each for second in _WILD for each in self.seconds.get(second, ())]
        self.is_alone, self.is_wild = bool(self._alone), bool(self._wild)

    def at(self, words: Sequence[str], place: int) -> tuple[int, T] | None:
        """Return the end and the value of the longest phrase at *place*, where the word stands, or None."""
        after = place + 1
        if after < len(words):
            phrases = self.seconds.get(words[after])
            if phrases is None and self._wild and words[after][:1].isdecimal():
                phrases = self._wild
            if phrases is not None:
                for rest, value, is_wild in phrases:
                    end = after + len(rest)
                    if words[after:end] == rest or (is_wild and _all_fit(rest, words[after:end])):
                        return end, value
        return (after, self._alone[0]) if self._alone else None

    def alone_at(self, place: int) -> tuple[int, T] | None:
        """Return the end and the value of the word alone at *place*, or None; for where no second word follows."""
        return (place + 1, self._alone[0]) if self._alone else None


def heads_of(phrases: Mapping[str, T]) -> dict[str, Head[T]]:
    """Return the phrases of a mapping by their first word."""
    by_word: dict[str, list[tuple[list[str], T]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        head, *rest = phrase.split()
        by_word.setdefault(head, []).append((rest, phrases[phrase]))
    return {head: Head(found) for head, found in by_word.items()}


def _all_fit(patterns: Sequence[str], words: Sequence[str]) -> bool:
    return len(patterns) == len(words) and all(map(_fits, patterns, words))


def _fits(pattern: str, word: str) -> bool:
    if pattern == _YEAR:
        return len(word) == _YEAR_DIGITS and word.isdecimal() and word.startswith(("1", "20"))
    if pattern == _YEARS:
        return word.endswith("s") and _fits(_YEAR, word[:-1])
    return pattern == word or (pattern == _NUMBER and word.isdecimal())
