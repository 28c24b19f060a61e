"""Put updates back into release order: drop repeats, hold what follows a gap, say what is missing."""

from datetime import datetime

from replay.model import Update

HELD_MAX = 10_000
"""Updates held behind a gap; more are dropped, since history brings them again once the gap is filled."""


class Sequencer:
    """Order one playing of a stream by `seq`.

    Attributes:
        released: The last `seq` that was released; all before it were.
    """

    def __init__(self) -> None:
        self.released = 0
        self._known = 0
        self._held: dict[int, Update] = {}
        self._clocks: dict[int, datetime] = {}

    def offer(self, seq: int, update: Update) -> list[Update]:
        """Take an update, and return what may be released now, in order; repeats and what is held give nothing."""
        self.heard_of(seq)
        if seq > self.released and (len(self._held) < HELD_MAX or seq == self.released + 1):
            self._held[seq] = update
        ready = []
        while self.released + 1 in self._held:
            self.released += 1
            ready.append(self._held.pop(self.released))
        return ready

    def tick(self, seq: int, time: datetime) -> None:
        """Take a clock: once everything up to *seq* is released, nothing at or before *time* is outstanding."""
        self.heard_of(seq)
        if seq >= self.released and (len(self._clocks) < HELD_MAX or seq in self._clocks):
            self._clocks[seq] = max(time, self._clocks.get(seq, time))

    def progress(self) -> datetime | None:
        """Take out and return the latest time that a clock gives at what is released, or None."""
        for seq in [seq for seq in self._clocks if seq < self.released]:
            del self._clocks[seq]
        return self._clocks.pop(self.released, None)

    def heard_of(self, seq: int) -> None:
        """Note that everything up to *seq* was published, as a clock or the session says."""
        self._known = max(self._known, seq)

    def gap(self) -> tuple[int, int] | None:
        """Return the first stretch that is missing, first and last `seq`, or None."""
        if self._known <= self.released:
            return None
        return self.released + 1, min(self._held, default=self._known + 1) - 1
