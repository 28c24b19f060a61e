"""spike: the window holds many more updates than the baseline before it, scaled to its length; in integers."""

from datetime import datetime, timedelta

from replay.engine.decide.conclusion import Timers
from replay.engine.decide.window import Items, Window
from replay.engine.fact import Match
from replay.language.ruleset import SpikeRule

_MICROSECOND = timedelta(microseconds=1)


class _Two:
    """The updates in the window and in the baseline of one key, and when it was first seen."""

    def __init__(self, rule: SpikeRule) -> None:
        self._rule = rule
        self._current = Items()
        self._baseline = Items()
        self._first_seen: datetime | None = None

    def add(self, match: Match) -> None:
        self._first_seen = self._first_seen or match.time
        self._baseline.discard(match)
        self._current.add(match)

    def expire(self, now: datetime) -> None:
        for match in self._current.leave(now - self._rule.timespan):
            self._baseline.add(match)
        self._baseline.leave(now - self._rule.timespan - self._rule.baseline)

    def holds(self, now: datetime) -> bool:
        rule = self._rule
        assert self._first_seen is not None
        if now < self._first_seen + rule.timespan + rule.baseline:
            return False
        current, baseline = len(self._current), len(self._baseline)
        if current < rule.min_count or baseline < rule.min_baseline:
            return False
        scaled = current * rule.ratio_gte.denominator * (rule.baseline // _MICROSECOND)
        return scaled >= rule.ratio_gte.numerator * baseline * (rule.timespan // _MICROSECOND)

    @property
    def next_change(self) -> datetime | None:
        leaving = [
            items.oldest + length
            for items, length in (
                (self._current, self._rule.timespan),
                (self._baseline, self._rule.timespan + self._rule.baseline),
            )
            if items.oldest
        ]
        return min(leaving, default=None)

    @property
    def count(self) -> int:
        return len(self._current)

    @property
    def value(self) -> dict[str, int]:
        """Return both numbers of updates."""
        return {"current": len(self._current), "baseline": len(self._baseline)}

    def newest(self) -> list[Match]:
        return self._current.newest()


def spike(rule: SpikeRule, timers: Timers) -> Window:
    """Return the state of a spike rule."""
    return Window(rule, timers, lambda: _Two(rule))
