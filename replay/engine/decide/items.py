"""What windows hold: items in the order of time, each thing that counts once at its latest."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter

from msgspec import Struct

from replay.engine.decide.conclusion import Input
from replay.engine.decide.edits import REMEMBERED_MAX
from replay.engine.decide.keys import Row
from replay.engine.fact import Identity, Ref
from replay.model import Evidence

_TIME = attrgetter("time")
_ROOM = 8
"""What has left a queue takes no more than one part in so many of it."""


class Item(Struct, eq=False, gc=False):
    """What a window keeps of a match, in as little room as can be: of many keys it is in no cache when it leaves.

    Attributes:
        identity: The match's.
        time: The match's.
        place: Of a match that is one new update its place in the order of release.
        updates: The match's, of any other.
        evidence: The first of the match's, or None.
        values: What a distinct rule counts of it.
    """

    identity: Identity
    time: datetime
    place: int | None
    updates: tuple[Ref, ...]
    evidence: Evidence | None
    values: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[Ref, ...]:
        """Return the updates that the match rests on."""
        return self.updates if self.place is None else ((self.place, self.identity),)


class Items(Row):
    """The items of a stretch of time for one key, oldest first; an identity counts once, at its latest.

    Attributes:
        queue: The items, behind some that have left.
        first: Where they begin.
    """

    __slots__ = ("_latest", "_sure_until", "first", "queue")

    def __init__(self) -> None:
        self.queue: list[Item] = []
        self.first = 0
        self._latest: dict[Identity, Item] | None = None  # by identity, once one may come again
        self._sure_until = 0  # up to which place an update is none of these if it is new to all that is remembered

    @property
    def size(self) -> int:
        """Return how many there are."""
        return len(self.queue) - self.first

    def __iter__(self) -> Iterator[Item]:
        return islice(self.queue, self.first, None)

    def add(self, given: Input, values: tuple[str, ...] = ()) -> Item | None:
        """Add what is kept of an input, and return the earlier item of its identity, of which it takes the place.

        Args:
            given: Not earlier than any before it.
            values: What a distinct rule counts of it.
        """
        match, evidence = given.match, given.match.evidence
        first = evidence[0] if evidence else None
        if not given.is_new:
            return self._replace(Item(match.identity, match.time, None, match.updates, first, values))
        place = match.updates[-1][0]
        item = Item(match.identity, match.time, place, (), first, values)
        if place < self._sure_until or self._is_only(place):
            self.queue.append(item)
            return None
        return self._replace(item)

    def _is_only(self, place: int) -> bool:
        """Say whether what is new to all that is remembered is none of these, as none of them is older than that."""
        if self._latest is None:
            oldest = next(iter(self), None)
            self._sure_until = (place if oldest is None else oldest.refs[-1][0]) + REMEMBERED_MAX
        return place < self._sure_until

    def _replace(self, item: Item) -> Item | None:
        queue = self.queue
        if self._latest is None:
            self._latest, self._sure_until = {each.identity: each for each in self}, 0
        replaced = self._latest.get(item.identity)
        if replaced is not None:
            del queue[queue.index(replaced, bisect_left(queue, replaced.time, self.first, key=_TIME))]
        self._latest[item.identity] = item
        queue.append(item)
        return replaced

    def leave(self, until: datetime) -> Sequence[Item]:
        """Take out and return what is not later than *until*."""
        queue, first = self.queue, self.first
        most = len(queue)
        if first == most or queue[first].time > until:
            return ()
        behind = first + 1
        while behind < most and queue[behind].time <= until:
            behind += 1
        left = queue[first:behind]
        if self._latest is not None:
            for item in left:
                del self._latest[item.identity]
        self.first = behind
        if behind * _ROOM > most:
            del queue[:behind]
            self.first = 0
        return left

    @property
    def oldest(self) -> datetime | None:
        """Return the time of the oldest, None if there is none."""
        return self.queue[self.first].time if self.size else None

    def newest(self, most: int) -> list[Item]:
        """Return the newest, oldest first: at least one, and no more than there are."""
        return self.queue[-most:]
