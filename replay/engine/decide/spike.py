"""spike: the window holds many more updates than the baseline before it, scaled to its length; in integers."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from replay.engine.decide.items import Items
from replay.engine.decide.window import Content, Window
from replay.engine.fact import Match
from replay.language.ruleset import SpikeRule

_MICROSECOND = timedelta(microseconds=1)


class _Two(Content[SpikeRule]):
    """The updates in the window and in the baseline of one key, and when it was first seen."""

    def __init__(self, rule: SpikeRule) -> None:
        super().__init__(rule)
        self._baseline = Items()
        self._first_seen: datetime | None = None
        self._reach = rule.timespan + rule.baseline
        # current / timespan >= ratio * baseline / its length, in integers
        self._weights = (
            rule.ratio_gte.denominator * (rule.baseline // _MICROSECOND),
            rule.ratio_gte.numerator * (rule.timespan // _MICROSECOND),
        )

    def add(self, match: Match) -> None:
        self._first_seen = self._first_seen or match.time
        self._baseline.discard(match.identity)
        super().add(match)

    def expire(self, now: datetime) -> None:
        for item in self.items.leave(now - self.rule.timespan):
            self._baseline.add(item)
        self._baseline.leave(now - self._reach)

    def holds(self, now: datetime) -> bool:
        rule, current = self.rule, len(self.items)
        if current < rule.min_count or (baseline := len(self._baseline)) < rule.min_baseline:
            return False
        ours, theirs = self._weights
        assert self._first_seen is not None
        return current * ours >= baseline * theirs and now >= self._first_seen + self._reach

    @property
    def value(self) -> dict[str, int]:
        """Return both numbers of updates."""
        return {"current": len(self.items), "baseline": len(self._baseline)}

    @property
    def next_change(self) -> datetime | None:
        change, oldest = super().next_change, self._baseline.oldest
        if oldest is None:
            return change
        return oldest + self._reach if change is None else min(change, oldest + self._reach)

    def dump(self) -> list[Any]:
        return [*super().dump(), list(self._baseline), self._first_seen]

    def load(self, dumped: list[Any]) -> None:
        super().load(dumped)
        self._baseline.load(dumped[1])
        self._first_seen = msgspec.convert(dumped[2], datetime | None)


class Spike(Window[SpikeRule]):
    """The state of a spike rule."""

    content = _Two
