"""Cut a stretch of story time out of streams: what was before it does not exist, and nothing comes after it."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from operator import attrgetter
from zoneinfo import ZoneInfo

from replay.errors import UsageError
from replay.formats.file.window import EVER, Window
from replay.model import Stream, Update, Updates

_TICK = timedelta(microseconds=1)
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_MOST_TOLD = 3


class Stretch(Updates):
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

    def one(self, place: int) -> Update:
        """Read the update at a place."""
        return self.whole[self._places[place]]

    def parts(self, most: int) -> Iterator[range]:
        """Yield the places in parts that can be read at once, where all of them can."""
        first, behind = self._places.start, self._places.stop
        for part in self.whole.parts(most) if isinstance(self.whole, Updates) else ():
            if part.start < behind and first < part.stop:
                yield range(max(part.start, first) - first, min(part.stop, behind) - first)

    def between(self, first: int, behind: int) -> Iterator[Update]:
        """Read the updates from one place to before another, and nothing of what lies before them."""
        first, behind = self._places.start + first, self._places.start + behind
        return self.whole.between(first, behind) if isinstance(self.whole, Updates) else iter(self.whole[first:behind])


def cut_streams(streams: Iterable[Stream], window: Window) -> list[Stream]:
    """Return what of streams lies in a window, days by the clock of each; those that lie outside are left out.

    Raises:
        UsageError: All do, or the window ends before it begins.
    """
    whole = [(stream, *_bounds(window, ZoneInfo(stream.timezone))) for stream in streams]
    if all(behind <= first for _, first, behind in whole):
        raise UsageError("--to is not behind --from; name a later one")
    cut = [_cut(*each) for each in whole if _is_touched(*each)]
    if not cut:
        raise UsageError(f"--from and --to leave nothing of any stream: {spans_of([stream for stream, *_ in whole])}")
    return cut


def _bounds(window: Window, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the bounds of a window; what leaves the calendar stays at its edge."""
    first, behind = EVER
    with suppress(OverflowError):
        first = window.begin(zone)
    with suppress(OverflowError):
        behind = window.end(zone)
    return first, behind


def _is_touched(stream: Stream, first: datetime, behind: datetime) -> bool:
    return first < behind and first <= stream.end and stream.start < behind


def _cut(stream: Stream, first: datetime, behind: datetime) -> Stream:
    places = [bisect_left(stream.updates, time, key=attrgetter("time")) for time in (first, behind)]
    return replace(
        stream,
        updates=Stretch(stream.updates, *places),
        opened=max(stream.start, first),
        closed=min(stream.end, behind - _TICK),
    )


def spans_of(streams: Sequence[Stream]) -> str:
    """Return from when to when streams go, the first ones."""
    rising = sorted(streams, key=lambda each: each.start)
    told = [f"{each.name} goes from {each.start:{_TIME}} to {each.end:{_TIME}}" for each in rising[:_MOST_TOLD]]
    return ", ".join([*told, *[f"and {len(rising) - _MOST_TOLD} more"] * (len(rising) > _MOST_TOLD)])
