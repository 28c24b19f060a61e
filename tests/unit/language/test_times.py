"""Durations and story times as people write them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from replay.language.times import parse_at, parse_duration, parse_instant


@pytest.mark.parametrize(
    ("source", "duration"),
    [
        ("250ms", timedelta(milliseconds=250)),
        ("10s", timedelta(seconds=10)),
        ("5m", timedelta(minutes=5)),
        ("2h", timedelta(hours=2)),
        ("1d", timedelta(days=1)),
        ("0s", timedelta(0)),
    ],
)
def test_duration_is_a_number_and_a_unit(source: str, duration: timedelta) -> None:
    """The five units are those of the language."""
    assert parse_duration(source) == duration


@pytest.mark.parametrize("source", ["", "5", "5 m", "-5m", "1.5h", "1h30m", "5min", "٣m", "999999999d", "5m\n"])
def test_what_is_no_duration_is_refused(source: str) -> None:
    """Anything else, and what is longer than a year, is refused."""
    with pytest.raises(ValueError, match=r"is no duration; write 250ms, 10s, 5m, 2h or 1d|longer than 366d"):
        parse_duration(source)


def test_place_in_story_time_has_three_forms() -> None:
    """A duration, a clock time and an instant are told apart by how they look."""
    assert parse_at("90s") == timedelta(seconds=90)
    assert parse_at("10:21") == time(10, 21)
    assert parse_at("2020-03-05T10:21:00+02:00") == datetime(2020, 3, 5, 8, 21, tzinfo=UTC)


@pytest.mark.parametrize("source", ["10.21", "24:00", "9:00", "2020-03-05", "2020-03-05T10:21:00", "soon"])
def test_what_is_no_story_time_is_refused(source: str) -> None:
    """An instant without its offset names no instant, and a date no time."""
    with pytest.raises(ValueError, match="is no time"):
        parse_at(source)


@pytest.mark.parametrize("source", ["2020-02-30T10:21:00Z", "2020-03-05T10:21:00", "2020-03-05 10:21:00Z", ""])
def test_instant_needs_its_offset_and_must_exist(source: str) -> None:
    """RFC 3339 with an offset, a day that there is, and nothing else."""
    with pytest.raises(ValueError, match="is no time with its offset, such as 2020-03-05T08:00:00Z"):
        parse_instant(source)
    assert parse_instant("2020-02-29T10:21:00z") == datetime(2020, 2, 29, 10, 21, tzinfo=UTC)


def test_instant_is_utc_and_one_that_leaves_the_calendar_there_is_refused() -> None:
    """A time in the year 1 of the east is before all that can be told."""
    assert parse_instant("2020-03-05T10:00:00+03:00").isoformat() == "2020-03-05T07:00:00+00:00"
    with pytest.raises(ValueError, match=r"\+14:00' leaves the calendar"):
        parse_instant("0001-01-01T00:00:00+14:00")
