"""Say which queries may match which updates: one scan of a block of updates for the literals of all queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version

import hyperscan

from replay.cache import Cache, NoCache
from replay.engine.read.literals import Literals
from replay.engine.read.row import BETWEEN, Row
from replay.model import Update

WORTH_KEEPING = 1000
"""Literals; fewer are compiled in no time."""

_HEAD = 4
"""Bytes of the last of several words that are scanned for: with more of them, what the scan tells apart at once is of
that word alone. The rest is compared where they stand."""


_Rest = tuple[int, bytes, int, tuple[bytes, ...], list[int]]
"""Number of a literal, what of it stands behind its head, the head's length if it begins with no space, other literals
of which one must stand in the update, and the queries."""


class Index:
    """The literals of queries, compiled when they are first looked for.

    Args:
        needed: For each query the literals of which one must be there, or None if it may match without.
        kept: What was compiled for many literals is kept here.
        in_ascii: Queries of which a literal must be there in ASCII only; they may match any other update.
    """

    def __init__(
        self, needed: Sequence[Literals | None], kept: Cache | None = None, in_ascii: Sequence[int] = ()
    ) -> None:
        self._kept = kept or NoCache()
        self._in_ascii = in_ascii
        self._always = [number for number, literals in enumerate(needed) if literals is None]
        by_literal: defaultdict[tuple[bytes, frozenset[bytes]], list[int]] = defaultdict(list)
        for number, literals in enumerate(needed):
            for each in sorted(literals.items()) if literals else ():  # of the lexicon they come in any order
                by_literal[each].append(number)
        rests: defaultdict[bytes, list[_Rest]] = defaultdict(list)
        for which, ((literal, others), numbers) in enumerate(by_literal.items()):
            head = _head_of(literal)
            begins = 0 if literal.startswith(b" ") else len(head)
            rests[head].append((which, literal[len(head) :], begins, tuple(others), numbers))
        self._heads = list(rests)
        self._rests = list(rests.values())

    @cached_property
    def _database(self) -> hyperscan.Database:
        if len(self._heads) < WORTH_KEEPING:
            return _compiled(self._heads)
        key = f"literals {version('hyperscan')} {sha256(b'|'.join(self._heads)).hexdigest()}"
        if (known := self._kept.get(key)) and (database := _loaded(known)):
            return database
        database = _compiled(self._heads)
        self._kept.put(key, hyperscan.dumpb(database))
        return database

    def compile(self) -> None:
        """Compile the literals; the first look for them does it otherwise."""
        if self._heads:
            _ = self._database

    def candidates(self, updates: Sequence[Update]) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the place of each update with the numbers of the queries that may match it, sorted; no other does."""
        found = self._found(updates) if self._heads else {}
        always = self._always
        if self._in_ascii:
            beyond = (
                place for place, each in enumerate(updates) if not (each.headline.isascii() and each.body.isascii())
            )
            found = {**found, **{place: [*found.get(place, ()), *self._in_ascii] for place in beyond}}
        for place in range(len(updates)) if always else found:
            numbers = found.get(place, ())
            yield place, numbers if len(numbers) == 1 and not always else sorted({*always, *numbers})

    def _found(self, updates: Sequence[Update]) -> dict[int, Sequence[int]]:
        """Return the queries of which a literal stands in an update, by its place, in rising order."""
        words = Row(updates).words
        hits: list[tuple[int, int]] = []

        def note(head: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((end, head))

        self._database.scan(words, note)
        found: dict[int, Sequence[int]] = {}
        place, start, stop = 0, 0, words.find(BETWEEN)
        judged: set[int] = set()
        for end, head in sorted(hits):
            while stop < end:
                place, start, stop = place + 1, stop, words.index(BETWEEN, stop + 1)
                judged.clear()
            for which, rest, begins, others, numbers in self._rests[head]:
                if which in judged or not words.startswith(rest, end):
                    continue
                if begins and words[end - begins - 1 : end - begins].isalpha():
                    continue
                judged.add(which)
                if others and not any(words.find(other, start, stop) >= 0 for other in others):
                    continue
                found[place] = [*found[place], *numbers] if place in found else numbers
        return found


def _head_of(literal: bytes) -> bytes:
    """Return a literal without the end of its last word, where it has several."""
    start = literal.rfind(b" ", 0, -1) + 1
    return literal[: start + _HEAD] if start > 1 else literal


def _compiled(heads: Sequence[bytes]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=heads, ids=list(range(len(heads))), literal=True)
    return database


def _loaded(written: bytes) -> hyperscan.Database | None:
    """Return what `hyperscan.dumpb` wrote, None where that was another version or for another processor."""
    try:
        database = hyperscan.loadb(written, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.error:
        return None
    return database
