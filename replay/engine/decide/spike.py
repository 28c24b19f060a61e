"""spike: the window holds many more updates than the baseline before it, scaled to its length; in integers."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

import msgspec

from replay.engine.decide.items import Item, oldest_of
from replay.engine.decide.window import Content, Window
from replay.engine.fact import Match
from replay.language.ruleset import SpikeRule

_MICROSECOND = timedelta(microseconds=1)


class _Two(Content[SpikeRule]):
    """The updates in the window and in the baseline of one key, and when it was first seen."""

    __slots__ = ("_count", "_current", "_first_seen", "_reach", "_since", "_waits_until", "_weights")

    def __init__(self, rule: SpikeRule) -> None:
        super().__init__(rule)
        self._reach = rule.timespan + rule.baseline
        self._first_seen: datetime | None = None
        self._waits_until: datetime | None = None  # a key is known for the reach of both
        # current / timespan >= ratio * items before / baseline, in integers
        self._weights = (
            rule.ratio_gte.denominator * (rule.baseline // _MICROSECOND),
            rule.ratio_gte.numerator * (rule.timespan // _MICROSECOND),
        )
        self._current: deque[Item] = deque()  # those of the items that are in the window; with some that are replaced
        self._count = 0
        self._since: datetime | None = None

    def add(self, match: Match) -> None:
        if self._first_seen is None:
            self._begin(match.time)
        super().add(match)

    def _begin(self, first_seen: datetime) -> None:
        self._first_seen, self._waits_until = first_seen, first_seen + self._reach

    def _add(self, item: Item) -> None:
        self._current.append(item)
        replaced = self.items.add(item)
        if replaced is None or (self._since is not None and replaced.time <= self._since):
            self._count += 1
        elif len(self._current) > 2 * self._count:
            self._current = deque([each for each in self._current if not each.is_replaced])

    def expire(self, now: datetime) -> None:
        self._since = since = now - self.rule.timespan
        current = self._current
        while current and current[0].time <= since:
            if not current.popleft().is_replaced:
                self._count -= 1
        self.items.leave(now - self._reach)

    def holds(self, now: datetime) -> bool:
        rule, current = self.rule, self._count
        if current < rule.min_count or (baseline := len(self.items) - current) < rule.min_baseline:
            return False
        assert self._waits_until is not None
        ours, theirs = self._weights
        return now >= self._waits_until and current * ours >= baseline * theirs

    @property
    def value(self) -> dict[str, int]:
        """Return both numbers of updates."""
        return {"current": self._count, "baseline": len(self.items) - self._count}

    @property
    def count(self) -> int:
        return self._count

    @property
    def next_change(self) -> datetime | None:
        current, baseline = oldest_of(self._current), self.items.oldest
        leaving = [
            *([] if current is None else [current + self.rule.timespan]),
            *([] if baseline is None else [baseline + self._reach]),
        ]
        return min(leaving, default=None)

    def dump(self) -> list[Any]:
        return [*super().dump(), self._first_seen]

    def load(self, dumped: list[Any]) -> None:
        super().load(dumped)
        first_seen = msgspec.convert(dumped[1], datetime | None)
        if first_seen is not None:
            self._begin(first_seen)


class Spike(Window[SpikeRule]):
    """The state of a spike rule."""

    content = _Two
