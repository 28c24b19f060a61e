"""Part time into bins whose width fits the time that there is: seconds for a minute, weeks for years."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

from replay.backtest.report.stretches import parts_of

_DAY_S = 86400
_NAMES = {
    1: "second",
    10: "10 seconds",
    60: "minute",
    300: "5 minutes",
    900: "15 minutes",
    3600: "hour",
    6 * 3600: "6 hours",
    _DAY_S: "day",
    7 * _DAY_S: "week",
    14 * _DAY_S: "2 weeks",
    28 * _DAY_S: "4 weeks",
    91 * _DAY_S: "13 weeks",
    364 * _DAY_S: "52 weeks",
}
_WIDEST_S = 364 * _DAY_S
_MONDAY_S = 3 * _DAY_S
"""From a Monday to the first day of 1970. [s]"""

MOST_FINE, MOST_COARSE = 168, 60
"""Bins of a chart: where they show when something was, as many as a week has hours, and where they show how much."""

_LEAST_FINE = 24
"""Of a stretch that has little of the width."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Bins side by side.

    Attributes:
        width_s: Of a bin. [s]
        offset_s: What is added to UTC, so that days begin at midnight and weeks on Monday. [s]
    """

    width_s: int
    offset_s: int

    def place(self, time_s: float) -> int:
        """Return the number of the bin that holds an instant."""
        return int((time_s + self.offset_s) // self.width_s)

    def start_s(self, place: int) -> int:
        """Return when a bin begins; it ends where the next one begins [s]."""
        return place * self.width_s - self.offset_s

    @property
    def name(self) -> str:
        """Return what a person calls the width: hour, 15 minutes."""
        return _NAMES.get(self.width_s, f"{self.width_s // _DAY_S} days")


def grid_for(*stretches: tuple[float, float], utc_offset_s: int = 0, most: int = MOST_FINE) -> Grid:
    """Return the narrowest bins of which no more than *most* hold all *stretches*, each from its start to its end."""
    offset_s = utc_offset_s + _MONDAY_S
    for width_s in _NAMES:
        grid = Grid(width_s, offset_s)
        if sum(grid.place(end_s) - grid.place(start_s) + 1 for start_s, end_s in stretches) <= most:
            return grid
    span_s = sum(end_s - start_s for start_s, end_s in stretches)
    return Grid(_WIDEST_S * ceil(span_s / _WIDEST_S / (most - len(stretches))), offset_s)


def fine_bins(stretches: Sequence[tuple[float, float]], utc_offset_s: int) -> "Bins":
    """Return bins for each stretch of its own, as many as its part of the width has room for."""
    most = (max(_LEAST_FINE, round(MOST_FINE * part)) for part in parts_of(stretches))
    grids = (grid_for(each, utc_offset_s=utc_offset_s, most=own) for each, own in zip(stretches, most, strict=True))
    return Bins(stretches, tuple(grids))


def coarse_bins(stretches: Sequence[tuple[float, float]], utc_offset_s: int) -> "Bins":
    """Return bins of one width for all stretches, so that what is counted in them can be compared."""
    return Bins(stretches, [grid_for(*stretches, utc_offset_s=utc_offset_s, most=MOST_COARSE)] * len(stretches))


class Bins:
    """The bins of all stretches that are shown, numbered through.

    Args:
        stretches: From when to when each goes, in order. [s]
        grids: The bins of each.

    Attributes:
        grids: The same.
    """

    def __init__(self, stretches: Sequence[tuple[float, float]], grids: Sequence[Grid]) -> None:
        self.grids = tuple(grids)
        self._starts_s = [start_s for start_s, _ in stretches]
        bounds = [[grid.place(edge_s) for edge_s in each] for grid, each in zip(grids, stretches, strict=True)]
        self._counts = [last - first + 1 for first, last in bounds]
        self._begins = list(accumulate(self._counts, initial=0))[:-1]
        self._shifts = [begin - first for begin, (first, _) in zip(self._begins, bounds, strict=True)]

    def place(self, time_s: float) -> int:
        """Return the number of the bin that holds an instant; what lies between stretches is in the last one before."""
        stretch = max(0, bisect_right(self._starts_s, time_s) - 1)
        place = self.grids[stretch].place(time_s) + self._shifts[stretch]
        return min(place, self._begins[stretch] + self._counts[stretch] - 1)

    def stretch(self, place: int) -> int:
        """Return in which stretch a bin is, from 0."""
        return bisect_right(self._begins, place) - 1

    def span_s(self, place: int) -> tuple[int, int]:
        """Return when a bin begins, and ends [s]."""
        stretch = self.stretch(place)
        grid, own = self.grids[stretch], place - self._shifts[stretch]
        return grid.start_s(own), grid.start_s(own + 1)

    def edges_s(self) -> Sequence[tuple[int, int]]:
        """Return when the first bin of each stretch begins, and its last one ends [s]."""
        lasts = (begin + count - 1 for begin, count in zip(self._begins, self._counts, strict=True))
        return [(self.span_s(first)[0], self.span_s(last)[1]) for first, last in zip(self._begins, lasts, strict=True)]
