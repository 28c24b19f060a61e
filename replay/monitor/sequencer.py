"""Put updates back into release order: drop repeats, hold what follows a gap, say what is missing."""

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

    def heard_of(self, seq: int) -> None:
        """Note that everything up to *seq* was published, as a clock or the session says."""
        self._known = max(self._known, seq)

    def gap(self) -> tuple[int, int] | None:
        """Return the first stretch that is missing, first and last `seq`, or None."""
        if self._known <= self.released:
            return None
        return self.released + 1, min(self._held, default=self._known + 1) - 1
