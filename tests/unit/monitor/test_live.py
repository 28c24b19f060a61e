"""A live watch: what is certain is decided on, what is journaled plays again to the same alerts."""

import asyncio
import io
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types
from structlog.testing import capture_logs

from replay.alertlog import AlertLog, Writer
from replay.alertlog.known import Known
from replay.engine import evaluate
from replay.errors import OutputError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers.native import line_schema
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.language.ruletest import Journal
from replay.model import Alert, Update
from replay.monitor import JournalFile, LiveMonitor
from replay.mqtt.envelope import UpdateEvent, render_event
from replay.mqtt.outbox import Delivery
from replay.mqtt.topics import Topics

START = datetime(2026, 3, 5, 10, tzinfo=UTC)
TOPICS = Topics("day")
RULES = """\
version: 1
stream: {max_lateness: 2s, late: LATE}
rules:
  - {id: fire, match: fire}
  - {id: many, type: count, match: fire, timespan: 1m, condition: {gte: 2}}
  - {id: silent, type: absence, timespan: 10s}
"""


def at(second: float) -> datetime:
    """Return the instant some seconds after the start."""
    return START + timedelta(seconds=second)


def rules_of(folder: Path, text: str = RULES, late: str = "drop") -> RuleSet:
    """Return the rules of *text*."""
    path = folder / "r.yaml"
    path.write_text(text.replace("LATE", late), encoding="utf-8")
    return load_rules([path])


class Recorder:
    """A session that writes down what is published."""

    def __init__(self) -> None:
        self.deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)
        self.sent: list[tuple[str, bool]] = []

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:  # noqa: ARG002 -- not looked at
        """Write it down."""
        self.sent.append((topic, retain))

    async def drain(self) -> None:
        """Wait for nothing."""


class Watch:
    """A live monitor whose wall clock is advanced by hand."""

    def __init__(
        self,
        rules: RuleSet,
        file: Writer | None = None,
        journal: io.BytesIO | JournalFile | None = None,
        *,
        known: Known | None = None,
        publish: bool = True,
    ) -> None:
        self.now = START
        self.recorder = Recorder()
        self.alerts: list[Alert] = []
        self.journal = journal if isinstance(journal, io.BytesIO) else io.BytesIO()
        kept = journal if isinstance(journal, JournalFile) else JournalFile(self.journal, "day")
        log = AlertLog(sinks=[lambda alert, _: self.alerts.append(alert)], file=file, known=known)
        self.monitor = LiveMonitor(rules, TOPICS, log, run="live", journal=kept, publish=publish, now=lambda: self.now)

    def arrive(
        self,
        now_s: float,
        id: str,  # noqa: A002 -- the update's own word
        time_s: float,
        headline: str = "A fire",
        rev: int = 1,
    ) -> None:
        """Let an update come in."""
        self.now = at(now_s)
        data = Update(id=id, rev=rev, stream="day", seq=1, time=at(time_s), headline=headline)
        event = UpdateEvent(source="/x", id=id, time=data.time, run="x", epoch=1, seq=1, data=data)
        asyncio.run(self.monitor.handle(self.recorder, TOPICS.updates, render_event(event)))

    def tick(self, now_s: float) -> None:
        """Let time pass."""
        self.now = at(now_s)
        asyncio.run(self.monitor.tick(self.recorder))

    def told(self) -> list[tuple[str, str, float]]:
        """Return (rule, state, seconds) of each alert."""
        return [(alert.rule, alert.state, (alert.time - START).total_seconds()) for alert in self.alerts]


def test_update_is_decided_on_when_nothing_earlier_can_come(tmp_path: Path) -> None:
    """With two seconds of lateness allowed it takes a little over two seconds."""
    watch = Watch(rules_of(tmp_path))
    watch.arrive(1, "a", 1)
    watch.tick(3)
    assert watch.told() == []
    watch.tick(3.1)
    assert watch.told() == [("fire", "firing", 1)]
    assert watch.recorder.sent == [("replay/day/alerts/info/fire", False)]


def test_silence_is_told_at_its_deadline(tmp_path: Path) -> None:
    """It began as early as an update might still have come, and stands retained while it lasts."""
    watch = Watch(rules_of(tmp_path))
    watch.tick(13)
    assert watch.told() == [("silent", "firing", 8)]
    assert watch.recorder.sent[-1] == ("replay/day/alert-state/silent/day", True)


@pytest.mark.parametrize(("late", "alerts"), [("drop", []), ("match_only", [("fire", "firing", 1)])])
def test_late_update_is_logged_and_moves_no_window(tmp_path: Path, late: str, alerts: list[object]) -> None:
    """What becomes of it is what the rules say; it is told either way."""
    watch = Watch(rules_of(tmp_path, late=late))
    watch.tick(5)
    with capture_logs() as logs:
        watch.arrive(5, "a", 1)
    assert [(entry["event"], entry["update"], entry["so_far"]) for entry in logs if entry["event"] == "late"] == [
        ("late", "a", 1)
    ]
    assert watch.told() == alerts
    assert all(alert.late is True for alert in watch.alerts)


def test_update_from_the_future_is_set_aside(tmp_path: Path) -> None:
    """A wrong clock somewhere does not bring the story forward."""
    watch = Watch(rules_of(tmp_path))
    with capture_logs() as logs:
        watch.arrive(0, "a", 301)
    watch.tick(400)
    assert [entry["event"] for entry in logs] == ["too far ahead, set aside"]
    assert ("fire", "firing", 301) not in watch.told()


def test_delivery_that_repeats_is_no_late_update(tmp_path: Path) -> None:
    """QoS 1 may deliver twice; that is nobody's fault and nothing to tell."""
    watch = Watch(rules_of(tmp_path))
    watch.arrive(1, "a", 1)
    watch.tick(4)
    with capture_logs() as logs:
        watch.arrive(5, "a", 1)
    assert logs == []


@pytest.mark.parametrize("payload", [b"{", b"[]", b'{"type": "replay.clock"}'])
def test_unreadable_message_is_logged_and_moves_nothing(tmp_path: Path, payload: bytes) -> None:
    """Whatever a live source sends, the watch goes on."""
    watch = Watch(rules_of(tmp_path))
    with capture_logs() as logs:
        asyncio.run(watch.monitor.handle(watch.recorder, TOPICS.updates, payload))
    assert [entry["log_level"] for entry in logs] == ["warning"]


def test_journal_plays_again_to_the_same_alerts(tmp_path: Path) -> None:
    """Shuffled arrivals, a late one, a silence at the end: the journal holds what counted, and until when."""
    rules = rules_of(tmp_path)
    watch = Watch(rules)
    watch.arrive(1, "b", 0.9)
    watch.arrive(1.2, "a", 0.4)
    watch.tick(4)
    watch.arrive(4.1, "late", 1)
    watch.arrive(6, "c", 5.5, "All quiet")
    for second in range(7, 30):
        watch.tick(second)
    stream = parse_stream(Source.of_bytes("j.jsonl", watch.journal.getvalue()))
    again = evaluate(rules, Journal.of(stream))
    assert list(again) == watch.alerts
    assert watch.told() == [
        ("fire", "firing", 0.4),
        ("fire", "firing", 0.9),
        ("many", "firing", 0.9),
        ("silent", "firing", 15.5),
    ]


def test_reload_is_journaled_at_its_place(tmp_path: Path) -> None:
    """The journal names the rules that held from there on; each kind of line is as `replay docs stream` says."""
    watch = Watch(rules_of(tmp_path))
    watch.arrive(1, "a", 1)
    watch.tick(4)
    other = rules_of(tmp_path, "version: 1\nrules: [{id: smoke, match: smoke}]\n")
    asyncio.run(watch.monitor.reload(watch.recorder, other))
    kinds = [line.partition(b'"type":"')[2].partition(b'"')[0] for line in watch.journal.getvalue().splitlines()]
    assert kinds == [b"stream", b"rules", b"held", b"update", b"clock", b"rules"]
    assert b'"smoke"' in watch.journal.getvalue().splitlines()[-1]
    for line in watch.journal.getvalue().splitlines():
        Draft202012Validator(line_schema()).validate(json.loads(line))


def test_update_from_before_the_watch_is_late(tmp_path: Path) -> None:
    """What happened before, beyond the allowed lateness, is not of this watch."""
    watch = Watch(rules_of(tmp_path))
    watch.arrive(0, "old", -3600)
    watch.arrive(0, "just", -1)
    watch.tick(5)
    assert watch.told() == [("fire", "firing", -1)]
    assert watch.monitor.left_out == {("updates", "late"): 1}


def test_end_of_the_watch_loses_nothing_that_is_held(tmp_path: Path) -> None:
    """Nothing earlier will come any more, so what waits is decided on, and journaled."""
    rules = rules_of(tmp_path)
    watch = Watch(rules)
    watch.arrive(1, "a", 1)
    asyncio.run(watch.monitor.close(watch.recorder))
    assert watch.told() == [("fire", "firing", 1)]
    stream = parse_stream(Source.of_bytes("j.jsonl", watch.journal.getvalue()))
    assert list(evaluate(rules, Journal.of(stream))) == watch.alerts


def ids_in(journal: io.BytesIO, kind: str = "update") -> list[str]:
    """Return the ids of the updates in a journal."""
    lines = map(json.loads, journal.getvalue().splitlines())
    return [line["data"]["id"] for line in lines if line["type"] == kind]


def test_watch_that_fails_journals_all_that_came(tmp_path: Path) -> None:
    """What is released with the update whose alert nobody takes, and what is held: nobody sends either again."""

    def refuse(_: bytes) -> None:
        raise BrokenPipeError

    watch = Watch(rules_of(tmp_path), refuse)
    watch.arrive(1, "a", 1)
    watch.arrive(1, "b", 2)
    watch.arrive(4, "held", 4)
    with pytest.raises(BrokenPipeError):
        watch.tick(5)
    assert ids_in(watch.journal) == ["a", "b"]
    assert ids_in(watch.journal, "held") == ["a", "b", "held"]
    watch.monitor.keep_held()
    assert ids_in(watch.journal) == ["a", "b", "held"]


def test_watch_that_nothing_came_to_leaves_no_journal(tmp_path: Path) -> None:
    """One that never reached its broker is no recording."""
    watch = Watch(rules_of(tmp_path))
    watch.monitor.keep_held()
    assert watch.journal.getvalue() == b""


def test_journal_that_is_full_gets_no_line_behind_the_torn_one(tmp_path: Path) -> None:
    """Room that is made later would leave a line in the middle that nobody can read."""

    class Full(io.BytesIO):
        """A file with room for half a line."""

        name = "journal"

        def write(self, data: bytes) -> int:  # type: ignore[override]  # only bytes come
            """Take half of it."""
            return super().write(data[: len(data) // 2])

    watch = Watch(rules_of(tmp_path), journal=Full())
    with pytest.raises(OutputError, match="journal cannot be written: disk full"):
        watch.arrive(1, "a", 1)
    torn = watch.journal.getvalue()
    watch.monitor.keep_held()
    assert watch.journal.getvalue() == torn != b""


def test_end_of_the_watch_takes_away_what_stands_retained(tmp_path: Path) -> None:
    """Nobody follows a state any more once its watch has ended."""
    watch = Watch(rules_of(tmp_path))
    watch.tick(13)
    asyncio.run(watch.monitor.close(watch.recorder))
    assert watch.recorder.sent[-2:] == [
        ("replay/day/alert-state/silent/day", True),
        ("replay/day/metrics/alerts", True),
    ]
    assert len(watch.recorder.sent) == 4


def test_late_update_does_not_make_its_edit_old(tmp_path: Path) -> None:
    """What is outside of the promise changes nothing inside of it: the edit fires, as it does on replay."""
    watch = Watch(rules_of(tmp_path, late="match_only"))
    watch.tick(5)
    watch.arrive(5, "a", 1)
    watch.arrive(6, "a", 6, rev=2)
    watch.tick(10)
    fired = [(alert.updates, alert.late is True) for alert in watch.alerts if alert.rule == "fire"]
    assert fired == [(("a",), True), (("a",), False)]


def test_reload_takes_up_what_is_late_from_there_on(tmp_path: Path) -> None:
    """The settings of the stream belong to the rules."""
    watch = Watch(rules_of(tmp_path))
    watch.tick(60)
    other = rules_of(tmp_path, RULES.replace("max_lateness: 2s", "max_lateness: 1m, max_ahead: 1h"))
    asyncio.run(watch.monitor.reload(watch.recorder, other))
    watch.arrive(60, "ahead", 60 + 1800)
    assert watch.monitor.left_out == {}


def test_time_with_an_offset_is_the_same_instant_live_and_replayed(tmp_path: Path) -> None:
    """An alert's id rests on the instant, not on how somebody wrote it."""
    rules = rules_of(tmp_path)
    watch = Watch(rules)
    data = Update(id="a", stream="day", seq=1, time=at(1).astimezone(ZoneInfo("Europe/Moscow")), headline="A fire")
    event = UpdateEvent(source="/x", id="a", time=data.time, run="x", epoch=1, seq=1, data=data)
    asyncio.run(watch.monitor.handle(watch.recorder, TOPICS.updates, render_event(event)))
    watch.tick(9)
    stream = parse_stream(Source.of_bytes("j.jsonl", watch.journal.getvalue()))
    assert list(evaluate(rules, Journal.of(stream))) == watch.alerts != []


def test_reload_makes_a_new_state_stand(tmp_path: Path) -> None:
    """A rule that comes with a reload is a state like any other, and its alert is retained while it fires."""
    watch = Watch(rules_of(tmp_path, "version: 1\nrules: [{id: fire, match: fire}]\n"))
    watch.tick(1)
    other = rules_of(tmp_path, "version: 1\nrules: [{id: quiet, type: absence, timespan: 10s}]\n")
    asyncio.run(watch.monitor.reload(watch.recorder, other))
    watch.tick(20)
    assert watch.recorder.sent[-1] == ("replay/day/alert-state/quiet/day", True)


def test_text_that_no_recording_may_hold_is_left_out(tmp_path: Path) -> None:
    """What raised an alert live could not be read from its journal again."""
    watch = Watch(rules_of(tmp_path))
    with capture_logs() as logs:
        watch.arrive(1, "a", 1, "fire " * 14_000)
    watch.tick(5)
    assert (watch.told(), [entry["event"] for entry in logs]) == ([], ["text too large, left out"])
