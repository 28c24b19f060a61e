"""Story time from left to right: where an instant stands, which instants are named, and how."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from replay.backtest.report.stretches import parts_of
from replay.backtest.report.ticks import named
from replay.zones import local_time, utc_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MOST_TICKS = 8
_BREAK_PERCENT = 6


@dataclass(frozen=True, slots=True)
class Tick:
    """An instant that is named.

    Attributes:
        percent: Where it stands, from the left.
        text: Its name.
        is_day: Whether a day or more begins with it.
    """

    percent: float
    text: str
    is_day: bool


def ms_of(time: datetime) -> int:
    """Return an instant as milliseconds since 1970, UTC, rounded down."""
    return (time - _EPOCH) // _MILLISECOND


def local_of(time: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clocks of *zone* show, naive; UTC where that leaves the calendar."""
    return local_time(time, zone).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Break:
    """A time that is left out, in which nothing was recorded.

    Attributes:
        percent: Where it stands, from the left.
        width_percent: How wide it is.
        text: How long it is.
    """

    percent: float
    width_percent: float
    text: str


class Axis:
    """Story time in its zone, in stretches with breaks between them.

    Where there are several, long ones are shown on a smaller scale.

    Args:
        stretches: From when to when each goes, in order. [ms]
        zone: Of the story's clock.
    """

    def __init__(self, stretches: Sequence[tuple[int, int]], zone: ZoneInfo) -> None:
        self._stretches = tuple(stretches)
        self._edges_ms = [edge for each in stretches for edge in each]
        self._start_ms, self._end_ms = self._edges_ms[0], self._edges_ms[-1]
        self._zone = zone
        self._start, self._end = self._local(self._start_ms), self._local(self._end_ms - 1)
        self._percents = list(self._parted())

    def _parted(self) -> Iterator[float]:
        """Yield where the edges stand."""
        parts = parts_of(self._stretches)
        room, at = 100 - _BREAK_PERCENT * (len(parts) - 1), 0.0
        for part in parts:
            yield at
            at += room * part
            yield at
            at += _BREAK_PERCENT

    def percent(self, time_ms: float) -> float:
        """Return where an instant stands, from the left, within the edges."""
        place = min(max(bisect_right(self._edges_ms, time_ms), 1), len(self._edges_ms) - 1)
        (start, end), (left, right) = (each[place - 1 : place + 1] for each in (self._edges_ms, self._percents))
        part = min(1, max(0, (time_ms - start) / (end - start)))
        return round(left + (right - left) * part, 2)

    def breaks(self) -> Iterator[Break]:
        """Yield what is left out, from the left."""
        for (_, end_ms), (start_ms, _) in pairwise(self._stretches):
            left, right = self.percent(end_ms), self.percent(start_ms)
            yield Break(left, round(right - left, 2), _long(start_ms - end_ms))

    def beginnings(self) -> Iterator[Tick]:
        """Yield on which day each stretch begins, if there are several."""
        for start_ms, _ in self._stretches if len(self._stretches) > 1 else ():
            day = self._local(start_ms)
            yield Tick(self.percent(start_ms), f"{day.day} {day:%b} {day.year}", is_day=True)

    def moment(self, time_ms: int) -> str:
        """Return an instant as a person says it beside the chart: no more of the date than differs."""
        local = self._local(time_ms)
        seconds = ":%S" if self._end_ms - self._start_ms < 1000 * 3600 else ""
        clock = f"{local:%H:%M{seconds}}"
        if self._start.date() == self._end.date():
            return clock
        year = f" {local.year}" if self._start.year != self._end.year else ""
        return f"{local.day} {local:%b}{year} {clock}"

    def between(self, start_ms: int, end_ms: int) -> str:
        """Return two instants with their days: `Thursday, 5 March 2020, 10:21 to 17:25`."""
        first, last = self._local(start_ms), self._local(end_ms)
        if first.date() == last.date():
            return f"{first:%A}, {first.day} {first:%B} {first.year}, {first:%H:%M} to {last:%H:%M}"
        return " to ".join(f"{each.day} {each:%B} {each.year}, {each:%H:%M}" for each in (first, last))

    def ticks(self) -> Iterator[Tick]:
        """Yield the instants that are named, from the left."""
        behind = -1.0
        for start_ms, end_ms in self._stretches:
            most = max(1, round(_MOST_TICKS * (self.percent(end_ms) - self.percent(start_ms)) / 100))
            span_s = (end_ms - start_ms) / 1000
            for local, text in named(self._local(start_ms), self._local(end_ms - 1), span_s, most):
                at_ms = ms_of(utc_of(local, self._zone))
                if start_ms <= at_ms <= end_ms and self.percent(at_ms) > behind:
                    behind = self.percent(at_ms)
                    yield Tick(behind, text, local.hour == local.minute == local.second == 0)

    def _local(self, time_ms: int) -> datetime:
        """Return what the story's clock shows, naive; UTC where that leaves the calendar."""
        return local_of(_EPOCH + timedelta(milliseconds=time_ms), self._zone)


def _long(time_ms: int) -> str:
    """Return how long a break is, about: `50 years`, `8 months`, `9 days`, `5 hours`."""
    for unit_s, name in ((365.25 * 86400, "years"), (30.44 * 86400, "months"), (86400, "days")):
        if time_ms / 1000 >= 2 * unit_s:
            return f"{time_ms / 1000 / unit_s:,.0f} {name}"
    hours = round(time_ms / 1000 / 3600)
    return f"{hours} hour{'s' * (hours != 1)}"
