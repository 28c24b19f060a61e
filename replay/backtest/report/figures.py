"""Casualty figures over time, as the alerts tell of them: a chart for each kind, since the scales differ."""

from collections.abc import Iterator
from math import log10

from replay.backtest.report.axis import Axis
from replay.backtest.report.charts import axis_row, counted, level, row, table
from replay.backtest.report.findings import Figure, Findings
from replay.backtest.report.histogram import levels_below, round_above
from replay.backtest.report.markup import Markup, element, joined
from replay.engine.read.casualties import KINDS
from replay.language.template import text_of

_HEIGHT = 110
_HEADROOM = 18
_WHISKER = 12
_LOGARITHMIC_FROM = 100


def figures(findings: Findings, axis: Axis) -> Markup | None:
    """Return the section; None where no alert tells of casualties."""
    by_kind = {kind: [figure for (of, _), figure in sorted(findings.figures.items()) if of == kind] for kind in KINDS}
    told = {kind: each for kind, each in by_kind.items() if each}
    if not told:
        return None
    rows = sorted(
        (figure.entry.time_ms, kind, text_of(figure.told), figure.entry.words)
        for kind, each in told.items()
        for figure in each
    )
    return element(
        "section",
        element("h2", "Casualties as told", id="casualties"),
        element(
            "p",
            "The highest count that an alert of a casualties rule tells of, wherever there is one. A line upwards is ",
            "“at least”, a line downwards “up to”.",
            class_="dim",
        ),
        *(_row(kind, each, axis) for kind, each in told.items()),
        axis_row(axis),
        table(
            "Casualties as a table",
            ["Time", "Kind", "Told", "In"],
            [[axis.moment(time_ms), *cells] for time_ms, *cells in rows],
        ),
        aria_labelledby="casualties",
    )


def _row(kind: str, told: list[Figure], axis: Axis) -> Markup:
    peak = max(told, key=lambda each: each.size)  # the first of the highest
    scale = _Scale(peak.size)
    note = f"{text_of(peak.told)}, {axis.moment(peak.entry.time_ms)}"
    label = joined(
        [
            element("b", kind),
            element("small", f"highest {note}"),
            element("small", "logarithmic scale") if scale.is_logarithmic else None,
        ]
    )
    levels = [level(_HEIGHT, ""), *(level(scale.y(value), f"{value:,}") for value in scale.levels)]
    points = [part for figure in told for part in _point(kind, figure, scale, axis)]
    return row(
        label, axis, _HEIGHT, f"{kind}: told of {counted(len(told), 'time')}; highest {note}", [*levels, *points]
    )


class _Scale:
    """From a count to a height; logarithmic where there are hundreds."""

    def __init__(self, most: int) -> None:
        self.is_logarithmic = most >= _LOGARITHMIC_FROM
        self._top = round_above(most)

    @property
    def levels(self) -> list[int]:
        if not self.is_logarithmic:
            return levels_below(self._top)
        return [10**power for power in range(1, len(str(self._top)))]

    def y(self, count: int) -> float:
        part = log10(1 + count) / log10(1 + self._top) if self.is_logarithmic else count / self._top
        return round(_HEIGHT - (_HEIGHT - _HEADROOM) * part, 1)


def _point(kind: str, figure: Figure, scale: _Scale, axis: Axis) -> Iterator[Markup]:
    x, y = f"{axis.percent(figure.entry.time_ms)}%", scale.y(figure.size)
    if figure.told.max is None:
        top, bottom = y - _WHISKER, y
    elif figure.told.min is None:
        top, bottom = y, y + _WHISKER
    else:
        top, bottom = scale.y(figure.told.max), y
    told = f"{axis.moment(figure.entry.time_ms)}: {kind} {text_of(figure.told)}. {figure.entry.words}"
    whisker = element("rect", x=x, width=2, y=round(top, 1), height=round(bottom - top, 1), class_="whisker")
    yield element("g", element("title", told), whisker, element("use", href="#info", x=x, y=y), class_=f"figure {kind}")
