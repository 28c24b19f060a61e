"""What a report shows: the collected alerts, looked at once more when it is known which rules matter."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from replay.backtest.report.axis import ms_of
from replay.backtest.report.collecting import MOST_MARKS, Collector, RuleTally
from replay.backtest.report.entries import Entry, Told
from replay.model import Severity

MOST_LANES = 20
MOST_CARDS = 10
MOST_EXAMPLES = 3
_MOST_RUNS = 400
_MOST_VALUES = 10_000
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")
"""The worst first."""


@dataclass(slots=True)
class Run:
    """A time in which some key of a rule was firing.

    Attributes:
        start_ms: When it began. [ms]
        end_ms: When it ended; None where something still fires at the end. [ms]
        times: How many such times lie in it, too close to each other to be told apart.
        is_resolved: Whether it ended since all resolved, and not since the streams were over.
    """

    start_ms: int
    end_ms: int | None = None
    times: int = 1
    is_resolved: bool = True


@dataclass(slots=True)
class Lane:
    """One rule over time.

    Attributes:
        tally: How often the rule raised an alert.
        gap_ms: Times that are no further apart are one. [ms]
        ends_ms: When each stream ends, and behind them when all do. [ms]
        marks: Its alerts, where there are few enough to be shown one by one.
        bins: Them counted by (place of the bin, state), where not.
        runs: When something was firing, where the rule has a state.
    """

    tally: RuleTally
    gap_ms: int
    ends_ms: Sequence[int]
    marks: list[Entry] = field(default_factory=list)
    bins: Counter[tuple[int, str]] = field(default_factory=Counter)
    runs: list[Run] = field(default_factory=list)
    _firing: Counter[int] = field(default_factory=Counter)

    def take(self, entry: Entry, place: int) -> None:
        """Take an alert, in the order of the log."""
        if entry.state != "resolved":
            if self.tally.raised <= MOST_MARKS:
                self.marks.append(entry)
            else:
                self.bins[place, entry.state] += 1
        if self.tally.is_state:
            self.end(entry.time_ms)
            if entry.state == "firing":
                self._rise(entry)
            elif entry.state == "resolved":
                self._fall(entry)

    def end(self, time_ms: int) -> None:
        """End what fires in streams that are over before an instant: nothing of theirs resolves any more."""
        over = [each for each in self._firing if self.ends_ms[each] < time_ms]
        for stream in over:
            del self._firing[stream]
        if over and not self._firing:
            self.runs[-1].end_ms, self.runs[-1].is_resolved = max(self.ends_ms[each] for each in over), False

    def _rise(self, entry: Entry) -> None:
        is_first = not self._firing
        self._firing[entry.stream] += 1
        if not is_first:
            return
        last = self.runs[-1] if self.runs else None
        if last is not None and last.end_ms is not None and entry.time_ms - last.end_ms <= self.gap_ms:
            last.end_ms, last.is_resolved = None, True
            last.times += 1
        else:
            self.runs.append(Run(entry.time_ms))

    def _fall(self, entry: Entry) -> None:
        self._firing[entry.stream] -= 1
        if not self._firing[entry.stream]:
            del self._firing[entry.stream]
        if not self._firing:
            self.runs[-1].end_ms = entry.time_ms


@dataclass(slots=True)
class Card:
    """What a noisy rule matched.

    Attributes:
        tally: How often the rule raised an alert.
        matched: How many alerts each text is in.
        keys: How many alerts each key has, where there is more to it than the stream.
    """

    tally: RuleTally
    matched: Counter[str] = field(default_factory=Counter)
    keys: Counter[str] = field(default_factory=Counter)
    _different: list[Entry] = field(default_factory=list)
    _others: list[Entry] = field(default_factory=list)
    _shown: set[str] = field(default_factory=set)

    @property
    def examples(self) -> list[Entry]:
        """Return alerts, by time: the first ones that matched something else, then the first ones with other words."""
        return sorted((*self._different, *self._others)[:MOST_EXAMPLES], key=lambda each: each.time_ms)

    def take(self, entry: Entry) -> None:
        """Take an alert that was raised."""
        _count(self.matched, entry.matched)
        _count(self.keys, [", ".join(entry.key)] if entry.key else [])
        is_new = bool(entry.words) and entry.words not in self._shown
        if is_new and not self._shown.issuperset(entry.matched) and len(self._different) < MOST_EXAMPLES:
            self._different.append(entry)
            self._shown.update(entry.matched, [entry.words])
        elif is_new and len(self._others) < MOST_EXAMPLES:
            self._others.append(entry)
            self._shown.add(entry.words)


@dataclass(frozen=True, slots=True)
class Figure:
    """The highest count of victims of a kind that was told of in a bin."""

    entry: Entry
    told: Told

    @property
    def size(self) -> int:
        """Return the bound that it is placed at."""
        return (self.told.max if self.told.min is None else self.told.min) or 0


@dataclass(slots=True)
class Findings:
    """What the page shows of the alerts, besides what was collected.

    Attributes:
        lanes: The rules that are shown over time: the most severe ones, of these the noisiest.
        more_lanes: The other rules that raised alerts.
        cards: The noisiest rules.
        alerts: How many alerts of each coarse bin fired, by severity, or were `suppressed`.
        figures: What is told of casualties, by (kind, place of the bin).
    """

    lanes: list[Lane]
    more_lanes: list[RuleTally]
    cards: list[Card]
    alerts: Counter[tuple[int, str]] = field(default_factory=Counter)
    figures: dict[tuple[str, int], Figure] = field(default_factory=dict)


def findings_of(collected: Collector) -> Findings:
    """Return what the page shows of the alerts."""
    tallies = list(collected.tallies.values())
    lanes = sorted(tallies, key=lambda each: (SEVERITIES.index(each.severity), -each.raised, each.id))
    noisiest = sorted(tallies, key=lambda each: (-each.fired, -each.suppressed, each.id))
    gap_ms = sum(ms_of(end) - ms_of(start) for start, end in collected.stretches) // _MOST_RUNS
    ends_ms = [*(ms_of(each.end) for each in collected.streams), ms_of(collected.end)]
    findings = Findings(
        [Lane(each, gap_ms, ends_ms) for each in lanes[:MOST_LANES]],
        lanes[MOST_LANES:],
        [Card(each) for each in noisiest[:MOST_CARDS]],
    )
    _look_at(findings, collected, tallies)
    for lane in findings.lanes:
        lane.end(ends_ms[-1])
    return findings


def _look_at(findings: Findings, collected: Collector, tallies: list[RuleTally]) -> None:
    lanes = {lane.tally.id: lane for lane in findings.lanes}
    cards = {card.tally.id: card for card in findings.cards}
    for entry in collected.entries:
        tally, place = tallies[entry.rule], collected.bins.place(entry.time_ms / 1000)
        if (lane := lanes.get(tally.id)) is not None:
            lane.take(entry, place)
        if entry.state == "resolved":
            continue
        layer = tally.severity if entry.state == "firing" else "suppressed"
        findings.alerts[collected.coarse.place(entry.time_ms / 1000), layer] += 1
        if (card := cards.get(tally.id)) is not None:
            card.take(entry)
        for told in entry.told:
            figure = Figure(entry, told)
            known = findings.figures.get((told.kind, place))
            if known is None or figure.size > known.size:
                findings.figures[told.kind, place] = figure


def _count(counter: Counter[str], values: Iterable[str]) -> None:
    """Count *values*; beyond so many different ones only those that are known."""
    for value in values:
        if value in counter or len(counter) < _MOST_VALUES:
            counter[value] += 1
