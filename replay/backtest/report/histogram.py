"""Alerts an hour, or whatever bin fits: by severity, with what was suppressed on top."""

from replay.backtest.report.axis import Axis
from replay.backtest.report.bins import Bins
from replay.backtest.report.charts import axis_row, bin_bar, glyph, level, row, span_of, table
from replay.backtest.report.findings import SEVERITIES, Findings
from replay.backtest.report.markup import Markup, element

_HEIGHT = 150
_HEADROOM = 16
_LAYERS = (*SEVERITIES, "suppressed")


def histogram(bins: Bins, findings: Findings, axis: Axis) -> Markup:
    """Return the section; the alerts are counted in *bins*, which have one width."""
    per = f"per {bins.grids[0].name}"
    places = sorted({place for place, _ in findings.alerts})
    counts = {place: [findings.alerts[place, layer] for layer in _LAYERS] for place in places}
    most = max(map(sum, counts.values()), default=1)
    top = round_above(most)
    bars = [_bin(place, each, top, axis, bins) for place, each in counts.items()]
    levels = [level(_HEIGHT, ""), *(level(_y(value, top), f"{value:,}") for value in levels_below(top))]
    name = f"Alerts {per}, at most {most:,}"
    return element(
        "section",
        element("h2", f"Alerts {per}", id="alerts"),
        row(_label(counts), axis, _HEIGHT, name, [*levels, *bars]),
        axis_row(axis),
        table(
            "Alerts over time as a table",
            ["From", *map(str.capitalize, _LAYERS)],
            [[axis.moment(1000 * bins.span_s(place)[0]), *(f"{n:,}" for n in each)] for place, each in counts.items()],
            most=168,
        ),
        aria_labelledby="alerts",
    )


def _label(counts: dict[int, list[int]]) -> Markup:
    """Return a legend that counts."""
    totals = [sum(each[layer] for each in counts.values()) for layer in range(len(_LAYERS))]
    lines = [
        element("li", _glyph(layer), layer, element("span", f"{total:,}", class_="number"))
        for layer, total in reversed(list(zip(_LAYERS, totals, strict=True)))
    ]
    return element("ul", *lines, class_="counts")


def _glyph(layer: str) -> Markup:
    return glyph(layer) if layer in SEVERITIES else element("span", class_="swatch held")


def _bin(place: int, counts: list[int], top: int, axis: Axis, bins: Bins) -> Markup:
    layers = list(zip(_LAYERS, counts, strict=True))
    parts, below = [], 0
    for layer, count in layers:
        if count:
            y = _y(below + count, top)
            parts.append(bin_bar(bins, place, axis, layer, bottom=_y(below, top), height=_y(below, top) - y))
            below += count
    told = ", ".join(f"{count:,} {layer}" for layer, count in layers if count)
    return element("g", element("title", f"{span_of(bins, place, axis)}: {told}"), *parts)


def _y(value: float, top: int) -> float:
    return _HEIGHT - (_HEIGHT - _HEADROOM) * value / top


def round_above(value: int) -> int:
    """Return the least of 1, 2, 5, 10, 20, 50 … that is not below *value*."""
    power = int("1".ljust(len(str(max(value, 1))), "0"))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def levels_below(top: int) -> list[int]:
    """Return the levels that are named in a chart that goes up to *top*."""
    return [top, top // 2] if top % 2 == 0 else [top]
