"""The monitor: updates in any order in, alerts out; gaps asked for once, other runs passed over, new ones followed."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from replay.alertlog import AlertLog
from replay.errors import IncompleteDelivery
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Alert, Update
from replay.monitor import Monitor
from replay.monitor import monitor as monitor_module
from replay.mqtt.envelope import (
    MAX_PAYLOAD_BYTES,
    AlertEvent,
    ClockEvent,
    Command,
    Event,
    Reply,
    SessionData,
    SessionEvent,
    UpdateEvent,
    parse_command,
    parse_event,
    render_event,
)
from replay.mqtt.metrics import AlertMetrics
from replay.mqtt.outbox import Delivery
from replay.mqtt.topics import Topics

START = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)
TOPICS = Topics("day")
RULES = """\
version: 1
rules:
  - id: fire
    match: fire
    severity: warning
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleSet:
    """Return a rule that alerts on each update with the word fire."""
    path = tmp_path_factory.mktemp("rules") / "fire.yaml"
    path.write_text(RULES)
    return load_rules([path])


class Recorder:
    """A session that writes down what is published, and refuses what is too large for a packet, as a session does."""

    def __init__(self) -> None:
        self.deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)
        self.sent: list[tuple[str, bytes]] = []
        self.metrics: list[AlertMetrics] = []
        self.standing: list[tuple[str, bool]] = []

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Write it down."""
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"{len(payload)} bytes")
        if topic == TOPICS.alert_metrics:
            assert retain
            self.metrics.append(msgspec.json.decode(payload, type=AlertMetrics))
            return
        if "/alert-state/" in topic:
            assert retain
            self.standing.append((topic, bool(payload)))
            return
        assert not retain
        self.sent.append((topic, payload))

    async def drain(self) -> None:
        """Wait for nothing."""

    @property
    def commands(self) -> list[Command]:
        """Return what was asked for."""
        return [parse_command(payload) for topic, payload in self.sent if topic == TOPICS.control]

    @property
    def alerts(self) -> list[AlertEvent]:
        """Return the alerts that went out, each a CloudEvent."""
        events = [parse_event(payload) for topic, payload in self.sent if topic != TOPICS.control]
        for _, payload in self.sent:
            if b"replay.alert" in payload:
                JSONFormat().read(CloudEvent, payload)
        return [event for event in events if isinstance(event, AlertEvent)]


class Watch:
    """A monitor, what it publishes, and what it logs.

    Args:
        rules: What it watches for.
        run: The run that it is fixed to, if any.
        publish: Whether it publishes alerts.
    """

    def __init__(self, rules: RuleSet, *, run: str | None = "r-1", publish: bool = True) -> None:
        self.recorder = Recorder()
        self.logged: list[Alert] = []
        self.log = AlertLog(sinks=[lambda alert, _update: self.logged.append(alert)])
        self.monitor = Monitor(rules, TOPICS, self.log, run=run, publish=publish)

    def take(self, *messages: Event | bytes, topic: str = TOPICS.updates) -> "Watch":
        """Hand over messages, events as their payloads."""

        async def handle() -> None:
            for message in messages:
                payload = message if isinstance(message, bytes) else render_event(message)
                await self.monitor.handle(self.recorder, topic, payload)

        asyncio.run(handle())
        return self

    def asked(self) -> list[tuple[int, int]]:
        """Return the ranges that were asked for."""
        return [(command.from_seq, command.to_seq) for command in self.recorder.commands]

    def alerted(self) -> list[str]:
        """Return the updates that the logged alerts rest on."""
        return [update for alert in self.logged for update in alert.updates]


def update(seq: int, *, run: str = "r-1", epoch: int = 1, headline: str = "A fire", body: str = "") -> UpdateEvent:
    """Return an update as it travels."""
    time = START + timedelta(seconds=seq)
    data = Update(id=f"u-{seq}", stream="day", seq=seq, time=time, headline=headline, body=body)
    return UpdateEvent(source="/replay/day", id=f"u-{seq}", time=time, run=run, epoch=epoch, seq=seq, data=data)


def clock(seq: int, *, end: bool = False, run: str = "r-1", epoch: int = 1) -> ClockEvent:
    """Return a clock message."""
    return ClockEvent(source="/replay/day", id="c", time=START, run=run, epoch=epoch, seq=seq, end=end)


def session(
    state: Literal["waiting", "playing", "ended", "stopped"], seq: int, *, run: str = "r-1", epoch: int = 1
) -> SessionEvent:
    """Return a session."""
    return SessionEvent(
        source="/replay/day", id="s", time=START, run=run, epoch=epoch, state=state, speed="1", start=START, end=START,
        seq=seq, updates=9, data=SessionData(),
    )  # fmt: skip


def reply(*, ok: bool = True) -> Reply:
    """Return a player's reply."""
    return Reply(source="/replay/day", id="r-1-1-1", ok=ok, error="" if ok else "no")


def test_update_that_matches_is_logged_and_published_as_an_alert(rules: RuleSet) -> None:
    """The alert goes to the log, and to the topic of its severity and rule with the run that it was raised in."""
    watch = Watch(rules).take(update(1), update(2, headline="Nothing"))
    assert watch.alerted() == ["u-1"]
    assert [topic for topic, _ in watch.recorder.sent] == ["replay/day/alerts/warning/fire"]
    (event,) = watch.recorder.alerts
    assert (event.data, event.run, event.epoch) == (watch.logged[0], "r-1", 1)
    assert event.id == f"{watch.logged[0].id}-firing"


def test_monitor_that_does_not_publish_still_logs_and_asks(rules: RuleSet) -> None:
    """A second pair of eyes raises no alert on the broker, but it is as complete as the first."""
    watch = Watch(rules, publish=False).take(update(1), update(3))
    assert (watch.alerted(), watch.recorder.alerts, watch.asked()) == (["u-1"], [], [(2, 2)])


@given(st.permutations(range(1, 8)), st.lists(st.integers(1, 7), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_alert_log_does_not_depend_on_the_order_of_arrival(
    rules: RuleSet, order: list[int], again: Sequence[int]
) -> None:
    """Updates in any order, with repeats, give the digest of the calm run, and each alert once."""
    calm = Watch(rules).take(*map(update, range(1, 8)))
    wild = Watch(rules).take(*map(update, [*order, *again]))
    assert wild.log.digest == calm.log.digest
    assert len(wild.recorder.alerts) == 7


def test_gap_is_asked_for_once_and_filled_by_what_comes(rules: RuleSet) -> None:
    """Update 5 after 1 asks for 2 to 4, once, whatever comes behind it; the replies release all in order."""
    watch = Watch(rules).take(update(1), update(5), update(6), clock(6))
    assert watch.asked() == [(2, 4)]
    assert watch.recorder.commands[0].cmd == "history"
    assert TOPICS.is_reply_topic(watch.recorder.commands[0].reply_to)
    watch.take(update(2), update(3), update(4), reply(), topic=TOPICS.replies)
    assert watch.alerted() == [f"u-{seq}" for seq in range(1, 7)]
    assert watch.asked() == [(2, 4)]


@pytest.mark.parametrize("heard", [clock(3), clock(3, end=True), session("playing", 3), session("ended", 3)])
def test_gap_at_the_tail_is_noticed_from_what_is_said(rules: RuleSet, heard: Event) -> None:
    """A clock, an end marker or a session tells of updates that never came: they are asked for at once."""
    watch = Watch(rules).take(update(1), heard)
    assert watch.asked() == [(2, 3)]
    assert not watch.monitor.ended.is_set()


def test_two_gaps_are_asked_for_one_after_the_other(rules: RuleSet) -> None:
    """Once the first stretch is filled, the next is asked for."""
    watch = Watch(rules).take(update(2), update(4))
    assert watch.asked()[0] == (1, 1)
    watch.take(update(1))
    assert watch.asked()[-1] == (3, 3)
    assert len(watch.asked()) == 2
    assert watch.take(update(3)).alerted() == ["u-1", "u-2", "u-3", "u-4"]


def test_answer_that_was_cut_is_asked_for_again_from_its_end(rules: RuleSet) -> None:
    """A reply that leaves a rest has the rest asked for."""
    watch = Watch(rules).take(clock(4), update(1), update(2), reply())
    assert watch.asked() == [(1, 4), (3, 4)]


def test_refusal_is_not_asked_again_at_once(rules: RuleSet) -> None:
    """An error reply does not start a loop of questions."""
    watch = Watch(rules).take(clock(4), reply(ok=False), reply(ok=False))
    assert watch.asked() == [(1, 4)]


@pytest.mark.parametrize(("run", "epoch"), [("r-2", 1), ("r-1", 2), ("", 1)])
def test_messages_of_another_run_move_nothing(rules: RuleSet, run: str, epoch: int) -> None:
    """A fixed monitor passes over the updates, clock, end and sessions of any other playing."""
    other: list[Event] = [
        update(1, run=run, epoch=epoch), clock(9, end=True, run=run, epoch=epoch),
        session("playing", 9, run=run, epoch=epoch), session("ended", 9, run=run, epoch=epoch),
    ]  # fmt: skip
    watch = Watch(rules).take(*other)
    assert (watch.logged, watch.recorder.sent, watch.monitor.ended.is_set()) == ([], [], False)


def test_end_marker_ends_the_watch_once_all_is_through(rules: RuleSet) -> None:
    """The end is only noted with every update in: before, the missing ones are waited for."""
    watch = Watch(rules).take(update(1), clock(2, end=True))
    assert not watch.monitor.ended.is_set()
    assert watch.take(update(2)).monitor.ended.is_set()


def test_session_that_ended_ends_the_watch_if_the_marker_was_lost(rules: RuleSet) -> None:
    """The retained session says the same as the end marker."""
    assert Watch(rules).take(update(1), session("ended", 1)).monitor.ended.is_set()


def test_session_that_was_stopped_does_not_end_a_stream(rules: RuleSet) -> None:
    """A stopped player has not told the end of the story."""
    assert not Watch(rules).take(update(1), session("stopped", 1)).monitor.ended.is_set()


def test_end_that_the_player_tells_itself_counts(rules: RuleSet) -> None:
    """Should the broker lose every word of the end, the monitor beside the player still ends, with nothing missing."""
    watch = Watch(rules).take(update(1))
    asyncio.run(watch.monitor.end_at(watch.recorder, 2, START))
    assert not watch.monitor.ended.is_set()
    assert watch.take(update(2)).monitor.ended.is_set()


def test_watch_follows_the_run_that_is_announced(rules: RuleSet) -> None:
    """Updates before any announcement belong to no run; a session names it, and what was played is asked for."""
    watch = Watch(rules, run=None).take(update(1, run="r-7"))
    assert (watch.alerted(), watch.asked()) == ([], [])
    watch.take(session("playing", 2, run="r-7"))
    assert watch.asked() == [(1, 2)]
    watch.take(update(1, run="r-7"), update(2, run="r-7"), clock(2, run="r-7", end=True))
    assert watch.alerted() == ["u-1", "u-2"]
    assert watch.monitor.ended.is_set()


@pytest.mark.parametrize(("told", "zone"), [("Europe/Vienna", "Europe/Vienna"), ("../etc/passwd", "UTC")])
def test_zone_is_that_of_the_run_that_is_followed(rules: RuleSet, told: str, zone: str) -> None:
    """It is what the session says, as far as there is such a zone."""
    watch = Watch(rules, run=None).take(structs.replace(session("playing", 0), data=SessionData(timezone=told)))
    assert watch.monitor.timezone == zone


def test_watch_follows_a_new_run_from_nothing(rules: RuleSet) -> None:
    """When a new playing begins, its updates count from 1 again, and the old ones' stragglers are passed over."""
    watch = Watch(rules, run=None).take(session("playing", 0), update(1), session("waiting", 0, run="r-2"))
    watch.take(update(2), update(1, run="r-2"), update(2, run="r-2"))
    assert watch.alerted() == ["u-1", "u-1", "u-2"]
    assert [event.run for event in watch.recorder.alerts] == ["r-1", "r-2", "r-2"]
    assert watch.asked() == []


def test_state_of_a_run_does_not_outlive_it(tmp_path: Path) -> None:
    """What stands retained for a run is emptied when another begins: nobody would ever resolve it."""
    (tmp_path / "burst.yaml").write_text(
        "version: 1\nrules:\n  - {id: burst, type: count, match: fire, timespan: 1h, condition: {gte: 2}}\n"
    )
    watch = Watch(load_rules([tmp_path]), run=None).take(session("playing", 0), update(1), update(2))
    topic = "replay/day/alert-state/burst/day"
    assert watch.recorder.standing == [(topic, True)]
    watch.take(session("playing", 0, run="r-2"))
    assert watch.recorder.standing == [(topic, True), (topic, False)]


@pytest.mark.parametrize("state", ["ended", "stopped"])
def test_watch_does_not_follow_a_run_that_is_over(rules: RuleSet, state: Literal["ended", "stopped"]) -> None:
    """A retained session of yesterday is not what is waited for: nobody would answer."""
    watch = Watch(rules, run=None).take(session(state, 9))
    assert (watch.recorder.sent, watch.monitor.ended.is_set()) == ([], False)


def test_watch_resets_on_a_new_epoch(rules: RuleSet) -> None:
    """A seek or a loop begins a new epoch of the same run: numbers start at 1 again."""
    watch = Watch(rules, run=None).take(session("playing", 0), update(1), session("playing", 0, epoch=2))
    assert watch.take(update(1, epoch=2)).alerted() == ["u-1", "u-1"]


@pytest.mark.parametrize(
    "payload", [b"", b"online", b"{", b"\xff", b"[" * 100_000, b'{"type":"other"}', b" " * (MAX_PAYLOAD_BYTES + 1)]
)
def test_payload_that_is_not_readable_moves_nothing(rules: RuleSet, payload: bytes) -> None:
    """Whatever anybody publishes under the stream's topics, the watch goes on."""
    watch = Watch(rules).take(payload)
    assert (watch.logged, watch.recorder.sent) == ([], [])
    assert watch.take(update(1)).alerted() == ["u-1"]


@pytest.mark.parametrize("topic", [TOPICS.status, TOPICS.control, TOPICS.metrics])
def test_topics_that_are_not_for_the_monitor_are_passed_over(rules: RuleSet, topic: str) -> None:
    """Commands, presence and metrics are the player's: even an update there is none."""
    assert Watch(rules).take(update(1), topic=topic).logged == []


@pytest.mark.parametrize(
    "change", [{"stream": "A B"}, {"stream": "other"}, {"seq": 2}, {"time": "2020-03-05T10:00:00"}]
)
def test_update_that_is_not_of_this_stream_does_not_end_the_watch(rules: RuleSet, change: dict[str, Any]) -> None:
    """Data that contradicts its envelope comes from a stranger: it may be dropped, but the watch goes on after it."""
    plain = json.loads(render_event(update(1)))
    plain["data"] |= change
    watch = Watch(rules).take(json.dumps(plain).encode())
    assert watch.take(update(1), update(2)).alerted()[-1:] == ["u-2"]


def test_alert_larger_than_a_packet_does_not_end_the_watch(tmp_path: Path) -> None:
    """Templates can repeat a long text until it fits no packet: the alert is in the log, and the watch goes on."""
    lines = "\n".join(f'      a{place}: "{{{{ update.body }}}}"' for place in range(8))
    (tmp_path / "r.yaml").write_text(f"{RULES}    annotations:\n{lines}\n")
    watch = Watch(load_rules([tmp_path / "r.yaml"])).take(update(1, body="x" * 60_000), update(2))
    assert watch.alerted() == ["u-1", "u-2"]


def test_gap_that_stays_is_asked_for_again_and_lost_in_the_end(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question that nobody answers is repeated; after that many times the run is incomplete, with its numbers."""
    monkeypatch.setattr(monitor_module, "GAP_RETRY_S", 0)
    watch = Watch(rules).take(update(1), update(4))
    with pytest.raises(IncompleteDelivery, match=r"updates 2 to 3 were not received.*; 1 were$"):
        asyncio.run(bounded(watch.monitor.attend(watch.recorder)))
    assert watch.asked() == [(2, 3)] * (1 + monitor_module.GAP_TRIES)


def test_announced_run_that_nobody_plays_any_more_is_let_go(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session retained by a player that was killed does not end a watch: the next run is followed."""
    monkeypatch.setattr(monitor_module, "GAP_RETRY_S", 0)
    watch = Watch(rules, run=None).take(session("playing", 5))

    async def run() -> None:
        task = asyncio.ensure_future(watch.monitor.attend(watch.recorder))
        for _ in range(100):
            await asyncio.sleep(0)
        task.cancel()

    asyncio.run(run())
    assert watch.take(session("playing", 0, run="r-2"), update(1, run="r-2")).alerted() == ["u-1"]


async def bounded(coroutine: Coroutine[Any, Any, None]) -> None:
    """Await *coroutine*, with a bound far above what it takes."""
    async with asyncio.timeout(30):
        await coroutine


SILENT = "version: 1\nrules: [{id: silent, type: absence, timespan: 5m}]\n"


@pytest.mark.parametrize("told_by", ["player", "session", "clock"])
def test_end_brings_the_deadlines_before_it_whoever_tells_it(tmp_path: Path, told_by: str) -> None:
    """A broker may lose the last clock; the silence before the end is told all the same."""
    (tmp_path / "r.yaml").write_text(SILENT)
    watch = Watch(load_rules([tmp_path / "r.yaml"]), publish=False)
    watch.take(session("playing", 0), update(1))
    end = START + timedelta(minutes=9)
    if told_by == "player":
        asyncio.run(watch.monitor.end_at(watch.recorder, 1, end))
    elif told_by == "session":
        watch.take(structs.replace(session("ended", 1), end=end), topic=TOPICS.session)
    else:
        watch.take(structs.replace(clock(1, end=True), time=end), topic=TOPICS.clock)
    assert [(alert.rule, alert.time) for alert in watch.logged] == [("silent", START + timedelta(minutes=5, seconds=1))]
    assert watch.monitor.ended.is_set()
