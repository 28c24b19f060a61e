"""What windows hold: items in the order of time, each thing that counts once at its latest."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from msgspec import Struct

from replay.engine.fact import EVIDENCE_MAX, Match, Ref
from replay.model import Evidence

Identity = tuple[str | None, ...]


class Item(Struct, frozen=True, gc=False):
    """What a window keeps of a match.

    Attributes:
        identity: The match's.
        time: The match's.
        updates: The match's.
        evidence: The first of the match's, or None.
        values: What a distinct rule counts of it.
    """

    identity: Identity
    time: datetime
    updates: tuple[Ref, ...]
    evidence: Evidence | None
    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, match: Match, values: tuple[str, ...] = ()) -> "Item":
        """Return what is kept of *match*."""
        evidence = match.evidence[0] if match.evidence else None
        return cls(match.identity, match.time, match.updates, evidence, values)


class Items:
    """The items of a stretch of time, oldest first; an identity counts once, at its latest."""

    __slots__ = ("_latest", "_queue")

    def __init__(self) -> None:
        self._latest: dict[Identity, Item] = {}
        self._queue: deque[Item] = deque()  # with those that another took the place of, until they would have left

    def __len__(self) -> int:
        return len(self._latest)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._latest.values())

    def add(self, item: Item) -> Item | None:
        """Add an item, and return the earlier one of its identity, of which it takes the place."""
        latest, queue = self._latest, self._queue
        replaced = latest.pop(item.identity, None)
        latest[item.identity] = item
        queue.append(item)
        if replaced is not None and len(queue) > 2 * len(latest):
            self._queue = deque(latest.values())
        return replaced

    def discard(self, identity: Identity) -> None:
        """Take out what is held of *identity*."""
        self._latest.pop(identity, None)

    def leave(self, until: datetime) -> list[Item]:
        """Take out and return what is not later than *until*."""
        latest, queue, left = self._latest, self._queue, []
        while queue and queue[0].time <= until:
            item = queue.popleft()
            if latest.get(item.identity) is item:
                del latest[item.identity]
                left.append(item)
        return left

    @property
    def oldest(self) -> datetime | None:
        """Return the time of the oldest, None if there is none."""
        latest, queue = self._latest, self._queue
        while queue and latest.get(queue[0].identity) is not queue[0]:
            queue.popleft()
        return queue[0].time if queue else None

    def newest(self) -> list[Item]:
        """Return the newest `EVIDENCE_MAX`, oldest first."""
        return [*islice(reversed(self._latest.values()), EVIDENCE_MAX)][::-1]

    def load(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what iterating gave."""
        for item in msgspec.convert(dumped, list[Item]):
            self.add(item)
