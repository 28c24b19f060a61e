"""A backtest: which alerts a set of rules would have raised over recorded streams."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import msgspec

from replay.backtest.merging import Held, Part, merged, updates_of
from replay.cache import Cache
from replay.engine import Block, Declared, Engine, Packing, Read, drive
from replay.language.ruleset import RuleSet
from replay.model import Stream
from replay.workers import in_order

_decoder = msgspec.json.Decoder[Part](Part)


class Backtest:
    """Run rules over streams, in their release order, once.

    A stream raises for its keys what it raises alone: each begins at its start and ends at its end. Rules across
    streams go on to the last end. Streams share the bounds of `max_keys`, and inhibitions that leave `stream` out.

    Args:
        rules: What to watch for.
        streams: At least one; their names differ.
        kept: Where what is compiled is kept between runs; None keeps nothing.
        jobs: How many processes read; with one it is this one, which decides in any case.

    Attributes:
        rules: What it watches for.
        streams: What it runs over.
    """

    def __init__(self, rules: RuleSet, streams: Sequence[Stream], kept: Cache | None = None, *, jobs: int = 1) -> None:
        self.rules = rules
        self.streams = tuple(streams)
        self._engine = Engine(rules, kept)
        self._packing = Packing(rules)
        self._jobs = jobs

    def fed(self) -> Iterator[Part]:
        """Yield what `blocks` reads."""
        return merged(self.streams, jobs=self._jobs)

    def blocks(self, fed: Iterable[Part] | None = None) -> Iterator[Block]:
        """Yield what is fed, a block at a time, with the alerts that are certain then; all in story time order.

        An alert that an update raises comes with the block that has the update; one that a deadline raises, later.

        Args:
            fed: What `fed` yields, of which each part is a block, but for the ends of streams; None for asking it here,
                and blocks on which many alerts may come are smaller then.

        Raises:
            RuleFailed: If a rule failed.
            ProcessLost: If a process that reads was killed.
            StreamError: If a stream turns out to be wrong as it is read.
        """
        declared = [Declared(each.name, each.start, each.end) for each in self.streams]
        if fed is not None:
            return drive(self._engine, declared, self._reads(fed))
        return drive(self._engine, declared, chain.from_iterable(map(self._engine.parts, self._reads(self.fed()))))

    def _reads(self, parts: Iterable[Part]) -> Iterator[Read]:
        if self._jobs == 1:
            return (self._read(part) for part in parts)
        self._engine.compile()
        return self._read_elsewhere(parts)

    def _read_elsewhere(self, parts: Iterable[Part]) -> Iterator[Read]:
        """Have other processes read parts; those on their way are at hand here."""
        given: deque[Part] = deque()

        def tasks() -> Iterator[bytes]:
            for part in parts:
                given.append(part)
                yield msgspec.json.encode(part)

        for answer in in_order(self._work, tasks(), self._jobs):
            part = given.popleft()
            yield self._packing.unpack(answer, part.updates if isinstance(part, Held) else ())

    def _work(self, task: bytes) -> bytes:
        """Read a part in another process."""
        part = _decoder.decode(task)
        return self._packing.pack(self._read(part), are_known=isinstance(part, Held))

    def _read(self, part: Part) -> Read:
        return self._engine.read(updates_of(part, self.streams))

    @property
    def not_counted(self) -> Mapping[tuple[str, str], int]:
        """Return how many casualty mentions were passed over, by (rule, status)."""
        return self._engine.not_counted

    @property
    def left_out(self) -> Mapping[tuple[str, str], int]:
        """Return how many keys found no room, by (rule, what became of them)."""
        return self._engine.left_out
