"""Measure one playing of a stream, for the metrics topic and the delivery report."""

from array import array
from datetime import datetime

import msgspec

from replay.clock import Speed
from replay.mqtt.metrics import PlaybackMetrics
from replay.mqtt.outbox import Delivery


class Meter:
    """Hold what is measured of one playing.

    Attributes:
        lateness: Published minus due, of each update; empty at speed `max` [ns].
    """

    def __init__(self) -> None:
        self.lateness = array("q")
        self._latest = 0

    def note(self, lateness: int) -> None:
        """Take how late an update was [ns]."""
        self.lateness.append(lateness)
        self._latest = max(self._latest, lateness)

    def metrics(
        self, *, seq: int, updates: int, playing: bool, story_time: datetime, speed: Speed, delivery: Delivery
    ) -> PlaybackMetrics:
        """Return the figures as they are published.

        Args:
            seq: The last update published.
            updates: How many the stream has, at least 1.
            playing: Whether it is played now.
            story_time: Story time now, aware.
            speed: Story time per real time.
            delivery: What became of the updates.
        """
        is_timed = bool(self.lateness)
        return PlaybackMetrics(
            seq=seq,
            updates=updates,
            progress=round(seq / updates, 6),
            playing=int(playing),
            story_time=int(story_time.timestamp() // 1),
            speed=msgspec.UNSET if speed.factor is None else float(speed.factor),
            lateness_ms=round(self.lateness[-1] / 1e6, 3) if is_timed else msgspec.UNSET,
            lateness_max_ms=round(self._latest / 1e6, 3) if is_timed else msgspec.UNSET,
            resent=delivery.resent,
        )
