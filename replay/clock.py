"""Playback time: which instant of the story it is, at which instant something is due.

Pure: "now" is passed in. Story time and real time are integers in nanoseconds, speed is an exact fraction, so that a
day replayed at any speed never drifts (rosbag2's playback clock, with the deadline made absolute).
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from replay.errors import UsageError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NUMBER = re.compile(r"-?(\d{1,40}(\.\d{1,40})?|\.\d{1,40}|\d{1,40}/\d{1,40})([eE][+-]?\d{1,2})?")
_FASTEST = Fraction(10**9)
_SLOWEST = Fraction(1, 10**9)


def story_ns(instant: datetime) -> int:
    """Return an aware instant as nanoseconds since 1970; exact, unlike `timestamp()` [ns]."""
    return (instant - _EPOCH) // _MICROSECOND * 1000


def instant_of(story: int) -> datetime:
    """Return story time in nanoseconds as an aware UTC instant, rounded down to the microsecond."""
    return _EPOCH + timedelta(microseconds=story // 1000)


@dataclass(frozen=True, slots=True)
class Speed:
    """Story time per real time.

    Attributes:
        factor: Exact, > 0; None plays as fast as it goes.
    """

    factor: Fraction | None

    @classmethod
    def parse(cls, text: str) -> "Speed":
        """Read `60`, `0.5`, `1/3` or `max`.

        Raises:
            UsageError: If it is none of these, or not between 1e-9 and 1e9.
        """
        if text == "max":
            return cls(None)
        try:
            factor = Fraction(text if _NUMBER.fullmatch(text) else "")
        except (ValueError, ZeroDivisionError):
            raise UsageError(f"speed '{text}' is not a number; give one such as 60 or 0.5, or max") from None
        if not _SLOWEST <= factor <= _FASTEST:
            hint = (
                "max plays as fast as it goes" if factor > _FASTEST else "1 is the original pace, 60 a minute a second"
            )
            raise UsageError(f"speed '{text}' is out of range: it must be above zero, at most 1000000000; {hint}")
        return cls(factor)

    def __str__(self) -> str:
        """Return the exact number as text, decimal where it is finite."""
        if self.factor is None:
            return "max"
        denominator = self.factor.denominator
        while denominator % 10 == 0:
            denominator //= 10
        for prime in (2, 5):
            while denominator % prime == 0:
                denominator //= prime
        if denominator != 1:
            return str(self.factor)
        whole, rest = divmod(self.factor.numerator, self.factor.denominator)
        digits = ""
        while rest:
            digit, rest = divmod(rest * 10, self.factor.denominator)
            digits += str(digit)
        return f"{whole}.{digits}" if digits else str(whole)


class Clock:
    """Turn story time into real time and back from one snapshot of both.

    Args:
        speed: Story time per real time.
        story: Story time at the snapshot. [ns]
        now: Monotonic time at the snapshot. [ns]
    """

    def __init__(self, speed: Speed, *, story: int, now: int) -> None:
        self._speed = speed
        self._story = story
        self._now = now

    def jump(self, story: int, *, now: int) -> None:
        """Make *story* the story time at *now*: a gap is cut short, or its wait skipped [ns]."""
        self._story = story
        self._now = now

    def story_at(self, now: int) -> int:
        """Return the story time at *now*, rounded down; at speed `max` it stands until it jumps [ns]."""
        if self._speed.factor is None:
            return self._story
        return self._story + (now - self._now) * self._speed.factor.numerator // self._speed.factor.denominator

    def due_at(self, story: int) -> int:
        """Return the monotonic instant at which the story reaches *story*, rounded up [ns].

        Rounded up so that the story has got there: `story_at(due_at(s)) >= s`. At speed `max` it is the snapshot's.
        """
        if self._speed.factor is None:
            return self._now
        return self._now - (self._story - story) * self._speed.factor.denominator // self._speed.factor.numerator
