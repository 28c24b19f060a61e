"""Say which queries may match which updates: one scan of a block of updates for the literals of all queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from itertools import chain

import hyperscan

from replay.cache import Cache, NoCache
from replay.engine.read.literals import Literals
from replay.engine.read.row import BETWEEN, Row
from replay.model import Update

WORTH_KEEPING = 1000
"""Literals; fewer are compiled in no time."""


class Index:
    """The literals of queries, compiled when they are first looked for.

    Args:
        needed: For each query the literals of which one must be there, or None if it may match without.
        kept: What was compiled for many literals is kept here.
    """

    def __init__(self, needed: Sequence[Literals | None], kept: Cache | None = None) -> None:
        self._kept = kept or NoCache()
        self._always = [number for number, literals in enumerate(needed) if literals is None]
        by_literal: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, literals in enumerate(needed):
            for literal in literals or ():
                by_literal[literal].append(number)
        self._literals = list(by_literal)
        self._numbers = list(by_literal.values())

    @cached_property
    def _database(self) -> hyperscan.Database:
        if len(self._literals) < WORTH_KEEPING:
            return _compiled(self._literals)
        key = f"literals {version('hyperscan')} {sha256(b'|'.join(self._literals)).hexdigest()}"
        if (known := self._kept.get(key)) and (database := _loaded(known)):
            return database
        database = _compiled(self._literals)
        self._kept.put(key, hyperscan.dumpb(database))
        return database

    def compile(self) -> None:
        """Compile the literals; the first look for them does it otherwise."""
        if self._literals:
            _ = self._database

    def candidates(self, updates: Sequence[Update]) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the place of each update with the numbers of the queries that may match it, sorted; no other does."""
        found = self._found(updates) if self._literals else {}
        always = self._always
        for place in range(len(updates)) if always else found:
            literals = found.get(place, ())
            if len(literals) == 1 and not always:
                yield place, self._numbers[literals[0]]
            else:
                yield place, sorted({*always, *chain.from_iterable(map(self._numbers.__getitem__, literals))})

    def _found(self, updates: Sequence[Update]) -> Mapping[int, Sequence[int]]:
        """Return which literals stand in an update, by its place, in rising order."""
        words = Row(updates).words
        hits: list[tuple[int, int]] = []

        def note(literal: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((end, literal))

        self._database.scan(words, note)
        found: defaultdict[int, list[int]] = defaultdict(list)
        place = behind = 0
        for end, literal in sorted(hits):
            place += words.count(BETWEEN, behind, end)
            behind = end
            found[place].append(literal)
        return found


def _compiled(literals: Sequence[bytes]) -> hyperscan.Database:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(expressions=literals, ids=list(range(len(literals))), literal=True)
    return database


def _loaded(written: bytes) -> hyperscan.Database | None:
    """Return what `hyperscan.dumpb` wrote, None where that was another version or for another processor."""
    try:
        database = hyperscan.loadb(written, hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
    except hyperscan.error:
        return None
    return database
