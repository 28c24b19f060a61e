"""What windows hold: items in the order of time, each thing that counts once at its latest."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from msgspec import Struct

from replay.engine.fact import Identity, Match, Ref
from replay.model import Evidence


class Item(Struct, gc=False):
    """What a window keeps of a match.

    Attributes:
        identity: The match's.
        time: The match's.
        updates: The match's.
        evidence: The first of the match's, or None.
        values: What a distinct rule counts of it.
        is_replaced: Whether a later one of its identity has taken its place.
    """

    identity: Identity
    time: datetime
    updates: tuple[Ref, ...]
    evidence: Evidence | None
    values: tuple[str, ...] = ()
    is_replaced: bool = False

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
        self._queue: deque[Item] = deque()  # with those that are replaced, until they would have left

    def __len__(self) -> int:
        return len(self._latest)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._latest.values())

    def add(self, item: Item) -> Item | None:
        """Add an item, and return the earlier one of its identity, of which it takes the place."""
        self._queue.append(item)
        held = self._latest.setdefault(item.identity, item)
        if held is item:
            return None
        held.is_replaced = True
        del self._latest[item.identity]
        self._latest[item.identity] = item
        if len(self._queue) > 2 * len(self._latest):
            self._queue = deque(self)
        return held

    def leave(self, until: datetime) -> list[Item]:
        """Take out and return what is not later than *until*."""
        queue, left = self._queue, []
        while queue and queue[0].time <= until:
            item = queue.popleft()
            if not item.is_replaced:
                del self._latest[item.identity]
                left.append(item)
        return left

    @property
    def oldest(self) -> datetime | None:
        """Return the time of the oldest, None if there is none."""
        return oldest_of(self._queue)

    def newest(self, most: int) -> list[Item]:
        """Return the newest, oldest first."""
        return [*islice(reversed(self._latest.values()), most)][::-1]


def oldest_of(queue: deque[Item]) -> datetime | None:
    """Return the time of the first that is not replaced, and let go of those before it; None if there is none."""
    while queue and queue[0].is_replaced:
        queue.popleft()
    return queue[0].time if queue else None
