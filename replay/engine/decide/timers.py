"""When a rule is to be woken, in story time, and what is known of the streams."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from heapq import heappop, heappush
from operator import attrgetter
from typing import Any

import msgspec

from replay.engine.columns import ends_of
from replay.engine.decide.conclusion import Moment, Phase
from replay.engine.decide.keys import order_of
from replay.engine.fact import Key
from replay.model import Head, Update

_time = attrgetter("time")

Wish = tuple[datetime, Phase, str, Key]
"""The instant and phase in which a rule is woken, its id, and for which key."""


class Streams:
    """The first and the last update of each stream, as far as story time has come.

    Attributes:
        over: Those that have ended; for their keys nothing is concluded any more.
    """

    def __init__(self) -> None:
        self.over: set[str] = set()
        self._first: dict[str, datetime] = {}
        self._last: dict[str | None, Head] = {}
        self._block: Sequence[Head] = ()
        self._by_stream: defaultdict[str | None, list[Head]] = defaultdict(list)

    def see(self, updates: Sequence[Head]) -> None:
        """Note a block of updates, in their order, before rules go through it; at least one."""
        self._block = updates
        for update in ends_of(updates):
            if update.stream not in self._first:
                self._first[update.stream] = update.time

    def leave(self) -> None:
        """Note that all rules went through the block."""
        self._last.update({update.stream: update for update in ends_of(self._block)})
        self._last[None] = self._block[-1]
        self._block = ()
        self._by_stream.clear()

    def last_seen(self, stream: str | None, now: datetime) -> Update | None:
        """Return the last update of a stream, or of all, before the deadlines of *now*; None before the first."""
        block = self._block_of(stream)
        place = bisect_left(block, now, key=_time)
        last = block[place - 1] if place else self._last.get(stream)
        assert last is None or isinstance(last, Update), "whoever reads elsewhere leaves updates whole for absences"
        return last

    def _block_of(self, stream: str | None) -> Sequence[Head]:
        if stream is None:
            return self._block
        if not self._by_stream:
            for update in self._block:
                self._by_stream[update.stream].append(update)
        return self._by_stream.get(stream, ())

    def first_seen(self, stream: str) -> datetime | None:
        """Return the time of a stream's first update, None before it."""
        return self._first.get(stream)

    def dump(self) -> list[Any]:
        """Return all that `load` needs."""
        return [list(self._last.items()), list(self._first.items()), sorted(self.over)]

    def load(self, last: Any, first: Any, over: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what `dump` returned."""
        self._last = dict(msgspec.convert(last, list[tuple[str | None, Update]]))
        self._first = dict(msgspec.convert(first, list[tuple[str, datetime]]))
        self.over = msgspec.convert(over, set[str])


class Timers:
    """When to wake one rule for which key.

    Args:
        rule_id: The rule.
        streams: What it can know of the streams.

    Attributes:
        streams: The same.
        wishes: A heap of what is asked for.
    """

    def __init__(self, rule_id: str, streams: Streams) -> None:
        self.streams = streams
        self._rule_id = rule_id
        self.wishes: list[tuple[datetime, Phase, tuple[str, tuple[tuple[bool, str], ...]], Key]] = []

    def wake(self, time: datetime, phase: Phase, key: Key) -> None:
        """Wake the rule for *key* in *phase* of the instant *time*; to ask twice is to ask once."""
        heappush(self.wishes, (time, phase, (self._rule_id, order_of(key)), key))

    def due(self, before: Moment) -> Iterator[tuple[Moment, Key]]:
        """Take out and yield when the rule is to be woken before a moment, in order."""
        wishes = self.wishes
        while wishes and wishes[0] < before:
            wish = heappop(wishes)
            while wishes and wishes[0] == wish:
                heappop(wishes)
            yield wish[:3], wish[3]

    def dump(self) -> Iterable[Wish]:
        """Return what `load` takes."""
        return dict.fromkeys((time, phase, self._rule_id, key) for time, phase, _, key in self.wishes)

    def load(self, wish: Wish) -> None:
        """Take one wish of those that `dump` returned."""
        time, phase, _, key = wish
        self.wake(time, phase, key)
