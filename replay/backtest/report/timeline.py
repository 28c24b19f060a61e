"""The story over time: its updates, and below a lane for each rule with its alerts and when it was firing."""

from collections.abc import Collection, Iterator, Mapping

from replay.backtest.report.axis import Axis
from replay.backtest.report.bins import Bins
from replay.backtest.report.charts import axis_row, bar, bin_bar, counted, glyph, mark, row, span_of, table
from replay.backtest.report.collecting import Collector, RuleTally
from replay.backtest.report.findings import Findings, Lane
from replay.backtest.report.markup import Markup, element, joined

_UPDATES_HEIGHT = 48
_LANE_HEIGHT = 30
_MIDDLE = _LANE_HEIGHT / 2
_RUN = 10
_STRIP = 4
"""Height of what shows that something fires, behind marks and below bars. [px]"""

_LEAST_PERCENT = 0.25
_SCALES = "Each stretch between grey bands has scales of its own, for its time and for the height of its columns."


def timeline(collected: Collector, findings: Findings, axis: Axis) -> Markup:
    """Return the section."""
    carded = {card.tally.id for card in findings.cards}
    more = sum(each.raised for each in findings.more_lanes)
    return element(
        "section",
        element("h2", "Timeline", id="timeline"),
        _legend(),
        element("p", _SCALES, class_="dim") if len(collected.stretches) > 1 else None,
        axis_row(axis),
        _updates(collected, axis),
        *(_lane(lane, axis, collected.bins, carded) for lane in findings.lanes),
        axis_row(axis),
        element("p", f"and {counted(more, 'alert')} of {counted(len(findings.more_lanes), 'more rule')}", class_="dim")
        if findings.more_lanes
        else None,
        _rules([*(lane.tally for lane in findings.lanes), *findings.more_lanes], axis),
        _one_by_one(findings.lanes, axis),
        aria_labelledby="timeline",
    )


def _legend() -> Markup:
    shapes = [element("li", glyph(each), each) for each in ("critical", "warning", "info")]
    held = element("li", glyph("info", is_held=True), "hollow: suppressed")
    run = element("li", element("span", class_="swatch run"), "firing, until it resolves")
    return element("ul", *shapes, held, run, class_="legend")


def _updates(collected: Collector, axis: Axis) -> Markup:
    total, bins = collected.updates.total(), collected.bins
    label = joined([element("b", "updates"), element("span", f"{total:,}", class_="number")])
    most = _most_by_stretch(collected.updates, bins)
    parts = [
        element(
            "g",
            element("title", f"{span_of(bins, place, axis)}: {counted(count, 'update')}"),
            bin_bar(
                bins,
                place,
                axis,
                "updates",
                bottom=_UPDATES_HEIGHT,
                height=_UPDATES_HEIGHT * count / most[bins.stretch(place)],
            ),
        )
        for place, count in sorted(collected.updates.items())
    ]
    peaks = (f"at most {most[stretch]:,} per {bins.grids[stretch].name}" for stretch in sorted(most))
    name = f"{counted(total, 'update')}, {', then '.join(peaks)}"
    return row(label, axis, _UPDATES_HEIGHT, name, parts)


def _lane(lane: Lane, axis: Axis, bins: Bins, carded: Collection[str]) -> Markup:
    tally = lane.tally
    name = element("a", tally.id, href=f"#rule-{tally.id}") if tally.id in carded else element("span", tally.id)
    held = element("span", glyph(tally.severity, is_held=True), f"{tally.suppressed:,}", class_="dim")
    numbers = element("span", held if tally.suppressed else None, f"{tally.fired:,}", class_="number")
    label = joined([glyph(tally.severity), name, numbers])
    parts = [*_runs(lane, axis), *_marks(lane, axis), *_bars(lane, axis, bins)]
    return row(label, axis, _LANE_HEIGHT, f"{tally.id}, {tally.severity}: {', '.join(_told(tally, axis))}", parts)


def _told(tally: RuleTally, axis: Axis) -> Iterator[str]:
    yield counted(tally.fired, "alert")
    if tally.suppressed:
        yield f"{tally.suppressed:,} suppressed"
    yield f"first {axis.moment(tally.first_ms)}, last {axis.moment(tally.last_ms)}"


def _runs(lane: Lane, axis: Axis) -> Iterator[Markup]:
    """Yield when something was firing: behind the marks, or below the bars."""
    y, height = (_LANE_HEIGHT - _STRIP, _STRIP) if lane.bins else (_MIDDLE - _RUN / 2, _RUN)
    for run in lane.runs:
        left, right = axis.percent(run.start_ms), 100 if run.end_ms is None else axis.percent(run.end_ms)
        until = "the end" if run.end_ms is None else axis.moment(run.end_ms)
        is_resolved = run.end_ms is not None and run.is_resolved
        often = f" {run.times:,} times" if run.times > 1 else ""
        shape = bar(left, max(right - left, _LEAST_PERCENT), y, height, f"run {lane.tally.severity}")
        end = element("rect", x=f"{right}%", width=2, y=y - 3, height=height + 6, class_="resolved")
        told = f"firing{often} from {axis.moment(run.start_ms)} to {until}{'' if is_resolved else ', unresolved'}"
        yield element("g", element("title", told), shape, end if is_resolved and not lane.bins else None)


def _marks(lane: Lane, axis: Axis) -> Iterator[Markup]:
    for entry in sorted(lane.marks, key=lambda each: each.state == "firing"):  # what fired is on top
        is_held = entry.state == "suppressed"
        title = f"{axis.moment(entry.time_ms)}{' suppressed' * is_held}: {entry.words}"
        yield mark(lane.tally.severity, axis.percent(entry.time_ms), _MIDDLE, title, is_held=is_held)


def _bars(lane: Lane, axis: Axis, bins: Bins) -> Iterator[Markup]:
    """Yield a bar for each bin, hollow above what was held back; the square root lets the few be seen by the many."""
    bottom, severity = _LANE_HEIGHT - (_STRIP + 2 if lane.runs else 0), lane.tally.severity
    places = {place for place, _ in lane.bins}
    by_place = {place: (lane.bins[place, "firing"], lane.bins[place, "suppressed"]) for place in places}
    most = _most_by_stretch({place: sum(both) for place, both in by_place.items()}, bins)
    for place, (fired, held) in sorted(by_place.items()):
        whole = bottom * ((fired + held) / most[bins.stretch(place)]) ** 0.5
        solid = whole * fired / (fired + held)
        told = counted(fired, "alert") + (f", {held:,} suppressed" if held else "")
        title = element("title", f"{span_of(bins, place, axis)}: {told}")
        hollow = bin_bar(bins, place, axis, f"held {severity}", bottom=bottom - solid, height=whole - solid)
        filled = bin_bar(bins, place, axis, severity, bottom=bottom, height=solid)
        yield element("g", title, filled if fired else None, hollow if held else None)


def _most_by_stretch(counts: Mapping[int, int], bins: Bins) -> Mapping[int, int]:
    """Return the highest count of each stretch: its bins have a width of their own, and so it has a scale."""
    most: dict[int, int] = {}
    for place, count in counts.items():
        stretch = bins.stretch(place)
        most[stretch] = max(count, most.get(stretch, 1))
    return most


def _rules(tallies: list[RuleTally], axis: Axis) -> Markup:
    rows = [
        [
            each.id,
            each.severity,
            f"{each.fired:,}",
            f"{each.suppressed:,}",
            f"{each.by_state['resolved']:,}",
            axis.moment(each.first_ms),
            axis.moment(each.last_ms),
        ]
        for each in tallies
    ]
    return table("Rules as a table", ["Rule", "Severity", "Fired", "Suppressed", "Resolved", "First", "Last"], rows)


def _one_by_one(lanes: list[Lane], axis: Axis) -> Markup | None:
    """Return the marks of all lanes, and the ends of what fired, by time."""
    marks = [
        (each.time_ms, lane.tally.id, "suppressed" if each.state == "suppressed" else "fired", each.words)
        for lane in lanes
        for each in lane.marks
    ]
    ends = [
        (run.end_ms, lane.tally.id, "resolved", f"firing since {axis.moment(run.start_ms)}")
        for lane in lanes
        for run in lane.runs
        if lane.marks and run.end_ms is not None and run.is_resolved
    ]
    rows = [[axis.moment(time_ms), *cells] for time_ms, *cells in sorted([*marks, *ends])]
    return table("Alerts one by one, as a table", ["Time", "Rule", "What", "Why"], rows, most=200) if rows else None
