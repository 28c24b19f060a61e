"""Say which queries may match which updates: one scan of a block of updates for the literals of all queries."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

import hyperscan

from replay.engine.read.block import Block
from replay.engine.read.literals import Literals
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

    def candidates(self, updates: Sequence[Update]) -> list[Sequence[int]]:
        """Return for each update the numbers of the queries that may match it, sorted; of all others none does."""
        found: list[Sequence[int]] = [self._always] * len(updates)
        if not self._literals:
            return found
        block = Block(updates)
        hits: set[tuple[int, int]] = set()
        ends = block.ends

        def note(literal: int, _start: int, end: int, _flags: int, _context: object) -> None:
            hits.add((bisect_right(ends, end - 1), literal))

        self._database.scan(block.row, note)
        by_update: defaultdict[int, set[int]] = defaultdict(set)
        for place, literal in hits:
            by_update[place].update(self._numbers[literal])
        for place, numbers in by_update.items():
            found[place] = sorted(numbers.union(self._always))
        return found
