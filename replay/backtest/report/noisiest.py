"""The noisiest rules: how much of the noise is theirs, what they matched, and where that stood."""

from collections import Counter
from collections.abc import Iterator

from replay.backtest.report.axis import Axis
from replay.backtest.report.charts import counted, glyph, more_than
from replay.backtest.report.collecting import Collector
from replay.backtest.report.entries import Entry, Quote
from replay.backtest.report.findings import Card, Findings
from replay.backtest.report.markup import Markup, element, joined

_MOST_VALUES = 8
_MOST_QUIET = 60


def noisiest(collected: Collector, findings: Findings, axis: Axis) -> Markup:
    """Return the section."""
    fired = sum(each.fired for each in collected.tallies.values())
    others = len(collected.tallies) - len(findings.cards)
    return element(
        "section",
        element("h2", "Noisiest rules", id="noisiest"),
        element("div", *(_card(card, fired, axis) for card in findings.cards), class_="cards"),
        element("p", f"and {counted(others, 'more rule')} that raised alerts", class_="dim") if others else None,
        _quiet(collected),
        aria_labelledby="noisiest",
    )


def _card(card: Card, fired: int, axis: Axis) -> Markup:
    tally = card.tally
    share = 100 * tally.fired / fired if fired else 0
    title = tally.title if tally.title != tally.id else None
    return element(
        "article",
        element(
            "header",
            element("h3", glyph(tally.severity), tally.id),
            element("span", f"{tally.fired:,}", class_="count"),
        ),
        element("p", title, class_="title", dir="auto") if title else None,
        element("svg", element("rect", width=f"{share:.1f}%", height="100%"), class_="share", aria_hidden="true"),
        element("p", ", ".join(_told(card, share)), class_="dim"),
        _values("Matched", card.matched, "mark"),
        _values("Keys", card.keys, "span"),
        element("ul", *(_example(entry, axis) for entry in card.examples), class_="examples"),
        id=f"rule-{tally.id}",
        class_=f"card {tally.severity}",
    )


def _told(card: Card, share: float) -> Iterator[str]:
    tally = card.tally
    yield tally.severity
    yield f"{share:.0f} % of all alerts" if share >= 1 else "less than 1 % of all alerts"
    if tally.suppressed:
        reasons = [
            reason.replace("_", " ") + f" ({n:,})" * (len(tally.reasons) > 1)
            for reason, n in sorted(tally.reasons.items())
        ]
        yield f"{tally.suppressed:,} suppressed by {' and '.join(reasons)}"
    if tally.by_state["resolved"]:
        yield f"{tally.by_state['resolved']:,} resolved"


def _values(name: str, values: Counter[str], tag: str) -> Markup | None:
    """Return the most frequent of *values*, with how many alerts each is in."""
    if not values:
        return None
    first = sorted(values.items(), key=lambda each: (-each[1], each[0]))[:_MOST_VALUES]
    shown = [element("li", element(tag, value, dir="auto"), f" {count:,}") for value, count in first]
    more = more_than(len(values), _MOST_VALUES, "")
    return element("ul", element("li", name, class_="dim"), *shown, element("li", more, class_="dim"), class_="values")


def _example(entry: Entry, axis: Axis) -> Markup:
    time = element("time", axis.moment(entry.time_ms))
    held = element("em", "suppressed") if entry.state == "suppressed" else None
    return element("li", time, held, *_quoted(entry.quote, entry.words))


def _quoted(quote: Quote | None, words: str) -> Iterator[Markup]:
    headline = _marked(quote.headline) if quote else None
    yield element("span", headline or words, class_="headline", dir="auto")
    if quote and quote.body:
        before, after = quote.is_cut
        yield element("q", "… " * before, _marked(quote.body), " …" * after, dir="auto")


def _marked(parts: tuple[str, ...]) -> Markup:
    """Return a text in parts, every second one of which matched."""
    return joined(element("mark", part) if number % 2 else part for number, part in enumerate(parts))


def _quiet(collected: Collector) -> Markup | None:
    """Return which rules raised nothing: a rule that never fires may be one that cannot."""
    ids = sorted(rule.id for rule in collected.rules.rules if rule.id not in collected.tallies)
    if not ids:
        return None
    more = more_than(len(ids), _MOST_QUIET, "")
    names = ", ".join(ids[:_MOST_QUIET])
    return element(
        "p",
        element("b", f"{counted(len(ids), 'rule')} raised no alert: "),
        names,
        f" {more}" if more else None,
        class_="dim",
    )
