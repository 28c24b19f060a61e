"""Watch a live source: this is the edge at which its updates come in, so time is stamped and journaled here.

Whoever replays the journal gets the same alerts: it holds the updates as they were released, the clocks between them
and the rules that held. It also holds each update from its arrival on, so that a watch that was killed and goes on with
its journal has lost none. The engine itself never reads a clock.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import structlog

from replay.alertlog import AlertLog
from replay.engine import Engine
from replay.engine.ingest import TICK, Ingest
from replay.engine.seen import Revision
from replay.formats.readers.native import ClockLine, Header, HeldLine, Line, RulesLine, UpdateLine
from replay.formats.recording import MAX_TEXT_BYTES
from replay.language.ruleset import RuleSet
from replay.model import Alert, Update
from replay.monitor.announcing import Announcer
from replay.monitor.journal import JournalFile
from replay.monitor.reading import read_event
from replay.mqtt.envelope import UpdateEvent
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics

TICK_S = 1.0
"""How often story time is stamped."""

_log = structlog.get_logger(__name__)

_Place = tuple[datetime, int, Revision]
"""What tells updates apart that wait for their release; of two that agree in it the first counts."""


def wall_clock() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


class LiveMonitor:
    """Watch one live stream with one set of rules.

    Args:
        rules: What to watch for; they also say how late an update may be.
        topics: The stream's topics.
        log: Where alerts go, besides the broker.
        run: What stands for the playing in what is published.
        journal: Where what comes is written down, or None. The watch goes on with what it holds.
        timezone: IANA name of the zone that its readers live in; a new journal has it.
        publish: Whether alerts are published.
        now: The wall clock.

    Attributes:
        ended: Never set: a live stream has no end.
        timezone: IANA name of the zone that its readers live in, as the journal says that is gone on with.
    """

    def __init__(
        self,
        rules: RuleSet,
        topics: Topics,
        log: AlertLog,
        *,
        run: str,
        journal: JournalFile | None = None,
        timezone: str = "UTC",
        publish: bool = True,
        now: Callable[[], datetime] = wall_clock,
    ) -> None:
        self.ended = asyncio.Event()
        self._topics = topics
        self._run = run
        self._journal = journal
        self._now = now
        self._announcer = Announcer(topics, log, publish=publish)
        self._turn = asyncio.Lock()
        self._engine = Engine(rules)
        self._ingest = Ingest(rules.stream)
        self._ingest.open(topics.stream)
        self._stamped: datetime | None = None
        self._announcer.expect(rules)
        self._is_up = asyncio.Event()
        self._begin(rules, timezone)

    def _begin(self, rules: RuleSet, timezone: str) -> None:
        """Begin now, or where the journal did; what it holds is left to `attend`."""
        header = self._journal.header if self._journal else None
        self.timezone = header.timezone if header else timezone
        start = header.start if header and header.start else self._now() - rules.stream.max_lateness
        self._engine.open(self._topics.stream, start)
        if header is None:
            self._ingest.tick(self._now())
            self._is_up.set()
            header = Header(stream=self._topics.stream, timezone=timezone, start=start)
        if self._journal is not None:
            fresh = [] if self._journal.header else [header]
            self._journal.begin(*fresh, *([_line_of(rules)] if self._journal.rules != _line_of(rules) else []))

    @property
    def left_out(self) -> dict[tuple[str, str], int]:
        """Return what was left out, by (whose, what): keys of a rule without room, updates late or too far ahead."""
        counted = {
            **self._engine.left_out,
            ("updates", "late"): self._ingest.late,
            ("updates", "set aside"): self._ingest.quarantined,
        }
        return {name: number for name, number in counted.items() if number}

    @property
    def not_counted(self) -> dict[tuple[str, str], int]:
        """Return how many casualty mentions were passed over, by (rule, status)."""
        return dict(self._engine.not_counted)

    async def handle(self, session: Publisher, topic: str, payload: bytes) -> None:
        """Take one message of the stream; what is not ours or not readable is logged, and moves nothing."""
        if topic != self._topics.updates:
            return
        event = read_event(topic, payload)
        if event is None:
            return
        if not isinstance(event, UpdateEvent) or event.data.stream != self._topics.stream:
            _log.warning("no update of this stream", topic=topic, type=event.type)
            return
        if len(event.data.headline.encode()) + len(event.data.body.encode()) > MAX_TEXT_BYTES:
            _log.warning("text too large, left out", update=event.data.id, most_bytes=MAX_TEXT_BYTES)
            return
        await self._is_up.wait()
        async with self._turn:
            await self._arrive(session, event.data)

    async def _arrive(self, session: Publisher, update: Update) -> None:
        if self._engine.has_seen(update):
            return
        now = self._now()
        verdict = self._ingest.arrive(update, now)
        told = {"update": update.id, "time": update.time.isoformat(), "off_s": (update.time - now).total_seconds()}
        if verdict == "held":
            self._write(HeldLine(data=update))
        elif verdict == "quarantined":
            _log.warning("too far ahead, set aside", **told, so_far=self._ingest.quarantined)
        elif verdict == "late":
            _log.warning("late", **told, so_far=self._ingest.late)
            await self._release(session)  # the engine knows then how far time has come
            await self._announce(session, self._engine.feed([update]), (update,))

    async def go_on(self, session: Publisher) -> None:
        """Conclude anew what the journal tells, and hold again what it held; what comes meanwhile waits."""
        async with self._turn:
            held: dict[_Place, Update] = {}
            for line in self._journal.past() if self._journal else ():
                await self._repeat(session, line, held)
                await asyncio.sleep(0)  # a long journal would keep the connection from being kept alive
            self._announcer.tell_failed(self._engine.failed)
            await self._announcer.settle(session, run=self._run)
            for update in held.values():
                self._ingest.arrive(update, max(self._now(), update.time))
            self._ingest.tick(self._now())
            self._is_up.set()

    async def _repeat(self, session: Publisher, line: Line, held: dict[_Place, Update]) -> None:
        stream = self._topics.stream
        match line:
            case HeldLine(data=update):
                held.setdefault(_place_of(update), update)
            case UpdateLine(data=update):
                held.pop(_place_of(update), None)
                self._ingest.clock(stream, update.time - TICK)  # nothing goes before it: its clock may be missing
                await self._announcer.repeat(session, self._engine.feed([update]), (update,), run=self._run)
            case ClockLine(time=time):
                self._stamped = time
                self._ingest.clock(stream, time)
                await self._announcer.repeat(session, self._engine.advance(time), (), run=self._run)

    async def tick(self, session: Publisher) -> None:
        """Stamp the time, and decide on what is certain now."""
        async with self._turn:
            self._ingest.tick(self._now())
            await self._release(session)

    async def _release(self, session: Publisher) -> None:
        release = self._ingest.release()
        self._keep(release.updates)
        if release.progress not in {None, self._stamped}:
            self._stamped = release.progress
            self._write(ClockLine(time=release.progress))
        for update in release.updates:
            await self._announce(session, self._engine.feed([update]), (update,))
        if release.progress is not None:
            await self._announce(session, self._engine.advance(release.progress), ())

    def _keep(self, updates: Sequence[Update]) -> None:
        """Journal updates, before anything comes of them: whatever fails then, they came."""
        for update in updates:
            self._write(UpdateLine(data=update))

    def keep_held(self) -> None:
        """Journal what is held where the watch ended without `close`."""
        self._ingest.close(self._topics.stream)
        self._keep(self._ingest.release().updates)

    async def close(self, session: Publisher) -> None:
        """End the watch: decide on what is held, for nothing earlier will come; take away what stands retained.

        Waits until all that is acknowledged.
        """
        async with self._turn:
            self._ingest.close(self._topics.stream)
            await self._release(session)
            await self._announcer.close(session)
        await session.drain()

    async def attend(self, session: Publisher) -> None:
        """Go on with the journal, then stamp the time again and again, and publish the metrics; never returns."""
        if not self._is_up.is_set():
            await self.go_on(session)
        while True:
            await asyncio.sleep(TICK_S)
            await self.tick(session)
            await self._announcer.tell_metrics(session)

    async def reload(self, session: Publisher, rules: RuleSet) -> None:
        """Go on with other rules from here."""
        async with self._turn:
            alerts = self._engine.reload(rules)
            self._ingest.settings = rules.stream
            self._announcer.expect(rules)
            self._write(_line_of(rules))
            _log.info("rules reloaded", rules=len(rules.rules))
            await self._announce(session, alerts, ())

    async def _announce(self, session: Publisher, alerts: Sequence[Alert], updates: Sequence[Update]) -> None:
        self._announcer.tell_failed(self._engine.failed)
        await self._announcer.announce(session, alerts, updates, run=self._run)

    def _write(self, line: Line) -> None:
        if self._journal is not None:
            self._journal.write(line)


def _place_of(update: Update) -> _Place:
    return update.time, update.seq, update.identity


def _line_of(rules: RuleSet) -> RulesLine:
    return RulesLine(rules={rule.id: rule.digest for rule in rules.rules})
