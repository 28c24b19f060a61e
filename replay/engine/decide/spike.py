"""spike: the window holds many more updates than the baseline before it, scaled to its length; in integers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import msgspec

from replay.engine.decide.conclusion import Input
from replay.engine.decide.window import Content, Window
from replay.language.ruleset import SpikeRule

_MICROSECOND = timedelta(microseconds=1)


class _Two(Content[SpikeRule]):
    """The updates in the window and in the baseline of one key, and when it was first seen."""

    __slots__ = ("_count", "_waits_until", "_weights")

    def __init__(self, rule: SpikeRule) -> None:
        super().__init__(rule)
        self._waits_until: datetime | None = None  # a key is known for the reach of both
        self._weights = _weights_of(rule.ratio_gte, rule.timespan, rule.baseline)
        self._count = 0  # of the items the newest, which are in the window

    def take(self, inputs: Sequence[Input], now: datetime) -> bool:
        rule, count = self.rule, self._count
        if self._waits_until is None:
            self._waits_until = now + self._reach
        queue, since = self.queue, now - rule.timespan
        while count and queue[-count].time <= since:
            count -= 1
        self.leave(since - rule.baseline)
        for given in inputs:
            replaced = self.add(given)
            if replaced is None or replaced.time <= since:
                count += 1
        self._count = count
        if count < rule.min_count or (baseline := len(queue) - self.first - count) < rule.min_baseline:
            return False
        ours, theirs = self._weights
        return count * ours >= baseline * theirs and now >= self._waits_until

    @property
    def value(self) -> dict[str, int]:
        """Return both numbers of updates."""
        return {"current": self._count, "baseline": self.size - self._count}

    @property
    def count(self) -> int:
        return self._count

    @property
    def next_change(self) -> datetime | None:
        count, oldest = self._count, self.oldest
        leaving = [self.queue[-count].time + self.rule.timespan] if count else []
        if oldest is not None:
            leaving.append(oldest + self._reach)
        return min(leaving, default=None)

    @property
    def _reach(self) -> timedelta:
        return self.rule.timespan + self.rule.baseline

    def dump(self) -> list[Any]:
        first_seen = None if self._waits_until is None else self._waits_until - self._reach
        return [*super().dump(), first_seen]

    def load(self, dumped: list[Any]) -> None:
        super().load(dumped)
        self._count = self.size
        first_seen = msgspec.convert(dumped[1], datetime | None)
        self._waits_until = None if first_seen is None else first_seen + self._reach


@cache  # all keys of a rule have the same
def _weights_of(ratio: Fraction, timespan: timedelta, baseline: timedelta) -> tuple[int, int]:
    """Return by what two counts are multiplied to compare them: count / timespan >= ratio * other / baseline."""
    return ratio.denominator * (baseline // _MICROSECOND), ratio.numerator * (timespan // _MICROSECOND)


class Spike(Window[SpikeRule]):
    """The state of a spike rule."""

    content = _Two
