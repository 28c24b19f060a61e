"""The player in advanced time: what goes out, in which order, at which instant, and what the clock says meanwhile."""

import asyncio
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import msgspec
import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from replay.clock import Speed
from replay.model import Stream, Update
from replay.mqtt.envelope import ClockEvent, Event, SessionEvent, UpdateEvent, parse_event
from replay.mqtt.metrics import PlaybackMetrics
from replay.mqtt.outbox import Delivery
from replay.mqtt.topics import Topics
from replay.player import DeliveryReport, Player

START = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)
SECOND = 10**9
BEGIN = 10**15 + 7
TOPICS = Topics("day")
US = timedelta(microseconds=1)


def stream_of(offsets: Sequence[timedelta]) -> Stream:
    """Return a stream with an update at each offset from START, which do not fall."""
    updates = [
        Update(id=f"u-{seq}", stream="day", seq=seq, time=START + offset, headline=f"H {seq}")
        for seq, offset in enumerate(offsets, 1)
    ]
    return Stream("day", "Day", "UTC", updates)


class VirtualPacer:
    """Time that is advanced: a wait takes as long as it says, and no time at all.

    Args:
        script: What happens at which instants after the begin [ns].
    """

    def __init__(self, script: Sequence[tuple[int, Callable[[], None]]] = ()) -> None:
        self.at = BEGIN
        self.script = [(BEGIN + after, act) for after, act in script]

    def now(self) -> int:
        """Return the advanced time [ns]."""
        return self.at

    async def wait_until(self, due: int, wake: asyncio.Event) -> None:
        """Advance to *due*, or to the next act of the script before it."""
        while self.script and self.script[0][0] <= due and not wake.is_set():
            at, act = self.script.pop(0)
            self.at = max(self.at, at)
            act()
        if not wake.is_set():
            self.at = max(self.at, due)


@dataclass(frozen=True)
class Sent:
    """A message that was published: when, and what."""

    at: int
    topic: str
    event: Event
    retain: bool


class Recorder:
    """A session that writes down what is published.

    Args:
        pacer: Says when.
        cost: How long publishing an update takes [ns].
        acknowledges: Whether updates are acknowledged.
    """

    def __init__(self, pacer: VirtualPacer, *, cost: int = 0, acknowledges: bool = True) -> None:
        self.sent: list[Sent] = []
        self.metrics: list[tuple[int, PlaybackMetrics]] = []
        self.deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)
        self.drained_at = -1
        self._pacer = pacer
        self._cost = cost
        self._acknowledges = acknowledges

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Write it down; metrics, which are no events, apart."""
        if topic == TOPICS.metrics:
            assert retain
            self.metrics.append((self._pacer.now(), msgspec.json.decode(payload, type=PlaybackMetrics)))
            return
        event = parse_event(payload)
        assert JSONFormat().read(CloudEvent, payload).get_source() == "/replay/day"
        self.sent.append(Sent(self._pacer.now(), topic, event, retain))
        self.deliveries[topic].sent += 1
        self.deliveries[topic].acknowledged += self._acknowledges
        if topic == TOPICS.updates:
            self._pacer.at += self._cost

    async def drain(self) -> None:
        """Note that it was asked for, and after how many messages."""
        self.drained_at = len(self.sent)

    @property
    def updates(self) -> list[UpdateEvent]:
        """Return the updates that went out."""
        return [sent.event for sent in self.sent if isinstance(sent.event, UpdateEvent)]

    @property
    def clocks(self) -> list[ClockEvent]:
        """Return what the clock said."""
        return [sent.event for sent in self.sent if isinstance(sent.event, ClockEvent)]

    @property
    def sessions(self) -> list[SessionEvent]:
        """Return what was announced."""
        return [sent.event for sent in self.sent if isinstance(sent.event, SessionEvent)]

    def instants(self) -> list[int]:
        """Return when each update went out, from the begin [ns]."""
        return [sent.at - BEGIN for sent in self.sent if isinstance(sent.event, UpdateEvent)]


def play(
    stream: Stream, speed: str, *, max_gap: timedelta | None = None, cost: int = 0, acknowledges: bool = True,
    script: Sequence[tuple[int, Callable[[Player], None]]] = (),
) -> tuple[Recorder, DeliveryReport]:  # fmt: skip
    """Play *stream* in advanced time, and return what went out and the report."""
    pacer = VirtualPacer()
    recorder = Recorder(pacer, cost=cost, acknowledges=acknowledges)
    player = Player(stream, TOPICS, run="r-1", speed=Speed.parse(speed), max_gap=max_gap, pacer=pacer)
    pacer.script = [(BEGIN + after, lambda act=act: act(player)) for after, act in script]  # type: ignore[misc]
    return recorder, asyncio.run(player.play(recorder))


def seconds(*offsets: float) -> Stream:
    """Return a stream with an update at each of *offsets* [s]."""
    return stream_of([timedelta(seconds=offset) for offset in offsets])


@st.composite
def plays(draw: st.DrawFn) -> tuple[Stream, str, timedelta | None, int]:
    """Draw a stream of gaps under 5 s of real time, a speed, a longest gap, and what publishing costs."""
    speed = draw(st.sampled_from(["1", "60", "1/3", "0.5", "7", "3/7", "1000000000", "max"]))
    factor = Speed.parse(speed).factor or Fraction(60)
    gaps_us = draw(st.lists(st.just(0) | st.integers(0, 2000) | st.integers(0, 5_000_000), max_size=12))
    offsets, at = [timedelta(0)], timedelta(0)
    for gap_us in gaps_us:
        at += timedelta(microseconds=int(gap_us * factor))
        offsets.append(at)
    max_gap = draw(st.none() | st.integers(0, 3_000_000).map(lambda us: timedelta(microseconds=us)))
    return stream_of(offsets), speed, max_gap, draw(st.sampled_from([0, 0, 1, 999, 2 * 10**8, 3 * 10**9]))


@given(plays())
def test_every_update_goes_out_once_in_order_and_unchanged(
    case: tuple[Stream, str, timedelta | None, int],
) -> None:
    """At any speed, with gaps cut or not, on time or late: seq 1 to n, each with its own story time and text."""
    stream, speed, max_gap, cost = case
    recorder, report = play(stream, speed, max_gap=max_gap, cost=cost)
    assert [(event.seq, event.data, event.time) for event in recorder.updates] == [
        (update.seq, update, update.time) for update in stream.updates
    ]
    assert {(event.run, event.epoch) for event in recorder.updates} == {("r-1", 1)}
    assert (report.sent, report.acknowledged, report.updates, report.complete) == (*[len(stream.updates)] * 3, True)
    assert recorder.drained_at == len(recorder.sent)


@given(plays())
def test_clock_never_tells_a_time_whose_updates_are_outstanding(
    case: tuple[Stream, str, timedelta | None, int],
) -> None:
    """When the clock says t and seq, everything up to seq is out, and all at or before t is; t and seq never fall."""
    stream, speed, max_gap, cost = case
    recorder, _ = play(stream, speed, max_gap=max_gap, cost=cost)
    times = [update.time for update in stream.updates]
    out = 0
    for sent in recorder.sent:
        if isinstance(sent.event, UpdateEvent):
            out += 1
        elif isinstance(sent.event, ClockEvent):
            assert sent.event.seq == out
            assert bisect_right(times, sent.event.time) <= out
    told = [(event.time, event.seq) for event in recorder.clocks]
    assert told == sorted(told)


@given(plays())
def test_exactly_one_end_marker_closes_the_clock(case: tuple[Stream, str, timedelta | None, int]) -> None:
    """The last word of the clock, and only that, says that it is the end, after all updates, at the stream's end."""
    stream, speed, max_gap, cost = case
    recorder, _ = play(stream, speed, max_gap=max_gap, cost=cost)
    assert [event.end for event in recorder.clocks] == [False] * (len(recorder.clocks) - 1) + [True]
    last = recorder.clocks[-1]
    assert (last.seq, last.time) == (len(stream.updates), stream.end)


@given(plays())
def test_update_after_a_gap_follows_a_clock_that_says_so(case: tuple[Stream, str, timedelta | None, int]) -> None:
    """Where a second or more of real time was waited for, the clock comes to the last microsecond before the update."""
    stream, speed, max_gap, _ = case
    recorder, _ = play(stream, speed, max_gap=max_gap)
    for before, sent in pairwise(recorder.sent):
        previous = [each.at for each in recorder.sent[: recorder.sent.index(sent)] if each.topic == TOPICS.updates]
        if isinstance(sent.event, UpdateEvent) and previous and sent.at - previous[-1] > SECOND:
            assert isinstance(before.event, ClockEvent)
            assert before.event.time == sent.event.time - US


@given(plays())
def test_clock_is_told_at_each_second_of_real_time(case: tuple[Stream, str, timedelta | None, int]) -> None:
    """While nothing is late, a clock message goes out at the begin plus 1 s, 2 s, … to the nanosecond."""
    stream, speed, max_gap, _ = case
    recorder, _ = play(stream, speed, max_gap=max_gap)
    told_at = {sent.at - BEGIN for sent in recorder.sent if isinstance(sent.event, ClockEvent)}
    whole_seconds = range(SECOND, max(recorder.instants()) + 1, SECOND)
    assert told_at.issuperset(whole_seconds)


@given(plays())
def test_max_gap_shortens_real_time_and_no_story_time(case: tuple[Stream, str, timedelta | None, int]) -> None:
    """No wait is longer than asked for, none longer than without; the payloads are the same but for the clock's."""
    stream, speed, max_gap, _ = case
    whole, _ = play(stream, speed)
    cut, _ = play(stream, speed, max_gap=max_gap)
    assert cut.updates == whole.updates
    limit = None if max_gap is None else max_gap // US * 1000
    for (a, b), (c, d) in zip(pairwise(cut.instants()), pairwise(whole.instants()), strict=True):
        assert b - a <= d - c + 1 if limit is None else b - a <= min(limit, d - c + 1)


def test_updates_go_out_at_their_deadlines() -> None:
    """At speed 60 a minute is a second, half a minute half one; what is due together goes out together."""
    recorder, report = play(seconds(0, 60, 90, 90, 3690), "60")
    assert recorder.instants() == [0, SECOND, SECOND * 3 // 2, SECOND * 3 // 2, SECOND * 123 // 2]
    assert report.lateness is not None
    assert report.lateness.max_ms == 0


def test_deadlines_of_a_long_stream_do_not_drift() -> None:
    """After 1,000 updates at a speed that does not divide a second, each deadline is that of one snapshot."""
    recorder, _ = play(seconds(*range(1000)), "7")
    assert recorder.instants() == [-(-offset * SECOND // 7) for offset in range(1000)]


def test_max_gap_cuts_each_idle_stretch() -> None:
    """With a longest gap of 5 s, an hour's silence takes 5 s and a minute's its own second."""
    recorder, _ = play(seconds(0, 3600, 3660, 7260), "60", max_gap=timedelta(seconds=5))
    assert recorder.instants() == [0, 5 * SECOND, 6 * SECOND, 11 * SECOND]


def test_speed_max_publishes_at_once_without_a_clock_in_between() -> None:
    """At speed max nothing is waited for or due: a session, the updates, the end marker, the session."""
    recorder, report = play(seconds(0, 1, 86400, 86400), "max")
    assert [sent.topic.rpartition("/")[2] for sent in recorder.sent] == [
        "session", "updates", "updates", "updates", "updates", "clock", "session",
    ]  # fmt: skip
    assert {sent.at for sent in recorder.sent} == {BEGIN}
    assert report.lateness is None


def test_late_update_goes_out_at_once_and_the_next_is_on_time_again() -> None:
    """What is overdue is never slept for, and lateness does not move the deadlines behind it."""
    recorder, report = play(seconds(0, 1, 2, 10), "1", cost=3 * SECOND)
    assert recorder.instants() == [0, 3 * SECOND, 6 * SECOND, 10 * SECOND]
    assert report.lateness is not None
    assert report.lateness.max_ms == 4000


def test_lateness_has_a_sample_of_every_update() -> None:
    """An update that goes out 5 s late among a hundred that are on time is told in the maximum, not in the median."""
    recorder, report = play(
        seconds(*range(0, 1000, 10)), "1", script=[(500 * SECOND, lambda player: late(player, 5 * SECOND))]
    )
    assert len(recorder.instants()) == 100
    assert report.lateness is not None
    assert (report.lateness.p50_ms, report.lateness.max_ms) == (0, 5000)


def late(player: Player, by: int) -> None:
    """Let *by* nanoseconds pass while the player is not looking."""
    pacer = player._pacer
    assert isinstance(pacer, VirtualPacer)
    pacer.at += by


def test_skip_publishes_what_is_waited_for_and_moves_the_story_there() -> None:
    """After a skip the next wait is as long as the story says, counted from the skip."""
    recorder, report = play(seconds(0, 3600, 3605), "1", script=[(10 * SECOND, Player.skip)])
    assert recorder.instants() == [0, 10 * SECOND, 15 * SECOND]
    assert [event.time for event in recorder.updates] == [START + timedelta(seconds=at) for at in (0, 3600, 3605)]
    assert report.lateness is not None
    assert report.lateness.max_ms == 0


def test_skip_before_the_start_skips_nothing() -> None:
    """Only a wait can be skipped: a key pressed before there is one changes nothing."""
    pacer = VirtualPacer()
    recorder = Recorder(pacer)
    player = Player(seconds(0, 5), TOPICS, run="r-1", speed=Speed.parse("1"), pacer=pacer)
    player.skip()
    asyncio.run(player.play(recorder))
    assert recorder.instants() == [0, 5 * SECOND]


def test_skip_moves_the_story_time_that_is_shown() -> None:
    """What a person sees jumps with the skip, and never passes the update that is waited for."""
    shown: list[int] = []

    def look(player: Player) -> None:
        shown.append(player.story_time_ns() // SECOND)

    play(seconds(0, 100, 200), "1", script=[(10 * SECOND, look), (20 * SECOND, Player.skip), (25 * SECOND, look)])
    begin = int(START.timestamp())
    assert shown == [begin + 10, begin + 105]


def test_upcoming_is_the_update_that_is_waited_for_and_its_deadline() -> None:
    """The bar counts down to the next update at its shortened deadline, and to nothing when none is waited for."""
    seen: list[tuple[int, int]] = []

    def look(player: Player) -> None:
        assert player.upcoming is not None
        seen.append((player.upcoming[0].seq, player.upcoming[1] - BEGIN))

    pacer = VirtualPacer()
    player = Player(
        seconds(0, 100), TOPICS, run="r-1", speed=Speed.parse("1"), max_gap=timedelta(seconds=5), pacer=pacer
    )
    pacer.script = [(BEGIN + SECOND, lambda: look(player))]
    assert player.upcoming is None
    asyncio.run(player.play(Recorder(pacer)))
    assert seen == [(2, 5 * SECOND)]
    assert player.upcoming is None


def test_stop_ends_before_the_next_update_without_an_end_marker() -> None:
    """A stopped stream has not ended: no consumer may take it for complete, and the session says so, retained."""
    recorder, report = play(seconds(0, 10, 20), "1", script=[(15 * SECOND, Player.stop)])
    assert [event.seq for event in recorder.updates] == [1, 2]
    assert not any(event.end for event in recorder.clocks)
    last = recorder.sent[-1]
    assert isinstance(last.event, SessionEvent)
    assert (last.event.state, last.event.seq, last.retain) == ("stopped", 2, True)
    assert (report.complete, report.sent, report.updates) == (False, 2, 3)
    assert recorder.drained_at == len(recorder.sent)


def test_stop_before_the_start_publishes_no_update() -> None:
    """Who stops before the first update gets none."""
    pacer = VirtualPacer()
    recorder = Recorder(pacer)
    player = Player(seconds(0, 5), TOPICS, run="r-1", speed=Speed.parse("max"), pacer=pacer)
    player.stop()
    report = asyncio.run(player.play(recorder))
    assert (recorder.updates, report.sent, report.complete) == ([], 0, False)


def test_sessions_are_retained_and_tell_where_the_replay_is() -> None:
    """A late joiner reads the state, the speed, how far it is of how much, and the last update."""
    recorder, _ = play(seconds(0, 10), "60")
    assert {sent.topic for sent in recorder.sent if sent.retain} == {TOPICS.session}
    assert [(each.state, each.seq) for each in recorder.sessions] == [("playing", 0), ("playing", 1), ("ended", 2)]
    first, second, last = recorder.sessions
    assert (first.speed, first.updates, first.start, first.end) == ("60", 2, START, START + timedelta(seconds=10))
    assert (first.time, first.data.last_update) == (START, None)
    assert (first.data.title, first.data.timezone) == ("Day", "UTC")
    assert second.data.last_update is not None
    assert second.data.last_update.id == "u-1"
    assert (last.time, last.data.last_update) == (START + timedelta(seconds=10), recorder.updates[1].data)


def test_session_that_waits_is_announced_before_the_start() -> None:
    """`waiting` names the run that will come, with nothing played yet."""
    pacer = VirtualPacer()
    recorder = Recorder(pacer)
    player = Player(seconds(0), TOPICS, run="r-1", speed=Speed.parse("1/3"), pacer=pacer)
    asyncio.run(player.announce(recorder, "waiting"))
    waiting = recorder.sessions[0]
    assert (waiting.state, waiting.seq, waiting.speed, waiting.run) == ("waiting", 0, "1/3", "r-1")
    assert [metrics.playing for _, metrics in recorder.metrics] == [0]


def test_time_before_the_start_does_not_count() -> None:
    """The stream begins when it is played, not when the player was made: an --at start is not late."""
    pacer = VirtualPacer()
    player = Player(seconds(0, 10), TOPICS, run="r-1", speed=Speed.parse("1"), pacer=pacer)
    pacer.at += 3600 * SECOND
    recorder = Recorder(pacer)
    report = asyncio.run(player.play(recorder))
    assert recorder.instants() == [3600 * SECOND, 3610 * SECOND]
    assert report.lateness is not None
    assert report.lateness.max_ms == 0


def test_report_with_an_update_unacknowledged_is_not_delivered() -> None:
    """What the broker did not acknowledge is told, and counts as undelivered."""
    _, report = play(seconds(0, 1), "max", acknowledges=False)
    assert (report.sent, report.acknowledged, report.delivered) == (2, 0, False)


def test_update_event_of_an_edit_has_an_id_of_its_own() -> None:
    """CloudEvents ids tell the revisions of one update apart."""
    first = Update(id="a", stream="day", seq=1, time=START)
    edited = Update(id="a", rev=2, stream="day", seq=2, time=START, on="edited")
    player = Player(
        Stream("day", "Day", "UTC", [first, edited]), TOPICS, run="r-1", speed=Speed.parse("max"), pacer=VirtualPacer()
    )
    assert len({player.update_event(seq).id for seq in (1, 2)}) == 2


@pytest.mark.parametrize("speed", ["1", "1000", "max"])
def test_stream_of_one_update_is_played(speed: str) -> None:
    """The smallest stream has an update and an end."""
    recorder, report = play(seconds(0), speed)
    assert [event.seq for event in recorder.updates] == [1]
    assert [(event.seq, event.end) for event in recorder.clocks] == [(1, True)]
    assert report.complete


def watched(*offsets: float, until_s: float, since_s: float = 0) -> Stream:
    """Return a stream that was watched for longer than its updates."""
    opened, closed = (START + timedelta(seconds=second) for second in (since_s, until_s))
    return replace(seconds(*offsets), opened=opened, closed=closed)


def test_silence_at_either_end_is_played_too() -> None:
    """A stream that was watched live begins before its first update and ends behind its last; the clock ticks on."""
    recorder, report = play(watched(5, until_s=8), "1")
    assert recorder.instants() == [5 * SECOND]
    assert [(event.time - START).total_seconds() for event in recorder.clocks if event.end] == [8]
    assert recorder.sent[-1].at - BEGIN == 8 * SECOND
    assert {1, 2} <= {(event.time - START).total_seconds() - 5 for event in recorder.clocks}
    assert report.complete


def test_stop_in_the_silence_at_the_end_is_no_end() -> None:
    """Deadlines in that silence were not reached, so nobody may take the stream for complete."""
    recorder, report = play(watched(0, until_s=60), "1", script=[(30 * SECOND, Player.stop)])
    assert not any(event.end for event in recorder.clocks)
    assert (report.sent, report.complete) == (1, False)
