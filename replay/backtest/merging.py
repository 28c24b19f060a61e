"""Merge streams into one order of release: (time, stream, seq)."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import attrgetter

from replay.model import Stream, Update

BLOCK = 4096
"""Updates that are handed on at once, at most."""

_release_place = attrgetter("time", "stream", "seq")


def merged(streams: Iterable[Stream]) -> Iterator[Sequence[Update]]:
    """Yield the updates of streams in release order, in blocks; a stream is read when its time comes."""
    for group in _overlapping(streams):
        updates = (
            group[0].updates if len(group) == 1 else heapq.merge(*(each.updates for each in group), key=_release_place)
        )
        yield from _blocks(iter(updates))


def _blocks(updates: Iterator[Update]) -> Iterator[Sequence[Update]]:
    while block := tuple(islice(updates, BLOCK)):
        yield block


def _overlapping(streams: Iterable[Stream]) -> Iterator[list[Stream]]:
    """Yield groups of streams whose updates overlap in time, by time; one that has no update is in none."""
    group: list[Stream] = []
    for stream in sorted((each for each in streams if each.updates), key=lambda each: each.updates[0].time):
        if group and stream.updates[0].time > max(each.updates[-1].time for each in group):
            yield group
            group = []
        group.append(stream)
    if group:
        yield group
