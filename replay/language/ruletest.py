"""Run the tests of rules: virtual time, no broker, and whoever calls brings the engine and the streams.

Source: the rule language, section "Rule tests" (docs/rules.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from replay.errors import InputError
from replay.language.ruleset import DEFAULT_STREAM, Expectation, RuleSet, RuleTest
from replay.language.times import render_duration
from replay.model import ACROSS_STREAMS, Alert, Stream, Update
from replay.text import printable


@dataclass(frozen=True, slots=True)
class Journal:
    """What happens in a run in virtual time.

    Attributes:
        streams: The declared streams.
        start: Story time at which they begin.
        updates: In release order.
        end: Story time up to which deadlines run.
        arrivals: When each update arrives, where some arrive late; else empty.
    """

    streams: tuple[str, ...]
    start: datetime
    updates: Sequence[Update]
    end: datetime
    arrivals: Sequence[datetime] = ()

    @classmethod
    def of(cls, stream: Stream) -> "Journal":
        """Return what happens in a recorded stream."""
        return cls((stream.name,), stream.start, stream.updates, stream.end)


Evaluate = Callable[[RuleSet, Journal], Sequence[Alert]]
OpenStream = Callable[[str], Stream]
_MAX_EVIDENCE = 3
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class TestResult:
    """What came of a test.

    Attributes:
        test: The test.
        diff: Empty if it passed; else a line each, in the order of event time: `- ` expected and missing, `+ ` raised
            and not expected, two spaces where both agree.
    """

    __test__ = False  # its name must not make pytest collect it

    test: RuleTest
    diff: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Return whether the alerts were the expected ones, no more and no less."""
        return not self.diff


@dataclass(frozen=True, slots=True, order=True)
class _Line:
    """A line of the diff; sorts by time, then by what is expected before what came."""

    at: datetime
    rule: str
    order: int
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Due:
    """An expectation with its story time."""

    at: datetime
    entry: Expectation

    def agrees(self, alert: Alert) -> bool:
        """Return whether *alert* is what is expected."""
        entry = self.entry
        return (
            (alert.rule, alert.state, alert.time) == (entry.rule, entry.state, self.at)
            and (entry.key is None or entry.key == alert.key)
            and (entry.updates is None or entry.updates == _ids_in(alert))
            and (entry.suppressed_by is None or entry.suppressed_by == alert.suppressed_by)
        )

    @property
    def strictness(self) -> int:
        """Return how many things it pins down."""
        return sum(each is not None for each in (self.entry.key, self.entry.updates, self.entry.suppressed_by))


def run_test(test: RuleTest, rules: RuleSet, *, evaluate: Evaluate, open_stream: OpenStream) -> TestResult:
    """Return how *test* fares.

    Args:
        test: The test.
        rules: The set that it was loaded with; those of its file run.
        evaluate: The engine: rules and what happens to alerts.
        open_stream: Opens a recorded stream by its name.
    """
    start, updates, zone, end = test.start, test.updates, "UTC", test.end
    if test.stream is not None:
        try:
            stream = open_stream(test.stream)
        except InputError as error:
            return TestResult(test, (f"! {error}",))
        start, updates, zone, end = stream.start, tuple(stream.updates), stream.timezone, stream.end
    assert start is not None
    streams = tuple(sorted({update.stream for update in updates})) or (DEFAULT_STREAM,)
    end = end or max((update.time for update in updates), default=start)
    alerts = evaluate(_rules_of(test, rules), Journal(streams, start, updates, end, test.arrivals))
    due = [_Due(_story_time(entry.at, start, zone), entry) for entry in test.expect]
    states = {"firing", *(entry.state for entry in test.expect)}
    compared = [alert for alert in alerts if alert.rule in test.rules and alert.state in states]
    texts = {update.id: update for update in updates}
    return TestResult(test, tuple(_diff(due, compared, texts, _Clock(start, zone if test.stream else None))))


def _rules_of(test: RuleTest, rules: RuleSet) -> RuleSet:
    """Return the rules that run, with the lateness that the test allows."""
    own = rules.of_files({test.path, *test.needs})
    if test.max_lateness is None:
        return own
    return replace(own, stream=replace(own.stream, max_lateness=test.max_lateness))


def _story_time(at: timedelta | datetime | time, start: datetime, zone: str) -> datetime:
    match at:
        case timedelta():
            return start + at
        case datetime():
            return at
    local = ZoneInfo(zone)
    return datetime.combine(start.astimezone(local).date(), at, local).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class _Clock:
    """Writes a time as the author of the test does: after the start, or as a clock shows it."""

    start: datetime
    zone: str | None

    def show(self, at: datetime) -> str:
        if self.zone is not None:
            return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M:%S}"
        return render_duration((at - self.start) // _MILLISECOND * _MILLISECOND)


def _diff(due: Sequence[_Due], alerts: Sequence[Alert], texts: Mapping[str, Update], clock: _Clock) -> list[str]:
    """Return the lines of the diff, or none where expected and actual agree."""
    left = list(alerts)
    lines: list[_Line] = []
    for each in sorted(due, key=lambda each: -each.strictness):
        found = next((alert for alert in left if each.agrees(alert)), None)
        if found is not None:
            left.remove(found)
        mark, order = (" ", 0) if found else ("-", 1)
        lines.append(_Line(each.at, each.entry.rule, order, f"{mark} {clock.show(each.at)}  {_describe(each.entry)}"))
    if not left and all(line.order == 0 for line in lines):
        return []
    for alert in left:
        text = f"+ {clock.show(alert.time)}  {_describe_alert(alert, texts)}"
        lines.append(_Line(alert.time, alert.rule, 2, text))
    return [printable(line.text) for line in sorted(lines)]


def _describe(entry: Expectation) -> str:
    parts = [entry.rule, entry.state]
    if entry.key is not None:
        parts.append(_show_key(entry.key))
    if entry.updates is not None:
        parts.append(f"updates {', '.join(entry.updates)}")
    if entry.suppressed_by is not None:
        parts.append(f"suppressed by {', '.join(entry.suppressed_by)}")
    return "  ".join(parts)


def _ids_in(alert: Alert) -> tuple[str, ...]:
    """Return the ids of an alert's updates: a test has one stream."""
    is_across = alert.stream == ACROSS_STREAMS
    return tuple((name.partition("/")[2] if is_across else "") or name for name in alert.updates)


def _describe_alert(alert: Alert, texts: Mapping[str, Update]) -> str:
    """Return what an alert rests on: its updates, and the words that matched or else the headline."""
    parts = [alert.rule, alert.state, _show_key(alert.key), f"updates {', '.join(_ids_in(alert))}"]
    if alert.suppressed_by:
        parts.append(f"suppressed by {', '.join(alert.suppressed_by)}")
    quotes = [f'{each.field} of {each.update}: "{each.text}"' for each in alert.evidence[:_MAX_EVIDENCE]]
    if not quotes and alert.updates and (update := texts.get(_ids_in(alert)[-1])):
        quotes = [f'headline of {update.id}: "{update.headline}"']
    return "  ".join([*parts, *quotes])


def _show_key(key: Mapping[str, str | None]) -> str:
    return "{" + ", ".join(f"{name}: {'none' if value is None else value}" for name, value in key.items()) + "}"
