"""Active hours: by the clock on the wall, also at the nights on which it jumps."""

from datetime import UTC, datetime, time

import pytest

from replay.engine.decide.hours import Hours
from replay.language.ruleset import ActiveHours

ALL_DAYS = frozenset(range(7))


def hours_of(start: str, end: str, days: frozenset[int] = ALL_DAYS, zone: str = "Europe/Berlin") -> Hours:
    """Return hours by their clock times."""
    return Hours(ActiveHours(days, time.fromisoformat(start), time.fromisoformat(end)), zone)


def at(text: str) -> datetime:
    """Return an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "is_open"), [("05:59", False), ("06:00", True), ("21:59", True), ("22:00", False)], ids=str
)
def test_hours_hold_their_start_and_not_their_end(clock: str, is_open: bool) -> None:  # noqa: FBT001 -- the fact itself
    """Intervals are [from, to)."""
    assert hours_of("06:00", "22:00", zone="UTC").include(at(f"2020-03-05T{clock}")) is is_open


def test_night_belongs_to_the_day_on_which_it_starts() -> None:
    """Monday 22:00 to 06:00 holds Tuesday 05:00, not Monday 05:00."""
    night = hours_of("22:00", "06:00", frozenset({0}), "UTC")
    assert [night.include(at(f"2020-03-0{day}T05:00")) for day in (2, 3)] == [False, True]


@pytest.mark.parametrize(
    ("hours", "after", "opening"),
    [
        (("06:00", "22:00"), "2020-03-05T22:00", "2020-03-06T05:00"),
        (("02:08", "15:48"), "2000-03-26T00:51", "2000-03-26T01:00"),
        (("16:48", "02:38"), "2000-10-29T00:49", "2000-10-29T01:00"),
        (("02:30", "04:00"), "2000-10-28T10:00", "2000-10-29T00:30"),
    ],
    ids=["an ordinary day", "the clocks skip the start", "the clocks go back into them", "a start that comes twice"],
)
def test_opening_is_the_first_instant_at_which_they_are_open(hours: tuple[str, str], after: str, opening: str) -> None:
    """Where the clocks on the wall jump into the hours, that is the opening."""
    assert hours_of(*hours).next_opening(at(after)) == at(opening)


def test_opening_waits_for_its_day() -> None:
    """Hours of one weekday open once a week."""
    assert hours_of("06:00", "22:00", frozenset({0}), "UTC").next_opening(at("2020-03-02T22:00")) == at(
        "2020-03-09T06:00"
    )
