"""Merge streams into one order of release: (time, stream, seq)."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from operator import attrgetter, itemgetter

import msgspec

from replay.model import Stream, Update, Updates

BLOCK = 1000
"""Updates that are handed on at once, at most. Four times as many leave the processor's cache before they are read."""

SHARED = 4000
"""Updates that another process is given at once, at most; to hand over fewer costs nearly as much."""

SHARE = 16
"""Parts of a stream for each process, at least: those that end last have little left to wait for."""

LEAST = 64
"""Updates that are worth handing on."""

_release_place = attrgetter("time", "stream", "seq")


class Held(msgspec.Struct, frozen=True, tag=True):
    """Updates in release order, at hand."""

    updates: tuple[Update, ...]


class Shared(msgspec.Struct, frozen=True, tag=True):
    """Updates of one stream, from one place to before another, for whoever has the stream to read.

    Attributes:
        stream: Its name.
        first: Place of the first update, from 0.
        behind: Place behind the last.
    """

    stream: str
    first: int
    behind: int


Part = Held | Shared


def merged(streams: Iterable[Stream], *, jobs: int = 1) -> Iterator[Part]:
    """Yield the updates of streams in release order, in parts; a stream is read when its time comes.

    Args:
        streams: The streams.
        jobs: How many processes, which have the streams too, read what they can; with one it is this one.
    """
    for group in _overlapping(streams):
        if len(group) > 1:
            yield from _held(heapq.merge(*(each.updates for each in group), key=_release_place))
            continue
        shared = _shared(group[0], jobs) if jobs > 1 else []
        yield from shared or _held(iter(group[0].updates))


def _held(updates: Iterator[Update]) -> Iterator[Held]:
    while block := tuple(islice(updates, BLOCK)):
        yield Held(block)


def _shared(stream: Stream, jobs: int) -> Iterable[Shared]:
    """Return parts of a stream for whoever has it, none where it can only be read from its beginning."""
    updates = stream.updates
    most = min(SHARED, max(LEAST, len(updates) // (SHARE * jobs)))
    parts = updates.parts(most) if isinstance(updates, Updates) else ()
    return [Shared(stream.name, part.start, part.stop) for part in parts]


def updates_of(part: Part, streams: Iterable[Stream]) -> Sequence[Update]:
    """Return the updates of a part of *streams*."""
    if isinstance(part, Held):
        return part.updates
    return next(each for each in streams if each.name == part.stream).updates[part.first : part.behind]


def _overlapping(streams: Iterable[Stream]) -> Iterator[list[Stream]]:
    """Yield groups of streams whose updates overlap in time, by time; one that has no update is in none."""
    spans = [(each.updates[0].time, each.updates[-1].time, each) for each in streams if each.updates]
    group: list[Stream] = []
    end: datetime | None = None
    for first, last, stream in sorted(spans, key=itemgetter(0)):
        if end is not None and first > end:
            yield group
            group, end = [], None
        group.append(stream)
        end = max(last, end or last)
    if group:
        yield group
