"""Ingest: arrivals in any order into release order. Pure: when something arrived is passed in.

Source: the rule language, section "Fine print" (docs/rules.md). Progress of the whole is the least over its streams.
"""

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from replay.language.ruleset import StreamSettings
from replay.model import Update

TICK = timedelta(microseconds=1)
"""The least that times differ by."""

Verdict = Literal["held", "late", "quarantined"]


@dataclass(order=True, slots=True)
class _Held:
    """An update that waits for its release, by release place."""

    time: datetime
    stream: str
    seq: int
    arrival: int
    update: Update = field(compare=False)


@dataclass(frozen=True, slots=True)
class Release:
    """What may be decided on now.

    Attributes:
        updates: In release order: (time, stream, seq).
        progress: Behind them no update of that instant, or before it, is outstanding; None while nothing is known.
    """

    updates: tuple[Update, ...]
    progress: datetime | None


class Ingest:
    """Hold updates until nothing earlier can come.

    Give it each update as it arrives, then `tick`, or `clock`, then `release`: what is released goes to the engine's
    `feed`, the progress to its `advance`. Late updates are not held: whoever drives it hands them to `feed` or not.

    Args:
        settings: How late updates may be, and how far ahead.

    Attributes:
        settings: The same; may be set anew.
        late: Updates that came behind progress.
        quarantined: Updates that were set aside since their time is too far ahead.
    """

    def __init__(self, settings: StreamSettings) -> None:
        self.late = 0
        self.quarantined = 0
        self.settings = settings
        self._clocks: dict[str, datetime | None] = {}
        self._left: datetime | None = None
        self._held: list[_Held] = []
        self._arrivals = 0

    def open(self, stream: str) -> None:
        """Declare a stream: nothing is released beyond what it has reached, until it is closed."""
        self._clocks.setdefault(stream, None)

    def close(self, stream: str, end: datetime | None = None) -> None:
        """Take a stream's end: nothing of it is outstanding, and it holds nothing back any more.

        Args:
            stream: The stream.
            end: When it ended; None for where it had come to.
        """
        reached = self._clocks.pop(stream, None)
        known = [each for each in (self._left, end or reached) if each is not None]
        self._left = max(known, default=None)

    def arrive(self, update: Update, now: datetime) -> Verdict:
        """Take an update of an open stream that arrived at *now*, and say what becomes of it."""
        reached = self._progress()
        if update.time > now + self.settings.max_ahead:
            self.quarantined += 1
            return "quarantined"
        if reached is not None and update.time <= reached:
            self.late += 1
            return "late"
        self._arrivals += 1
        heapq.heappush(self._held, _Held(update.time, update.stream, update.seq, self._arrivals, update))
        return "held"

    def tick(self, now: datetime) -> None:
        """Let *now* pass on every stream: updates before `now - max_lateness` have had their time."""
        for stream in self._clocks:
            self.clock(stream, now - self.settings.max_lateness - TICK)

    def clock(self, stream: str, time: datetime) -> None:
        """Learn that no update of *stream* at or before *time* is outstanding; a clock never goes back."""
        reached = self._clocks.get(stream)
        self._clocks[stream] = time if reached is None else max(reached, time)

    def release(self) -> Release:
        """Take out what is certain."""
        progress = self._progress()
        ready: list[Update] = []
        while self._held and (not self._clocks or (progress is not None and self._held[0].time <= progress)):
            ready.append(heapq.heappop(self._held).update)
        if not self._clocks and ready and progress is not None:
            progress = max(progress, ready[-1].time)
        return Release(tuple(ready), progress)

    def _progress(self) -> datetime | None:
        if not self._clocks:
            return self._left
        reached = [each for each in self._clocks.values() if each is not None]
        return min(reached) if len(reached) == len(self._clocks) else None
