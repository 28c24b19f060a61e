"""A backtest: which alerts a set of rules would have raised over recorded streams."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from replay.backtest.merging import merged
from replay.cache import Cache
from replay.engine import Block, Declared, Engine, drive
from replay.language.ruleset import RuleSet
from replay.model import Stream, Update


class Backtest:
    """Run rules over streams, in their release order, once.

    A stream raises for its keys what it raises alone: each begins at its start and ends at its end, whatever the others
    do. Rules across streams go on to the last end.

    Args:
        rules: What to watch for.
        streams: At least one; their names differ.
        kept: Where what is compiled is kept between runs; None keeps nothing.
    """

    def __init__(self, rules: RuleSet, streams: Sequence[Stream], kept: Cache | None = None) -> None:
        self.streams = tuple(streams)
        self._engine = Engine(rules, kept)

    def blocks(self, fed: Iterable[Sequence[Update]] | None = None) -> Iterator[Block]:
        """Yield what is fed, a block at a time, with the alerts that are certain then; all in story time order.

        An alert that an update raises comes with the block that has the update; one that a deadline raises, later.

        Args:
            fed: The streams, merged; None for merging them here.

        Raises:
            RuleFailed: If a rule failed.
            StreamError: If a stream turns out to be wrong as it is read.
        """
        declared = [Declared(each.name, each.start, each.end) for each in self.streams]
        return drive(self._engine, declared, merged(self.streams) if fed is None else fed)

    @property
    def not_counted(self) -> Mapping[tuple[str, str], int]:
        """Return how many casualty mentions were passed over, by (rule, status)."""
        return self._engine.not_counted

    @property
    def left_out(self) -> Mapping[tuple[str, str], int]:
        """Return how many keys found no room, by (rule, what became of them)."""
        return self._engine.left_out
