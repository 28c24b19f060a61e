"""The whole page: one file without a script, which loads nothing and says the same whenever and wherever it is made."""

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from replay.backtest.report.axis import Axis, ms_of
from replay.backtest.report.charts import counted, definitions, more_than
from replay.backtest.report.collecting import Collector
from replay.backtest.report.figures import figures
from replay.backtest.report.findings import findings_of
from replay.backtest.report.histogram import histogram
from replay.backtest.report.markup import Markup, element
from replay.backtest.report.noisiest import noisiest
from replay.backtest.report.timeline import timeline
from replay.model import canonical_json
from replay.replacing import file_replacing

_MOST_STREAMS = 50


def render_page(collected: Collector, *, alert_digest: str) -> str:
    """Return the page as HTML.

    Args:
        collected: What the run showed.
        alert_digest: SHA-256 of the alert log, hex.
    """
    axis = Axis([(1000 * start_s, 1000 * end_s) for start_s, end_s in collected.bins.edges_s()], collected.zone)
    findings = findings_of(collected)
    charts = (
        timeline(collected, findings, axis),
        histogram(collected.coarse, findings, axis) if findings.alerts else None,
        figures(findings, axis),
        noisiest(collected, findings, axis),
    )
    body = (
        definitions(),
        _header(collected, axis),
        element("main", *charts),
        _footer(collected, axis, alert_digest),
    )
    page = element("html", element("head", *_head(title_of(collected))), element("body", *body), lang="en")
    return f"<!doctype html>\n{page}\n"


def write_page(path: Path, collected: Collector, *, alert_digest: str) -> None:
    """Write the page; what stands in its place is replaced when it is whole. Arguments as for `render_page`.

    Raises:
        OutputError: It cannot be written.
    """
    page = render_page(collected, alert_digest=alert_digest)
    with file_replacing(path) as file:
        file.write(page.encode())


def title_of(collected: Collector) -> str:
    """Return what the page is called: as its stream, or by how many streams there are."""
    streams = collected.streams
    return streams[0].title if len(streams) == 1 else counted(len(streams), "stream")


def _head(title: str) -> Iterator[Markup]:
    style = files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'sha256-{digest}'"
    yield element("meta", charset="utf-8")
    yield element("meta", http_equiv="Content-Security-Policy", content=policy)
    yield element("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield element("meta", name="referrer", content="no-referrer")
    yield element("link", rel="icon", href="data:,")
    yield element("title", f"{title}: backtest")
    yield element("style", Markup(style))


def _header(collected: Collector, axis: Axis) -> Markup:
    tallies = collected.tallies.values()
    span = axis.between(ms_of(collected.start), ms_of(collected.end))
    totals = {
        "updates": collected.updates.total(),
        "alerts": sum(each.fired for each in tallies),
        "suppressed": sum(each.suppressed for each in tallies),
        "resolved": sum(each.by_state["resolved"] for each in tallies),
    }
    numbers = [element("div", element("dt", name), element("dd", f"{count:,}")) for name, count in totals.items()]
    rules = f"{len(tallies):,} of {len(collected.rules.rules):,}"
    return element(
        "header",
        element("p", "Backtest", class_="eyebrow"),
        element("h1", title_of(collected), dir="auto"),
        element("p", f"{span}, {collected.zone.key}", class_="dim"),
        element(
            "dl", *numbers, element("div", element("dt", "rules with alerts"), element("dd", rules)), class_="totals"
        ),
        class_="page",
    )


def _footer(collected: Collector, axis: Axis, alert_digest: str) -> Markup:
    rules = canonical_json(sorted((rule.id, rule.digest) for rule in collected.rules.rules))
    digests = {"Rules": hashlib.sha256(rules).hexdigest(), "Alerts": alert_digest}
    zones = {each.timezone for each in collected.streams}
    differ = "" if len(zones) == 1 else ", since the streams have clocks of several zones"
    return element(
        "footer",
        element("h2", "Made of"),
        element("ul", *_streams(collected, axis), class_="streams"),
        element(
            "dl",
            *(part for name, digest in digests.items() for part in _digest(name, digest)),
            class_="digests",
        ),
        element(
            "p",
            f"Times are story time in {collected.zone.key}{differ}. The same rules and streams give the same page, "
            "byte for byte.",
            class_="dim",
        ),
    )


def _streams(collected: Collector, axis: Axis) -> Iterator[Markup]:
    for each in collected.streams[:_MOST_STREAMS]:
        span = f"{axis.moment(ms_of(each.start))} to {axis.moment(ms_of(each.end))}"
        told = f" {counted(collected.by_stream[each.name], 'update')}, {span}"
        yield element(
            "li",
            element("b", each.name),
            f" {each.title}" if each.title != each.name else None,
            element("span", told, class_="dim"),
            dir="auto",
        )
    more = more_than(len(collected.streams), _MOST_STREAMS, "stream")
    if more:
        yield element("li", more, class_="dim")


def _digest(name: str, digest: str) -> tuple[Markup, Markup]:
    return element("dt", name), element("dd", element("code", f"sha256 {digest}"))
