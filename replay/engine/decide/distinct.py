"""distinct: how many different values of a field are in the window."""

from datetime import datetime

from replay.engine.decide.conclusion import Timers
from replay.engine.decide.window import Items, Window, satisfies
from replay.engine.fact import Match
from replay.language.ruleset import DistinctRule


class _Values:
    """The updates in the window of one key that have the field; those without are skipped."""

    def __init__(self, rule: DistinctRule) -> None:
        self._rule = rule
        self._items = Items()

    def add(self, match: Match) -> None:
        if match.values(self._rule.field):
            self._items.add(match)
        else:
            self._items.discard(match)

    def expire(self, now: datetime) -> None:
        self._items.leave(now - self._rule.timespan)

    def holds(self, now: datetime) -> bool:  # noqa: ARG002 -- what is held is in the window
        return satisfies(self.count, self._rule.condition)

    @property
    def next_change(self) -> datetime | None:
        return self._items.oldest + self._rule.timespan if self._items.oldest else None

    @property
    def count(self) -> int:
        return len(self.value)

    @property
    def value(self) -> list[str]:
        """Return the values, sorted."""
        return sorted({str(value) for match in self._items.all() for value in match.values(self._rule.field)})

    def newest(self) -> list[Match]:
        return self._items.newest()


def distinct(rule: DistinctRule, timers: Timers) -> Window:
    """Return the state of a distinct rule."""
    return Window(rule, timers, lambda: _Values(rule))
