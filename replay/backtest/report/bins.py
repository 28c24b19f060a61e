"""Part time into bins whose width fits the time that there is: seconds for a minute, weeks for years."""

from dataclasses import dataclass
from math import ceil

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
