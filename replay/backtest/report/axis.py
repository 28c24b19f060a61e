"""Story time from left to right: where an instant stands, which instants are named, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from replay.zones import utc_of

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DAY_S = 86400
_STEPS_S = (1, 5, 15, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
_STEPS_DAYS = (1, 2, 7, 14)
_STEPS_MONTHS = (1, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)))
_MOST_TICKS = 8
_MONTH_DAYS = 31


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
    try:
        return time.astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return time.replace(tzinfo=None)


class Axis:
    """Story time in its zone.

    Args:
        start_ms: At the left edge. [ms]
        end_ms: At the right edge, behind the start. [ms]
        zone: Of the story's clock.
    """

    def __init__(self, start_ms: int, end_ms: int, zone: ZoneInfo) -> None:
        self._start_ms, self._end_ms = start_ms, end_ms
        self._zone = zone
        self._start, self._end = self._local(start_ms), self._local(end_ms - 1)

    def percent(self, time_ms: float) -> float:
        """Return where an instant stands, from the left, within the edges."""
        part = (time_ms - self._start_ms) / (self._end_ms - self._start_ms)
        return round(100 * min(1, max(0, part)), 2)

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
        for local, text in self._named():
            at_ms = ms_of(utc_of(local, self._zone))
            if self._start_ms <= at_ms <= self._end_ms and self.percent(at_ms) > behind:
                behind = self.percent(at_ms)
                yield Tick(behind, text, local.hour == local.minute == local.second == 0)

    def _named(self) -> Iterator[tuple[datetime, str]]:
        span_s = (self._end_ms - self._start_ms) / 1000
        for step_s in _STEPS_S:
            if span_s / step_s <= _MOST_TICKS:
                return self._times(step_s)
        for days in _STEPS_DAYS:
            if span_s / _DAY_S / days <= _MOST_TICKS:
                return self._days(days)
        months = span_s / _DAY_S / _MONTH_DAYS
        return self._months(next(step for step in _STEPS_MONTHS if months / step <= _MOST_TICKS))

    def _times(self, step_s: int) -> Iterator[tuple[datetime, str]]:
        step = timedelta(seconds=step_s)
        midnight = self._start.replace(hour=0, minute=0, second=0, microsecond=0)
        local = midnight + (self._start - midnight) // step * step
        while local <= self._end + step:
            is_midnight = local.hour == local.minute == local.second == 0
            clock = f"{local:%H:%M:%S}" if step_s % 60 else f"{local:%H:%M}"
            yield local, f"{local.day} {local:%b}" if is_midnight else clock
            local += step

    def _days(self, step: int) -> Iterator[tuple[datetime, str]]:
        first = self._start.toordinal()
        for ordinal in range(first - first % step, self._end.toordinal() + 2, step):
            local = datetime.fromordinal(max(1, ordinal))
            yield local, f"{local.day} {local:%b}"

    def _months(self, step: int) -> Iterator[tuple[datetime, str]]:
        first = 12 * self._start.year + self._start.month - 1
        begin = first - first % step or step  # there is no year 0
        for month in range(begin, 12 * self._end.year + self._end.month, step):
            local = datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 -- a local time
            yield local, f"{local.year}" if step % 12 == 0 else f"{local:%b} {local.year}"

    def _local(self, time_ms: int) -> datetime:
        """Return what the story's clock shows, naive; UTC where that leaves the calendar."""
        return local_of(_EPOCH + timedelta(milliseconds=time_ms), self._zone)
