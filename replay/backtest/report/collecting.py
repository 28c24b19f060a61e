"""Collect what a report shows, while updates and alerts go by."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from replay.backtest.report.axis import local_of, ms_of
from replay.backtest.report.bins import coarse_bins, fine_bins
from replay.backtest.report.entries import Entries, Entry, Quote, Told
from replay.backtest.report.stretches import stretches_of
from replay.engine import Block
from replay.excerpt import Place, merged, parted, surroundings
from replay.language.ruleset import CasualtiesRule, RuleSet, WindowRule
from replay.model import Alert, Severity, State, Stream, Update, named_in
from replay.zones import common_zone

MOST_MARKS = 60
"""Alerts of a rule that are shown one by one; so many have words."""

_MOST_QUOTES = 30
_LONGEST_LINE = 140
_LONGEST_MATCH = 60
_AROUND = 90


@dataclass(slots=True)
class RuleTally:
    """How often a rule raised an alert.

    Attributes:
        id: Of the rule.
        title: As its alerts say.
        severity: Likewise.
        is_state: Whether it fires until it resolves.
        first_ms: When its first alert fell. [ms]
        last_ms: When its last alert fell. [ms]
        by_state: How many alerts there are of each state.
        reasons: What its suppressed alerts were held back by.
    """

    id: str
    title: str
    severity: Severity
    is_state: bool
    first_ms: int
    last_ms: int
    by_state: Counter[State]
    reasons: Counter[str]

    @property
    def fired(self) -> int:
        """Return how many alerts went out as firing."""
        return self.by_state["firing"]

    @property
    def suppressed(self) -> int:
        """Return how many alerts were held back."""
        return self.by_state["suppressed"]

    @property
    def raised(self) -> int:
        """Return how many alerts were raised, held back or not."""
        return self.fired + self.suppressed


class Collector:
    """Collect in bounded memory: counts of each rule here, what is told of each alert in entries on disk.

    Args:
        rules: The rules of the run.
        streams: What they run over, at least one.

    Attributes:
        rules: The rules of the run.
        streams: What they run over.
        zone: Of the story's clock: that of the streams, UTC where they do not agree.
        start: When the first stream begins.
        end: When the last stream ends.
        stretches: What is shown of the time between.
        bins: Those of the timeline.
        coarse: Wider ones, in which alerts are counted.
        updates: How many there are in each of the first.
        by_stream: How many there are of each stream.
        tallies: By rule id, in the order of their first alerts.
        entries: What is told of the alerts.
    """

    def __init__(self, rules: RuleSet, streams: Sequence[Stream]) -> None:
        self.rules = rules
        self.streams = tuple(streams)
        self.zone = common_zone(each.timezone for each in streams)
        self.start, self.end = min(each.start for each in streams), max(each.end for each in streams)
        self.stretches = stretches_of(streams)
        offset_s = int((local_of(self.start, self.zone) - self.start.replace(tzinfo=None)).total_seconds())
        stretches_s = [(start.timestamp(), end.timestamp()) for start, end in self.stretches]
        self.bins, self.coarse = fine_bins(stretches_s, offset_s), coarse_bins(stretches_s, offset_s)
        self.updates = Counter[int]()
        self.by_stream = Counter[str]()
        self.tallies: dict[str, RuleTally] = {}
        self.entries = Entries()
        self._places: dict[str, int] = {}
        self._streams = {each.name: place for place, each in enumerate(self.streams)}
        self._states = {rule.id for rule in rules.rules if isinstance(rule, WindowRule)}
        self._casualties = {rule.id for rule in rules.rules if isinstance(rule, CasualtiesRule)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.entries.close()

    def take(self, block: Block) -> None:
        """Collect a block, the next in story time."""
        updates, first = block.updates, 0
        if len(self.streams) == 1:
            self.by_stream[self.streams[0].name] += len(updates)
        else:
            self.by_stream.update(each.stream for each in updates)
        while first < len(updates):
            place = self.bins.place(updates[first].time.timestamp())
            last = bisect_right(updates, place, first, key=lambda each: self.bins.place(each.time.timestamp()))
            self.updates[place] += last - first
            first = last
        for alert, update in block.triggered():
            self._note(alert, update)

    def _note(self, alert: Alert, update: Update | None) -> None:
        """Note an alert, which *update* raised, or a deadline."""
        time_ms = ms_of(alert.time)
        tally = self._tally(alert, time_ms)
        tally.last_ms = time_ms
        tally.by_state[alert.state] += 1
        place, stream = self._places[alert.rule], self._streams.get(alert.stream, -1)
        if alert.state == "resolved":
            self.entries.append(Entry(place, stream, time_ms, alert.state))
            return
        tally.reasons.update(alert.suppressed_by)
        told = tuple(_told(alert.value)) if alert.rule in self._casualties else ()
        entry = Entry(
            place,
            stream,
            time_ms,
            alert.state,
            _matched(alert),
            _key(alert),
            _words(alert, update) if told or tally.raised <= MOST_MARKS else "",
            _quote(alert, update) if update is not None and tally.raised <= _MOST_QUOTES else None,
            told,
        )
        self.entries.append(entry)

    def _tally(self, alert: Alert, time_ms: int) -> RuleTally:
        tally = self.tallies.get(alert.rule)
        if tally is None:
            self._places[alert.rule] = len(self.tallies)
            tally = self.tallies[alert.rule] = RuleTally(
                alert.rule,
                alert.title,
                alert.severity,
                alert.rule in self._states,
                time_ms,
                time_ms,
                Counter(),
                Counter(),
            )
        return tally


def _told(value: Any) -> Iterator[Told]:  # noqa: ANN401 -- whatever the alert holds
    for kind, count in value.items():
        if (count["min"], count["max"]) != (None, None):
            yield Told(kind, count["min"], count["max"])


def _matched(alert: Alert) -> tuple[str, ...]:
    words = (" ".join(each.text.casefold().split()) for each in alert.evidence)
    return tuple(dict.fromkeys(_shortened(each, _LONGEST_MATCH) for each in words))


def _key(alert: Alert) -> tuple[str, ...]:
    return tuple(_shortened(value or "none", _LONGEST_MATCH) for name, value in alert.key.items() if name != "stream")


def _words(alert: Alert, update: Update | None) -> str:
    """Return one line on an alert: the headline, where it rests on words of that update alone, else its summary."""
    headline = (update.headline or update.body) if update else ""
    summary = alert.annotations.get("summary", "")
    told = (headline, summary) if alert.evidence and alert.count == 1 else (summary, headline)
    return _shortened(" ".join(next(filter(None, told), alert.title).split()), _LONGEST_LINE)


def _quote(alert: Alert, update: Update) -> Quote:
    """Return what matched in *update* with the words around it."""
    name = named_in(alert.stream, update.stream, update.id)

    def places(field: str, text: str) -> list[Place]:
        here = (each for each in alert.evidence if (each.update, each.field) == (name, field))
        return merged((each.start, each.end) for each in here if text[each.start : each.end] == each.text)

    *parts, last = _on_one_line(parted(update.headline, (0, _LONGEST_LINE), places("headline", update.headline)))
    headline = (*parts, f"{last}…" if len(update.headline) > _LONGEST_LINE else last)
    in_body = places("body", update.body)
    if not in_body:
        return Quote(headline)
    start, end = surroundings(update.body, in_body[0], _AROUND)
    body = _on_one_line(parted(update.body, (start, min(end, start + 4 * _AROUND)), in_body))
    return Quote(headline, body, (start > 0, end < len(update.body)))


def _on_one_line(parts: Sequence[str]) -> tuple[str, ...]:
    return tuple(each.replace("\n\n", " ¶ ").replace("\n", " ") for each in parts)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
