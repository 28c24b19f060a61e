"""The parts of which charts over story time are made: rows that share one axis, marks, legends, tables.

What lies from left to right is in percent, so that a chart fits every width and its text stays as it is; heights are in
pixels.
"""

from collections.abc import Iterable, Sequence
from itertools import cycle

from replay.backtest.report.axis import Axis, Break
from replay.backtest.report.bins import Bins
from replay.backtest.report.markup import Markup, element, joined

_SHAPES = {
    "critical": "M0-7 7 0 0 7-7 0z",
    "warning": "M0-6.5 7 6-7 6z",
    "info": "M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0z",
}
"""A severity has a shape, so that nobody needs to tell colours apart."""

_AXIS_HEIGHT = 22
_BAR_PART = 0.85
"""Of the width of a bin; the rest parts it from the next."""

_EDGE_PERCENT = 5


def definitions() -> Markup:
    """Return the shapes that the charts of a page refer to."""
    shapes = [element("path", id=name, d=path) for name, path in _SHAPES.items()]
    return element("svg", element("defs", *shapes), class_="definitions", aria_hidden="true")


def glyph(severity: str, *, is_held: bool = False) -> Markup:
    """Return the mark of a severity as a letter of a text, hollow where it stands for what is held back."""
    return element(
        "svg",
        element("use", href=f"#{severity}"),
        class_=f"glyph {severity}{' held' * is_held}",
        viewBox="-8 -8 16 16",
        aria_hidden="true",
    )


def mark(severity: str, percent: float, y: float, title: str, *, is_held: bool = False) -> Markup:
    """Return the mark of an alert in a chart."""
    shape = element("use", href=f"#{severity}", x=f"{percent}%", y=y)
    return element("g", element("title", title), shape, class_=f"mark {severity}{' held' * is_held}")


def bar(percent: float, width_percent: float, y: float, height: float, class_: str) -> Markup:
    """Return a rectangle."""
    return element(
        "rect",
        x=f"{percent}%",
        width=f"{round(width_percent, 2)}%",
        y=round(y, 1),
        height=round(height, 1),
        class_=class_,
    )


def bin_bar(bins: Bins, place: int, axis: Axis, class_: str, *, bottom: float, height: float) -> Markup:
    """Return the bar of a bin, which stands on *bottom*."""
    left, right = (axis.percent(1000 * edge_s) for edge_s in bins.span_s(place))
    return bar(left, (right - left) * _BAR_PART, bottom - max(1, height), max(1, height), class_)


def span_of(bins: Bins, place: int, axis: Axis) -> str:
    """Return when a bin begins and ends."""
    return " to ".join(axis.moment(1000 * edge_s) for edge_s in bins.span_s(place))


def row(label: Markup, axis: Axis, height: int, name: str, parts: Iterable[Markup]) -> Markup:
    """Return a chart with its label beside it, or above it on a narrow screen.

    Args:
        label: What stands beside it.
        axis: Whose ticks are drawn through it.
        height: Of the chart. [px]
        name: What it is called where it cannot be seen.
        parts: What is drawn.
    """
    lines = (element("rect", x=f"{each.percent}%", width=1, height="100%", class_="line") for each in axis.ticks())
    breaks = (_band(each, height) for each in axis.breaks())
    chart = element("svg", *lines, *breaks, *parts, height=height, role="img", aria_label=name)
    return element("div", element("div", label, class_="label"), chart, class_="row")


def axis_row(axis: Axis) -> Markup:
    """Return the names of the ticks; where there are breaks their names too, and below when each stretch begins."""
    breaks, beginnings = list(axis.breaks()), list(axis.beginnings())
    edges = [edge for each in breaks for edge in (each.percent, each.percent + each.width_percent)]
    ticks = (tick for tick in axis.ticks() if all(abs(tick.percent - edge) >= _EDGE_PERCENT for edge in edges))
    names = [
        element(
            "text", tick.text, x=f"{tick.percent}%", y=15, class_=_class_of(tick.percent, number, is_day=tick.is_day)
        )
        for number, tick in enumerate(ticks)
    ]
    height = _AXIS_HEIGHT * (2 if beginnings else 1)
    below = [
        element("text", each.text, x=f"{each.percent}%", y=_AXIS_HEIGHT + 13, class_=f"tick{odd} first")
        for each, odd in zip(beginnings, cycle(["", " odd"]), strict=False)
    ]
    chart = element(
        "svg", *(_break(each, height) for each in breaks), *names, *below, height=height, aria_hidden="true"
    )
    return element("div", element("div", class_="label"), chart, class_="row axis")


def _break(told: Break, height: int) -> Markup:
    """Return the band of a break with how long it is."""
    middle = f"{told.percent + told.width_percent / 2:.2f}%"
    return joined([_band(told, height), element("text", told.text, x=middle, y=15, class_="tick gap")])


def _band(told: Break, height: int) -> Markup:
    title = element("title", f"{told.text} left out, in which nothing was recorded")
    return element("g", title, bar(told.percent, told.width_percent, 0, height, "break"))


def _class_of(percent: float, number: int, *, is_day: bool) -> str:
    edge = " first" * (percent < _EDGE_PERCENT) + " last" * (percent > 100 - _EDGE_PERCENT)
    return f"tick{' odd' * (number % 2)}{' day' * is_day}{edge}"


def level(y: float, text: str) -> Markup:
    """Return a line across a chart with the number that it stands for, if any."""
    line = element("rect", x=0, width="100%", y=round(y, 1), height=1, class_="line")
    return joined([line, element("text", text, x=0, y=round(y, 1), class_="level") if text else None])


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, most: int = 100) -> Markup:
    """Return what a chart shows as a table that can be opened; beyond *most* rows it says how many there are."""
    names = ["", *heads[1:]]  # a narrow screen has them beside the cells
    shown = [
        element(
            "tr", *(element("td", cell, data_head=name, dir="auto") for name, cell in zip(names, cells, strict=True))
        )
        for cells in rows[:most]
    ]
    more = more_than(len(rows), most, "row")
    return element(
        "details",
        element("summary", caption),
        element(
            "table",
            element("thead", element("tr", *(element("th", head, scope="col") for head in heads))),
            element("tbody", *shown),
        ),
        element("p", more, class_="dim") if more else None,
    )


def more_than(count: int, shown: int, noun: str) -> str:
    """Return `and 1,234 more rows`; empty where all are shown."""
    told = f"and {count - shown:,} more {noun}".rstrip()
    return f"{told}{'s' * (bool(noun) and count - shown != 1)}" if count > shown else ""


def counted(number: int, noun: str) -> str:
    """Return `1 alert`, `1,234 alerts`."""
    return f"{number:,} {noun}{'s' * (number != 1)}"
