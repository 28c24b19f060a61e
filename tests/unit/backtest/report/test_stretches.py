"""Story time is cut where nothing was recorded for long."""

from datetime import timedelta

import pytest

from replay.backtest.report.stretches import parts_of, stretches_of
from tests.unit.backtest.streams import START, stream_of

YEAR = 365 * 24


def stretches(*spans: tuple[int, int]) -> list[tuple[int, int]]:
    """Return the stretches of streams that go from one hour to another, in hours."""
    streams = [stream_of(f"s{number}", (60 * start, "x"), closed=60 * end) for number, (start, end) in enumerate(spans)]
    hour = timedelta(hours=1)
    return [((start - START) // hour, (end - START) // hour) for start, end in stretches_of(streams)]


def test_years_between_streams_are_left_out() -> None:
    """However the streams are ordered; those that overlap are one stretch."""
    spans = [(50 * YEAR, 50 * YEAR + 48), (0, 100), (30, 40), (90, 120), (51 * YEAR, 51 * YEAR + 7)]
    assert stretches(*spans) == [(0, 120), (50 * YEAR, 50 * YEAR + 48), (51 * YEAR, 51 * YEAR + 7)]


@pytest.mark.parametrize(
    "spans",
    [
        [(0, 100)],
        [(0, 10), (15, 20)],
        [(24 * day, 24 * day + 8) for day in range(365)],
        [(168 * week, 168 * week + 1) for week in range(100)],
    ],
)
def test_streams_that_lie_side_by_side_stay_so(spans: list[tuple[int, int]]) -> None:
    """A night between two days is no break, nor is a week where there are a hundred of them."""
    assert stretches(*spans) == [(0, spans[-1][1])]


def test_break_is_longer_than_an_hour() -> None:
    """Two streams of an instant each may lie near each other."""
    assert stretches((0, 0), (1, 1)) == [(0, 1)]
    assert stretches((0, 0), (2, 2)) == [(0, 0), (2, 2)]


def test_breaks_are_few() -> None:
    """Seven days, each a year after the other, have six breaks; with ten of them the years are shown."""
    assert len(stretches(*((year * YEAR, year * YEAR + 24) for year in range(7)))) == 7
    assert len(stretches(*((year * YEAR, year * YEAR + 24) for year in range(10)))) == 1


def test_stretch_gets_a_part_of_the_width_that_can_be_read() -> None:
    """By the square root of its time, and no less than a sliver, however short it is."""
    assert parts_of([(0, 100)]) == [1]
    assert parts_of([(0, 100), (1000, 1900)]) == [0.25, 0.75]
    parts = parts_of([(0, 0), (10, 10_000), (10**9, 10**9 + 10_000)])
    assert sum(parts) == pytest.approx(1)
    assert parts[0] > 0.1
