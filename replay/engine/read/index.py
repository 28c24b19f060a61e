"""Say which queries may match which updates: one scan of a block of updates for the literals of all queries."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

import hyperscan

from replay.engine.read.literals import Literals
from replay.engine.read.row import Row
from replay.model import Update


class Index:
    """The literals of queries, compiled when they are first looked for.

    Args:
        needed: For each query the literals of which one must be there, or None if it may match without.
    """

    def __init__(self, needed: Sequence[Literals | None]) -> None:
        self._always = [number for number, literals in enumerate(needed) if literals is None]
        by_literal: defaultdict[bytes, list[int]] = defaultdict(list)
        for number, literals in enumerate(needed):
            for literal in literals or ():
                by_literal[literal].append(number)
        self._literals = list(by_literal)
        self._numbers = list(by_literal.values())

    @cached_property
    def _database(self) -> hyperscan.Database:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(expressions=self._literals, ids=list(range(len(self._literals))), literal=True)
        return database

    def candidates(self, updates: Sequence[Update]) -> Iterator[tuple[int, Sequence[int]]]:
        """Yield the place of each update with the numbers of the queries that may match it, sorted; no other does."""
        found = self._found(updates) if self._literals else {}
        for place in range(len(updates)) if self._always else found:
            yield place, sorted(found[place].union(self._always)) if place in found else self._always

    def _found(self, updates: Sequence[Update]) -> dict[int, set[int]]:
        """Return the numbers of the queries of which a literal stands in an update, by its place."""
        row = Row(updates)
        hits: list[tuple[int, int]] = []

        def note(literal: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.append((end, literal))

        self._database.scan(row.words, note)
        found: defaultdict[int, set[int]] = defaultdict(set)
        for end, literal in hits:
            found[bisect_right(row.ends, end - 1)].update(self._numbers[literal])
        return found
