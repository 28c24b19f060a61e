"""Bins whose width fits the time that there is."""

import pytest

from replay.backtest.report.bins import MOST_COARSE, MOST_FINE, Bins, coarse_bins, fine_bins, grid_for

HOUR_S, DAY_S = 3600, 86400


@pytest.mark.parametrize(
    ("span_s", "fine", "coarse"),
    [
        (0, "second", "second"),
        (HOUR_S, "minute", "5 minutes"),
        (7 * HOUR_S, "5 minutes", "15 minutes"),
        (DAY_S, "15 minutes", "hour"),
        (6.9 * DAY_S, "hour", "6 hours"),
        (365 * DAY_S, "week", "week"),
        (3650 * DAY_S, "4 weeks", "13 weeks"),
        (9000 * 364 * DAY_S, "19656 days", "55692 days"),
    ],
)
def test_grid_is_as_fine_as_so_many_bins_allow(span_s: float, fine: str, coarse: str) -> None:
    """From a second to the whole calendar."""
    for most, name in ((MOST_FINE, fine), (MOST_COARSE, coarse)):
        grid = grid_for((1000 * DAY_S, 1000 * DAY_S + span_s), most=most)
        assert grid.name == name
        assert grid.place(1000 * DAY_S + span_s) - grid.place(1000 * DAY_S) < most


def test_bins_of_several_stretches_are_as_many_together() -> None:
    """What lies between them needs none."""
    years = [(year * 364 * DAY_S, year * 364 * DAY_S + 3 * HOUR_S) for year in (1, 10, 50)]
    assert grid_for(*years).name == grid_for((0, 9 * HOUR_S)).name == "5 minutes"


def test_bins_of_days_and_weeks_begin_at_midnight_of_the_storys_zone() -> None:
    """Three hours before that of UTC in Moscow; weeks begin on Monday."""
    days = grid_for((0, 100 * DAY_S), utc_offset_s=3 * HOUR_S)
    assert (days.name, days.start_s(days.place(0)) % DAY_S) == ("day", 21 * HOUR_S)
    weeks = grid_for((0, 1000 * DAY_S))
    assert (weeks.name, weeks.start_s(weeks.place(0))) == ("week", -3 * DAY_S)  # 29 December 1969


def test_bin_holds_its_start_and_not_its_end() -> None:
    """Places are numbered without gaps."""
    grid = grid_for((0, HOUR_S))
    assert [grid.place(at) for at in (-0.001, 0, 59.999, 60)] == [
        -1 + grid.place(0),
        *[grid.place(0)] * 2,
        grid.place(0) + 1,
    ]
    assert grid.start_s(grid.place(60)) == 60


STRETCHES = [(0, 7 * HOUR_S), (1000 * DAY_S, 1060 * DAY_S)]
"""A day's talks, and two months three years later."""


def names(bins: Bins) -> list[str]:
    """Return how wide the bins of each stretch are."""
    return [grid.name for grid in bins.grids]


def test_each_stretch_has_bins_that_fit_it_and_one_width_where_they_are_compared() -> None:
    """Seven hours beside two months are not one bin of a day."""
    assert names(fine_bins(STRETCHES, 0)) == ["hour", "day"]
    assert names(fine_bins(STRETCHES[:1], 0)) == ["5 minutes"]
    assert names(coarse_bins(STRETCHES, 0)) == ["week", "week"]


def test_bins_of_stretches_are_numbered_through() -> None:
    """Each knows its stretch, and from when to when it goes; the edges of a stretch are those of its bins."""
    bins = fine_bins(STRETCHES, 0)
    places = [bins.place(time_s) for time_s in (0, 7 * HOUR_S, 1000 * DAY_S, 1060 * DAY_S)]
    assert places == [0, 7, 8, 68]
    assert [bins.stretch(place) for place in places] == [0, 0, 1, 1]
    assert [bins.span_s(place) for place in places[1:3]] == [
        (7 * HOUR_S, 8 * HOUR_S),
        (1000 * DAY_S, 1001 * DAY_S),
    ]
    assert bins.edges_s() == [(0, 8 * HOUR_S), (1000 * DAY_S, 1061 * DAY_S)]


def test_instant_between_stretches_is_in_the_last_bin_before() -> None:
    """A rule across streams may raise an alert there."""
    bins = fine_bins(STRETCHES, 0)
    assert bins.place(500 * DAY_S) == bins.place(7 * HOUR_S) == 7
