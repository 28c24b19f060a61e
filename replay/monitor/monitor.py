"""Follow one stream on a broker: updates into the engine in `seq` order, alerts out, gaps filled from history."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import structlog

from replay.alertlog import AlertLog
from replay.engine import Engine
from replay.errors import IncompleteDelivery
from replay.language.ruleset import RuleSet
from replay.model import Alert, Update
from replay.monitor.announcing import Announcer
from replay.monitor.reading import read_event
from replay.monitor.sequencer import Sequencer
from replay.mqtt.envelope import ClockEvent, Command, Event, Reply, SessionEvent, UpdateEvent, render_event
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics
from replay.zones import zone_named

GAP_RETRY_S = 1.0
GAP_TRIES = 30
"""How often a gap is asked for, without anything coming, before it counts as lost."""

_log = structlog.get_logger(__name__)


class Monitor:
    """Watch one stream with one set of rules.

    Args:
        rules: What to watch for.
        topics: The stream's topics.
        log: Where alerts go, besides the broker.
        run: The playing to follow; None follows whichever is announced.
        start: Story time at which the stream was declared to begin, where *run* is given.
        publish: Whether alerts are published; a second pair of eyes does not.

    Attributes:
        ended: Set when the last update is through and its alerts are on their way.
        timezone: IANA name of the zone that the stream's readers live in, UTC until it is known.
    """

    def __init__(
        self,
        rules: RuleSet,
        topics: Topics,
        log: AlertLog,
        *,
        run: str | None = None,
        start: datetime | None = None,
        publish: bool = True,
    ) -> None:
        self.ended = asyncio.Event()
        self.timezone = "UTC"
        self._rules = rules
        self._topics = topics
        self._announcer = Announcer(topics, log, publish=publish)
        self._announcer.expect(rules)
        self._turn = asyncio.Lock()
        self._fixed = run is not None
        self._follow(run, 1, start)

    def _follow(self, run: str | None, epoch: int, start: datetime | None) -> None:
        """Start from nothing: another playing begins."""
        self._run = run
        self._epoch = epoch
        self._asked = 0
        self._end_seq: int | None = None
        self._engine = Engine(self._rules)
        if start is not None:
            self._engine.open(self._topics.stream, start)
        self._sequencer = Sequencer()
        self._announcer.begin()

    @property
    def not_counted(self) -> dict[tuple[str, str], int]:
        """Return how many casualty mentions were passed over, by (rule, status)."""
        return dict(self._engine.not_counted)

    @property
    def left_out(self) -> dict[tuple[str, str], int]:
        """Return how many keys found no room, by (rule, what became of them)."""
        return dict(self._engine.left_out)

    async def handle(self, session: Publisher, topic: str, payload: bytes) -> None:
        """Take one message of the stream; what is not ours or not readable is logged, and moves nothing."""
        if topic in (self._topics.status, self._topics.control, self._topics.metrics):
            return
        event = read_event(topic, payload)
        if event is None:
            return
        async with self._turn:
            await self._take_event(session, event)
        await self._fill_gap(session)
        self._note_end()

    async def reload(self, session: Publisher, rules: RuleSet) -> None:
        """Go on with other rules behind the last update that was released."""
        async with self._turn:
            self._rules = rules
            alerts = self._engine.reload(rules)
            self._announcer.expect(rules)
            _log.info("rules reloaded", rules=len(rules.rules), after_seq=self._sequencer.released)
            await self._announce(session, alerts, ())

    async def close(self, session: Publisher) -> None:
        """Take away what stands retained, and wait until that is acknowledged."""
        await self._announcer.close(session)
        await session.drain()

    async def _take_event(self, session: Publisher, event: Event) -> None:
        match event:
            case SessionEvent():
                await self._hear_session(session, event)
            case ClockEvent() if self._is_ours(event):
                self._sequencer.tick(event.seq, event.time)
                await self._hear_of(session, event.seq, event.time if event.end else None)
            case UpdateEvent() if self._is_ours(event) and self._is_consistent(event):
                await self._take(session, event)
            case Reply() if event.ok:
                self._asked = 0

    async def end_at(self, session: Publisher, seq: int, time: datetime) -> None:
        """Learn from the player itself how it ended, should the broker have lost every word of it.

        Args:
            session: Where alerts are published.
            seq: The last update.
            time: Story time of the end.
        """
        async with self._turn:
            await self._hear_of(session, seq, time)
        self._asked = max(self._asked, seq)  # most of it is on its way; `attend` asks for what is not
        self._note_end()

    async def _hear_of(self, session: Publisher, seq: int, end: datetime | None) -> None:
        """Learn that everything up to *seq* was published, and when the stream ended, if it did."""
        self._sequencer.heard_of(seq)
        if end is not None:
            self._end_seq = seq
            self._sequencer.tick(seq, end)
        await self._advance(session)

    def _note_end(self) -> None:
        if self._end_seq is not None and self._sequencer.released >= self._end_seq:
            self.ended.set()

    async def _hear_session(self, session: Publisher, event: SessionEvent) -> None:
        """Learn from the session we follow; follow the first that we hear of, and any that begins."""
        is_another = not self._fixed and not self._is_ours(event)
        if is_another and event.state in ("waiting", "playing") and (self._run is None or event.seq == 0):
            _log.info("following", run=event.run, epoch=event.epoch, updates=event.updates, speed=event.speed)
            await self._announcer.clear(session)
            self._follow(event.run, event.epoch, event.start)
            self._take_zone(event.data.timezone)
        elif is_another and event.state == "ended":
            _log.info("the last run has ended, waiting for the next", run=event.run)
        if self._is_ours(event):
            await self._hear_of(session, event.seq, event.end if event.state == "ended" else None)

    def _take_zone(self, name: str) -> None:
        try:
            self.timezone = zone_named(name).key
        except ValueError as error:
            _log.warning("alerts are shown in UTC", reason=str(error))

    def _is_ours(self, event: SessionEvent | ClockEvent | UpdateEvent) -> bool:
        return (event.run, event.epoch) == (self._run, self._epoch)

    def _is_consistent(self, event: UpdateEvent) -> bool:
        update = event.data
        return (update.stream, update.seq, update.time) == (self._topics.stream, event.seq, event.time)

    async def _take(self, session: Publisher, event: UpdateEvent) -> None:
        for update in self._sequencer.offer(event.seq, event.data):
            await self._announce(session, self._engine.feed([update]), (update,))
            await self._advance(session)

    async def _advance(self, session: Publisher) -> None:
        """Let story time pass as far as the clocks say, once there is no gap before it."""
        progress = self._sequencer.progress()
        if progress is not None:
            await self._announce(session, self._engine.advance(progress), ())

    async def _announce(self, session: Publisher, alerts: Sequence[Alert], updates: Sequence[Update]) -> None:
        self._announcer.tell_failed(self._engine.failed)
        await self._announcer.announce(session, alerts, updates, run=self._run or "", epoch=self._epoch)

    async def _fill_gap(self, session: Publisher) -> None:
        """Ask for what is missing, unless it has been asked for; `attend` asks again."""
        gap = self._sequencer.gap()
        if gap is not None and gap[1] > self._asked:
            await self._ask(session, *gap)

    async def _ask(self, session: Publisher, first: int, last: int) -> None:
        self._asked = last
        command = Command(
            cmd="history", id=f"{self._run}-{first}-{last}", reply_to=self._topics.replies, from_seq=first, to_seq=last
        )
        await session.publish(self._topics.control, render_event(command))

    async def attend(self, session: Publisher) -> None:
        """Ask again for a gap that stays, and publish the metrics; never returns.

        Raises:
            IncompleteDelivery: If it stays for good, with its numbers.
        """
        tries, last_released = 0, -1
        while True:
            await asyncio.sleep(GAP_RETRY_S)
            await self._announcer.tell_metrics(session)
            gap, released = self._sequencer.gap(), self._sequencer.released
            tries = tries + 1 if gap and released == last_released else 0
            last_released = released
            if gap and tries > GAP_TRIES:
                self._lose(gap)
            elif gap and tries:
                await self._ask(session, *gap)

    def _lose(self, gap: tuple[int, int]) -> None:
        if self._sequencer.released == 0 and not self._fixed:
            _log.warning("the announced run is gone, waiting for another", run=self._run)
            self._follow(None, 1, None)
            return
        missing = f"updates {gap[0]} to {gap[1]} were not received, and nobody has them"
        raise IncompleteDelivery(self._topics.stream, f"{missing}; {self._sequencer.released} were")
