"""Watch a live source: this is the edge at which its updates come in, so time is stamped and journaled here.

Whoever replays the journal gets the same alerts: it holds the updates as they were released, the clocks between them
and the rules that held. The engine itself never reads a clock.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import IO

import structlog

from replay.engine import Engine
from replay.engine.ingest import Ingest
from replay.formats.jsonlines import ClockLine, Header, Line, RulesLine, UpdateLine, render_line
from replay.language.ruleset import RuleSet
from replay.model import Alert, Update
from replay.monitor.announcing import Announcer
from replay.monitor.log import AlertLog, write_line
from replay.mqtt.envelope import UpdateEvent, parse_event
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics

TICK_S = 1.0
"""How often story time is stamped."""

_log = structlog.get_logger(__name__)


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
        journal: Where the journal is written, unbuffered, or None.
        timezone: IANA name, for the journal.
        publish: Whether alerts are published.
        now: The wall clock.

    Attributes:
        ended: Never set: a live stream has no end.
    """

    def __init__(
        self,
        rules: RuleSet,
        topics: Topics,
        log: AlertLog,
        *,
        run: str,
        journal: IO[bytes] | None = None,
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
        start = now()
        self._engine.open(topics.stream, start)
        self._ingest.open(topics.stream)
        self._write(Header(stream=topics.stream, timezone=timezone, start=start))
        self._use(rules)

    def _use(self, rules: RuleSet) -> None:
        self._announcer.expect(rules)
        self._write(RulesLine(rules={rule.id: rule.digest for rule in rules.rules}))

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
        if topic != self._topics.updates:
            return
        try:
            event = parse_event(payload)
        except ValueError as error:
            _log.warning("not readable", topic=topic, reason=str(error))
            return
        if not isinstance(event, UpdateEvent) or event.data.stream != self._topics.stream:
            _log.warning("no update of this stream", topic=topic, type=event.type)
            return
        async with self._turn:
            await self._arrive(session, event.data)

    async def _arrive(self, session: Publisher, update: Update) -> None:
        if self._engine.has_seen(update):
            return
        now = self._now()
        verdict = self._ingest.arrive(update, now)
        told = {"update": update.id, "time": update.time.isoformat(), "off_s": (update.time - now).total_seconds()}
        if verdict == "quarantined":
            _log.warning("too far ahead, set aside", **told, so_far=self._ingest.quarantined)
        elif verdict == "late":
            _log.warning("late", **told, so_far=self._ingest.late)
            await self._announce(session, self._engine.feed([update]), (update,))

    async def tick(self, session: Publisher) -> None:
        """Stamp the time, and decide on what is certain now."""
        async with self._turn:
            self._ingest.tick(self._now())
            release = self._ingest.release()
            for update in release.updates:
                self._write(UpdateLine(data=update))
                await self._announce(session, self._engine.feed([update]), (update,))
            if release.progress is not None:
                self._write(ClockLine(time=release.progress))
                await self._announce(session, self._engine.advance(release.progress), ())

    async def attend(self, session: Publisher) -> None:
        """Stamp the time again and again; never returns."""
        while True:
            await asyncio.sleep(TICK_S)
            await self.tick(session)

    async def reload(self, session: Publisher, rules: RuleSet) -> None:
        """Go on with other rules from here."""
        async with self._turn:
            self._use(rules)
            _log.info("rules reloaded", rules=len(rules.rules))
            await self._announce(session, self._engine.reload(rules), ())

    async def _announce(self, session: Publisher, alerts: Sequence[Alert], updates: Sequence[Update]) -> None:
        self._announcer.tell_failed(self._engine.failed)
        await self._announcer.announce(session, alerts, updates, run=self._run)

    def _write(self, line: Line) -> None:
        if self._journal is not None:
            write_line(self._journal, render_line(line), "journal")
