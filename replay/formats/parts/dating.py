"""Give clock times their dates: a live blog says 23:58 and 00:05, and only the order says which day each one is on."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from replay.formats.parts.instants import Reading, placed

_ROLLS_OVER = timedelta(hours=12)


class Clock(NamedTuple):
    """A clock time, the 1-based line that it stands on, and the abbreviation of a zone behind it, or nothing."""

    line: int
    time: time
    zone: str = ""


class ClockError(ValueError):
    """Raise for a clock time with an abbreviation that does not say which instant is meant.

    Args:
        line: Where it stands.
        what: What is wrong, and what to do.
    """

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line = line


def date_clocks(
    clocks: Sequence[Clock], first: date, zone: ZoneInfo, *, is_zone_named: bool = True
) -> tuple[list[datetime], list[str]]:
    """Return the instants of clock times, and what had to be assumed.

    The oldest is on the day *first*. A step back of more than 12 h is midnight and rolls the date; a smaller one is
    out of order and stays on its day. A time that the zone's clocks skip or show twice is taken with `fold` 0: as if
    they had not been changed yet.

    Args:
        clocks: In the order of telling, oldest first.
        first: The day of the oldest.
        zone: Where the clocks hang.
        is_zone_named: Whether somebody named it; abbreviations need one that was, and that uses them.

    Returns:
        An instant for each clock time (aware, UTC), and a sentence for each kind of assumption.

    Raises:
        ClockError: An abbreviation does not fit the zone.
        OverflowError: The days leave the calendar.
    """
    locals_, rolled = _local_times(clocks, first)
    readings = [
        _reading(clock, local, zone if is_zone_named or not clock.zone else None)
        for clock, local in zip(clocks, locals_, strict=True)
    ]
    skipped = [place for place, reading in enumerate(readings) if reading.oddity == "skipped"]
    repeated = [place for place, reading in enumerate(readings) if reading.oddity == "repeated"]

    def told(places: list[int], one: str, many: str) -> str:
        if not places:
            return ""
        at = f"{locals_[places[0]]:%Y-%m-%d %H:%M} on line {clocks[places[0]].line}"
        return f"{one}: {at}." if len(places) == 1 else f"{len(places)} {many}, first {at}."

    sentences = [
        told(rolled, "The date rolls over at midnight", "times the date rolls over at midnight"),
        told(skipped, f"A time does not exist in {zone.key}", f"times do not exist in {zone.key}"),
        told(
            repeated,
            f"A time comes twice in {zone.key}, and is taken as the earlier",
            f"times come twice in {zone.key}",
        ),
    ]
    return [reading.instant for reading in readings], [sentence for sentence in sentences if sentence]


def _reading(clock: Clock, local: datetime, zone: ZoneInfo | None) -> Reading:
    try:
        return placed(local, clock.zone, zone)
    except ValueError as error:
        raise ClockError(clock.line, str(error)) from None


def _local_times(clocks: Sequence[Clock], first: date) -> tuple[list[datetime], list[int]]:
    """Return the naive local times, and the places where the date rolls over."""
    times: list[datetime] = []
    rolled: list[int] = []
    day = first
    for place, (_, clock, _) in enumerate(clocks):
        local = datetime.combine(day, clock)
        if times and times[-1] - local > _ROLLS_OVER:
            rolled.append(place)
            day += timedelta(days=1)
            local = datetime.combine(day, clock)
        times.append(local)
    return times, rolled
