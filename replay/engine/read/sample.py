"""A recorded stream as a sample: what terms match in it, and how it writes words."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import regex

from replay.engine.read.fields import Fields
from replay.engine.read.queries import compile_query
from replay.language.query import FIELDS, Field, Query, Word
from replay.model import Update
from replay.words import words_of

_HYPHENED = regex.compile(r"(?<![\p{L}\p{M}\p{N}-])[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)+(?![\p{L}\p{M}\p{N}-])")


class Sample:
    """Updates to judge terms by.

    Args:
        updates: The updates.
    """

    def __init__(self, updates: Iterable[Update]) -> None:
        self._updates = [Fields(update) for update in updates]

    @property
    def size(self) -> int:
        """Return how many updates there are."""
        return len(self._updates)

    def matched(self, query: Query, fields: Sequence[Field]) -> int:
        """Return how many updates *query* matches, where only *fields* are looked at."""
        holds = compile_query(query, fields)
        return sum(map(holds, self._updates))

    def only_hyphened(self, word: Word) -> str | None:
        """Return how the sample writes *word*, in lower case, where it never writes it without hyphens; else None."""
        if _first(self._words, word) is not None:
            return None
        joined = _first(sorted(self._hyphened), word)
        return joined and self._hyphened[joined]

    @cached_property
    def _words(self) -> list[str]:
        """All words, sorted."""
        return sorted({word for each in self._updates for field in FIELDS for word in each.words(field).value.split()})

    @cached_property
    def _hyphened(self) -> dict[str, str]:
        """Each hyphened word as it is written, by the word that it is without hyphens."""
        return {"".join(words_of(written)): written for written in self._iter_hyphened()}

    def _iter_hyphened(self) -> Iterator[str]:
        for each in self._updates:
            for field in FIELDS:
                yield from _HYPHENED.findall(each.text(field).value.casefold())


def _first(words: Sequence[str], wanted: Word) -> str | None:
    """Return the first of *words*, which are sorted, that *wanted* stands for, or None."""
    place = bisect_left(words, wanted.text)
    first = words[place] if place < len(words) else ""
    return first if first == wanted.text or (wanted.prefix and first.startswith(wanted.text)) else None
