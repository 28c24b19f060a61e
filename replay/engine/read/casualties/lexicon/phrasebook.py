"""The lexicon's phrases by their first word, and which of them stands at a place."""

from collections.abc import Iterable, Mapping, Sequence
from sys import intern
from typing import Generic, TypeVar

T = TypeVar("T")
_Ending = tuple[list[str], T, bool]
"""The words behind the first one, the value of the phrase, and whether one of them stands for others."""

_YEAR, _YEARS, _NUMBER, _NAME = "yyyy", "yyyys", "n", "*"
_WILD = frozenset({_YEAR, _YEARS, _NUMBER, _NAME})
_NO_NAMES = frozenset(
    {"a", "an", "the", "and", "or", "at", "in", "by", "for", "from", "after", "when", "where", "with", "to"}
    | {"another", "other", "wrong", "same", "of", "on", "near", "outside"}
)
_YEAR_DIGITS = 4


class Phrases(Generic[T]):
    """The phrases that begin with one word, each with a value.

    In a phrase the word ``yyyy`` stands for a year in digits, ``n`` for any digits, and ``*`` for any other word but a
    few that stand in no name; none of them may come first, and ``*`` not second.

    Args:
        phrases: The words behind the first one, none for the word alone, and the value; the longest phrase first.

    Attributes:
        seconds: By their second word, and by their third, what may stand there: those with that one, and with any.
        is_alone: Whether the word alone is one.
        is_wild: Whether one may stand before any digits.
    """

    __slots__ = ("_alone", "_wild", "is_alone", "is_wild", "seconds")

    def __init__(self, phrases: Iterable[tuple[list[str], T]]) -> None:
        self._alone: tuple[T, ...] = ()
        by_second: dict[str, list[_Ending[T]]] = {}
        for rest, value in phrases:
            if rest:
                by_second.setdefault(rest[0], []).append((rest, value, not _WILD.isdisjoint(rest)))
            else:
                self._alone = (value,)
        self.seconds = {second: _by_third(endings) for second, endings in by_second.items()}
        self._wild = _by_third([each for second in _WILD for each in by_second.get(second, ())])
        self.is_alone, self.is_wild = bool(self._alone), not _WILD.isdisjoint(by_second)

    def at(self, words: Sequence[str], place: int) -> tuple[int, T] | None:
        """Return the end and the value of the longest phrase at *place*, where the word stands, or None."""
        after = place + 1
        if after < len(words):
            second = words[after]
            by_third = self.seconds.get(second)
            if by_third is None and self.is_wild and second[:1].isdecimal():
                by_third = self._wild
            if by_third is not None:
                third = words[after + 1] if after + 1 < len(words) else ""
                for rest, value, is_wild in by_third[third if third in by_third else ""]:
                    end = after + len(rest)
                    if words[after:end] == rest or (is_wild and _all_fit(rest, words[after:end])):
                        return end, value
        return (after, self._alone[0]) if self._alone else None


def by_first_word(phrases: Mapping[str, T]) -> dict[str, Phrases[T]]:
    """Return the phrases of a mapping by their first word."""
    by_word: dict[str, list[tuple[list[str], T]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        first, *rest = map(intern, phrase.split())
        by_word.setdefault(first, []).append((rest, phrases[phrase]))
    return {first: Phrases(found) for first, found in by_word.items()}


def _by_third(endings: Sequence[_Ending[T]]) -> dict[str, list[_Ending[T]]]:
    """Return the endings by their second word, with each also those that fit any; these alone are under ""."""
    thirds = {"", *(word for rest, _, _ in endings for word in rest[1:2] if word not in _WILD)}
    return {
        third: [each for each in endings if each[0][1:2] in ([], [third]) or each[0][1] in _WILD] for third in thirds
    }


def _all_fit(patterns: Sequence[str], words: Sequence[str]) -> bool:
    return len(patterns) == len(words) and all(map(_fits, patterns, words))


def _fits(pattern: str, word: str) -> bool:
    if pattern == _YEAR:
        return len(word) == _YEAR_DIGITS and word.isdecimal() and word.startswith(("1", "20"))
    if pattern == _YEARS:
        return word.endswith("s") and _fits(_YEAR, word[:-1])
    if pattern == _NAME:
        return word not in _NO_NAMES and word[:1].isalpha()
    return pattern == word or (pattern == _NUMBER and word.isdecimal())
