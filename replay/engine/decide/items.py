"""What windows hold: items in the order of time, each thing that counts once at its latest."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter

from msgspec import Struct

from replay.engine.decide.edits import REMEMBERED_MAX
from replay.engine.fact import Identity, Match, Ref
from replay.model import Evidence

_TIME = attrgetter("time")
_ROOM = 8
"""What has left a queue takes no more than one part in so many of it."""


class Item(Struct, eq=False, gc=False):
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


class Items:
    """The items of a stretch of time, oldest first; an identity counts once, at its latest.

    Args:
        items: Those that it holds from the start.

    Attributes:
        queue: The items, behind some that have left.
        first: Where they begin.
    """

    __slots__ = ("_latest", "first", "queue")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self.queue = list(items)
        self.first = 0
        self._latest: dict[Identity, Item] | None = None  # by identity, once one may come again

    def __len__(self) -> int:
        return len(self.queue) - self.first

    def __iter__(self) -> Iterator[Item]:
        return islice(self.queue, self.first, None)

    def add(self, item: Item, *, is_new: bool = False) -> Item | None:
        """Add an item, and return the earlier one of its identity, of which it takes the place.

        Args:
            item: Not earlier than any before it.
            is_new: Whether no update among the newest `REMEMBERED_MAX` has its identity.
        """
        queue, first = self.queue, self.first
        # what is older than all that is remembered may yet have its identity
        is_only = is_new and (first == len(queue) or item.updates[-1][0] - queue[first].updates[-1][0] < REMEMBERED_MAX)
        if is_only and self._latest is None:
            queue.append(item)
            return None
        if self._latest is None:
            self._latest = {each.identity: each for each in self}
        replaced = self._latest.get(item.identity)
        if replaced is not None:
            del queue[queue.index(replaced, bisect_left(queue, replaced.time, first, key=_TIME))]
        self._latest[item.identity] = item
        queue.append(item)
        return replaced

    def leave(self, until: datetime) -> Sequence[Item]:
        """Take out and return what is not later than *until*."""
        queue, first = self.queue, self.first
        behind, most = first, len(queue)
        while behind < most and queue[behind].time <= until:
            behind += 1
        if behind == first:
            return ()
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
        return self.queue[self.first].time if len(self) else None

    def newest(self, most: int) -> list[Item]:
        """Return the newest, oldest first: at least one, and no more than there are."""
        return self.queue[-most:]


def item_of(match: Match, values: tuple[str, ...] = ()) -> Item:
    """Return what is kept of a match."""
    evidence = match.evidence
    return Item(match.identity, match.time, match.updates, evidence[0] if evidence else None, values)
