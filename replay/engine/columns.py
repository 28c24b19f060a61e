"""Updates of which only what tells them apart is at hand, in columns, since to make an object of each takes longer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import repeat
from typing import overload

import msgspec

from replay.engine.seen import Revision
from replay.model import Head, Update


class Columns(msgspec.Struct, frozen=True):
    """Updates of one stream, one behind the other, as they cross from process to process.

    Attributes:
        stream: Its name.
        first_seq: The `seq` of the first.
        ids: Of each update.
        revs: Of each update; empty where all are 1.
        times: Of each update.
        whole: Updates as they are, by place: those that are needed so.
    """

    stream: str
    first_seq: int
    ids: list[str]
    revs: list[int]
    times: list[datetime]
    whole: dict[int, Update]

    @classmethod
    def of(cls, updates: Sequence[Head], whole: Mapping[int, Update]) -> "Columns":
        """Return those of some updates, at least one."""
        revs = [update.rev for update in updates]
        return cls(
            updates[0].stream,
            updates[0].seq,
            [update.id for update in updates],
            [] if set(revs) == {1} else revs,
            [update.time for update in updates],
            dict(whole),
        )


class Heads(Sequence[Head]):
    """What tells updates apart, made when it is asked for; those that are there as they are, are whole.

    Args:
        columns: What it is made of.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._revs = columns.revs or (1,) * len(columns.ids)

    def __len__(self) -> int:
        return len(self._columns.ids)

    @overload
    def __getitem__(self, place: int) -> Head: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Head]: ...
    def __getitem__(self, place: int | slice) -> Head | Sequence[Head]:
        places = range(len(self))[place]
        if not isinstance(places, int):
            return [self[each] for each in places]
        return self._columns.whole.get(places) or Head(
            id=self._columns.ids[places],
            rev=self._revs[places],
            stream=self._columns.stream,
            seq=self._columns.first_seq + places,
            time=self.times[places],
        )

    @property
    def times(self) -> Sequence[datetime]:
        """Return when each came."""
        return self._columns.times

    @property
    def identities(self) -> Sequence[Revision]:
        """Return what tells each apart."""
        return list(zip(repeat(self._columns.stream), self._columns.ids, self._revs))


def times_of(updates: Sequence[Head]) -> Sequence[datetime]:
    """Return when updates came."""
    return updates.times if isinstance(updates, Heads) else [update.time for update in updates]


def identities_of(updates: Sequence[Head]) -> Sequence[Revision]:
    """Return what tells updates apart."""
    if isinstance(updates, Heads):
        return updates.identities
    return [(update.stream, update.id, update.rev) for update in updates]


def ends_of(updates: Sequence[Head]) -> Sequence[Head]:
    """Return updates in their order, at least the first and the last of each stream."""
    return (updates[0], updates[-1]) if isinstance(updates, Heads) else updates
