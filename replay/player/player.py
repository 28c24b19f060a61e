"""Play a stream: each update when its time has come, the clock in between, the session for who joins late.

Deadlines are absolute, so nothing drifts; what is overdue goes out at once, in order, and nothing is dropped.
"""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Literal

from replay.clock import Clock, Speed, instant_of, story_ns
from replay.errors import StreamError
from replay.model import Stream, Update
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES, ClockEvent, SessionData, SessionEvent, UpdateEvent, render_event
from replay.mqtt.metrics import render_metrics
from replay.mqtt.outbox import Delivery
from replay.mqtt.session import Publisher
from replay.mqtt.topics import Topics
from replay.player.meter import Meter
from replay.player.pacing import MonotonicPacer, Pacer
from replay.player.report import DeliveryReport, Lateness

TICK_NS = 1_000_000_000
"""The clock is told at each second of real time."""

STOPPED_DRAIN_S = 2.0
"""How long acknowledgements are waited for after a stop."""

_MICROSECOND = timedelta(microseconds=1)
EPOCH = 1
"""Nothing seeks or loops yet, so a run has one epoch."""

State = Literal["waiting", "playing", "ended", "stopped"]


class Player:
    """Play one stream once.

    Args:
        stream: What to play.
        topics: Where to.
        run: Names this playing of it; part of every message.
        speed: Story time per real time.
        max_gap: Longest wait between two updates, in real time; None waits as long as the story does.
        pacer: Where time comes from.

    Attributes:
        seq: The last update published, 0 before the first.
        upcoming: The update that is waited for, and its deadline [ns], or None.
    """

    def __init__(
        self,
        stream: Stream,
        topics: Topics,
        *,
        run: str,
        speed: Speed,
        max_gap: timedelta | None = None,
        pacer: Pacer | None = None,
    ) -> None:
        self.stream = stream
        self.run = run
        self.speed = speed
        self.seq = 0
        self.upcoming: tuple[Update, int] | None = None
        self._topics = topics
        self._max_gap = None if max_gap is None else max_gap // _MICROSECOND * 1000
        self._pacer = pacer or MonotonicPacer()
        self._clock = Clock(speed, story=story_ns(stream.start), now=self._pacer.now())
        self._tick = 0
        self._meter = Meter()
        self._state: State | None = None
        self._wake = asyncio.Event()
        self._stopped = False
        self._skipped = False

    def skip(self) -> None:
        """Publish the update that is waited for now; the story clock jumps there."""
        self._skipped = self.upcoming is not None
        self._wake.set()

    def stop(self) -> None:
        """End playing before the next update."""
        self._stopped = True
        self._wake.set()

    def story_time_ns(self) -> int:
        """Return the story time now; it never passes an update that is still to come [ns]."""
        now = self._clock.story_at(self._pacer.now())
        return min(now, story_ns(self.upcoming[0].time) if self.upcoming else story_ns(self.stream.end))

    def real_time_ns(self) -> int:
        """Return the pacer's time, which deadlines are in [ns]."""
        return self._pacer.now()

    async def play(self, session: Publisher) -> DeliveryReport:
        """Play to the end, or until `stop`, and wait until all of it is acknowledged."""
        start = story_ns(self.stream.start)
        self._clock.jump(start, now=self._pacer.now())
        await self.announce(session, "playing")
        due = self._pacer.now()  # what announcing takes does not make the first update late
        self._clock.jump(start, now=due)
        self._tick = due + TICK_NS
        for update in self.stream.updates:
            due, gap = self._due(update.time, after=due)
            payload = self._payload_of(update)
            self.upcoming = update, due
            await self._wait(session, update.time, due)
            if self._stopped:
                break
            if self._skipped:
                due, self._skipped = self._pacer.now(), False
            if due < self._clock.due_at(story_ns(update.time)):
                self._clock.jump(story_ns(update.time), now=due)
            if gap >= TICK_NS:
                await self._tell_time(session, update.time - _MICROSECOND)
            self.seq = update.seq
            if self.speed.factor is not None:
                self._meter.note(max(0, self._pacer.now() - due))
            await session.publish(self._topics.updates, payload)
        else:  # a stream that was watched live may end in silence
            due, _ = self._due(self.stream.end, after=due)
            await self._wait(session, self.stream.end, due)
        return await self._finish(session, complete=self.seq == len(self.stream.updates) and self._pacer.now() >= due)

    async def announce(self, session: Publisher, state: State) -> None:
        """Publish the retained session, and the metrics where the state is another."""
        stream = self.stream
        last = stream.updates[self.seq - 1] if self.seq else None
        event = SessionEvent(
            source=self._topics.source,
            id=f"{self.run}-session-{self.seq}-{state}",
            time=last.time if last else stream.start,
            run=self.run,
            epoch=EPOCH,
            state=state,
            speed=str(self.speed),
            start=stream.start,
            end=stream.end,
            seq=self.seq,
            updates=len(stream.updates),
            data=SessionData(title=stream.title, timezone=stream.timezone, last_update=last),
        )
        await session.publish(self._topics.session, render_event(event), retain=True)
        if state != self._state:
            self._state = state
            await self._tell_metrics(session)

    async def withdraw(self, session: Publisher) -> None:
        """Say of a stream that was waiting that it will not be played; wait until that is acknowledged."""
        self._clock.jump(story_ns(self.stream.start), now=self._pacer.now())
        await self.announce(session, "stopped")
        await session.drain()

    async def _tell_metrics(self, session: Publisher) -> None:
        stream = self.stream
        last = stream.updates[self.seq - 1].time if self.seq else stream.start
        story = max(instant_of(self.story_time_ns()), last)  # at speed max the clock stands
        known = {"waiting": stream.start, "ended": stream.end}
        metrics = self._meter.metrics(
            seq=self.seq,
            updates=len(stream.updates),
            playing=self._state == "playing",
            story_time=known.get(self._state or "", story),
            speed=self.speed,
            delivery=session.deliveries.get(self._topics.updates, Delivery()),
        )
        await session.publish(self._topics.metrics, render_metrics(metrics), retain=True)

    def update_event(self, seq: int) -> UpdateEvent:
        """Return update *seq* as it travels, for the first time or as history."""
        update = self.stream.updates[seq - 1]
        identity = update.id if update.rev == 1 else f"{update.id}~{update.rev}"
        return UpdateEvent(
            source=self._topics.source, id=identity, time=update.time, run=self.run, epoch=EPOCH, seq=seq, data=update
        )

    def _due(self, time: datetime, *, after: int) -> tuple[int, int]:
        """Return when story time *time* is due, and how long after what was before it that is [ns]."""
        due = max(self._clock.due_at(story_ns(time)), after)
        if self._max_gap is not None:
            due = min(due, after + self._max_gap)
        return due, due - after

    def _payload_of(self, update: Update) -> bytes:
        payload = render_event(self.update_event(update.seq))
        if len(payload) > MAX_PAYLOAD_BYTES:
            what = f"update {update.id} makes a packet of {len(payload)} bytes; {MAX_PAYLOAD_BYTES} are the most"
            raise StreamError(self.stream.name, what, hint="shorten it")
        return payload

    async def _wait(self, session: Publisher, time: datetime, due: int) -> None:
        """Wait for story time *time*, due at *due* [ns], a skip or a stop, and tell the time at each tick."""
        if due - self._pacer.now() > TICK_NS // 10:
            await self.announce(session, "playing")
        await self._tick_before(session, time, due)
        while self._pacer.now() < due:
            await self._tick_before(session, time, due)
            self._wake.clear()
            if self._stopped or self._skipped:
                break
            await self._pacer.wait_until(min(due, self._tick), self._wake)
        self.upcoming = None

    async def _tick_before(self, session: Publisher, time: datetime, due: int) -> None:
        """Tell time and metrics if a second of real time has passed; the time before *time*, where that is overdue."""
        now = self._pacer.now()
        if now < self._tick:
            return
        self._tick += ((now - self._tick) // TICK_NS + 1) * TICK_NS
        instant = instant_of(self._clock.story_at(now)) if now < due else time - _MICROSECOND
        last = self.stream.updates[self.seq - 1].time if self.seq else self.stream.start
        if instant >= last:
            await self._tell_time(session, instant)
        await self._tell_metrics(session)

    async def _tell_time(self, session: Publisher, instant: datetime, *, end: bool = False) -> None:
        event = ClockEvent(
            source=self._topics.source,
            id=f"{self.run}-clock-{self.seq}-{instant.isoformat()}{'-end' if end else ''}",
            time=instant,
            run=self.run,
            epoch=EPOCH,
            seq=self.seq,
            end=end,
        )
        await session.publish(self._topics.clock, render_event(event))

    async def _drain(self, session: Publisher) -> None:
        """Wait until all is acknowledged; not for long where the user wants to end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(STOPPED_DRAIN_S if self._stopped else None):
                await session.drain()

    async def _finish(self, session: Publisher, *, complete: bool) -> DeliveryReport:
        if complete:
            await self._tell_time(session, self.stream.end, end=True)
        await self.announce(session, "ended" if complete else "stopped")
        await self._drain(session)
        delivery = session.deliveries.get(self._topics.updates, Delivery())
        return DeliveryReport(
            updates=len(self.stream.updates),
            sent=delivery.sent,
            acknowledged=delivery.acknowledged,
            resent=delivery.resent,
            lateness=Lateness.of(self._meter.lateness),
            complete=complete,
        )
