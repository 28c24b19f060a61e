"""Cut a stretch of story time out of streams: what was before it does not exist, and nothing comes after it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from operator import attrgetter
from typing import overload
from zoneinfo import ZoneInfo

from replay.errors import UsageError
from replay.formats.file.window import Window
from replay.model import Stream, Update

_TICK = timedelta(microseconds=1)


class Stretch(Sequence[Update]):
    """Some of the updates of a stream, one behind the other; none is held.

    Args:
        updates: All of them.
        first: Place of the first.
        behind: Place of the first that is not there any more.

    Attributes:
        whole: All of them.
    """

    def __init__(self, updates: Sequence[Update], first: int, behind: int) -> None:
        self.whole = updates
        self._places = range(first, behind)

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Update: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Update, ...]: ...
    def __getitem__(self, place: int | slice) -> Update | tuple[Update, ...]:
        if isinstance(place, slice):
            places = self._places[place]
            first, behind = places.start, places.stop
            return tuple(self.whole[first:behind] if places.step == 1 else (self.whole[each] for each in places))
        return self.whole[self._places[place]]

    def __iter__(self) -> Iterator[Update]:
        return islice(self.whole, self._places.start, self._places.stop)


def cut_streams(streams: Iterable[Stream], window: Window) -> list[Stream]:
    """Return what of streams lies in a window, days by the clock of each; those that lie outside are left out.

    Raises:
        UsageError: All do, or the window ends before it begins, or leaves the calendar.
    """
    whole = list(streams)
    try:
        if window.is_empty:
            raise UsageError("--to is not behind --from; exchange them")
        cut = [each for each in (_cut(stream, window) for stream in whole) if each is not None]
    except OverflowError:
        raise UsageError("--from or --to leaves the calendar") from None
    if not cut:
        first, last = min(each.start for each in whole), max(each.end for each in whole)
        told = f"from {first:%Y-%m-%dT%H:%M:%SZ} to {last:%Y-%m-%dT%H:%M:%SZ}"
        raise UsageError(f"--from and --to leave nothing of any stream; they go {told}")
    return cut


def _cut(stream: Stream, window: Window) -> Stream | None:
    first, behind = window.bounds(ZoneInfo(stream.timezone))
    if stream.end < first or stream.start >= behind:
        return None
    places = [bisect_left(stream.updates, time, key=attrgetter("time")) for time in (first, behind)]
    return replace(
        stream,
        updates=Stretch(stream.updates, *places),
        opened=max(stream.start, first),
        closed=min(stream.end, behind - _TICK),
    )
