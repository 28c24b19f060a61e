"""The delivery report: what went out, what was acknowledged, how late."""

from array import array
from typing import Any

import msgspec


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """Published minus due, over all updates [ms]."""

    p50_ms: float
    p99_ms: float
    max_ms: float

    @classmethod
    def of(cls, samples: "array[int]") -> "Lateness | None":
        """Summarise samples [ns], nearest rank; None where there are none."""
        if not samples:
            return None
        ordered = sorted(samples)
        count = len(ordered)
        p50, p99, most = (ordered[-(-count * percent // 100) - 1] / 1e6 for percent in (50, 99, 100))
        return cls(p50_ms=round(p50, 3), p99_ms=round(p99, 3), max_ms=round(most, 3))


class DeliveryReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a stream's updates.

    Attributes:
        updates: How many the stream has.
        sent: How many were handed to the session, each once.
        acknowledged: How many the broker acknowledged.
        resent: How often one went out again after a reconnect.
        lateness: None at speed `max`, where nothing is ever due.
        complete: Whether the stream was played to its end.
    """

    updates: int
    sent: int
    acknowledged: int
    resent: int
    lateness: Lateness | None
    complete: bool

    @property
    def delivered(self) -> bool:
        """Say whether all that was sent was acknowledged."""
        return self.sent == self.acknowledged

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return values
