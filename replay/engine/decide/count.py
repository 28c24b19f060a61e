"""count: how many updates are in the window."""

from datetime import datetime

from replay.engine.decide.conclusion import Timers
from replay.engine.decide.window import Items, Window, satisfies
from replay.engine.fact import Match
from replay.language.ruleset import CountRule


class _Counted:
    """The updates in the window of one key."""

    def __init__(self, rule: CountRule) -> None:
        self._rule = rule
        self._items = Items()

    def add(self, match: Match) -> None:
        self._items.add(match)

    def expire(self, now: datetime) -> None:
        self._items.leave(now - self._rule.timespan)

    def holds(self, now: datetime) -> bool:  # noqa: ARG002 -- what is held is in the window
        return satisfies(self.count, self._rule.condition)

    @property
    def next_change(self) -> datetime | None:
        return self._items.oldest + self._rule.timespan if self._items.oldest else None

    @property
    def count(self) -> int:
        return len(self._items)

    @property
    def value(self) -> int:
        return self.count

    def newest(self) -> list[Match]:
        return self._items.newest()


def count(rule: CountRule, timers: Timers) -> Window:
    """Return the state of a count rule."""
    return Window(rule, timers, lambda: _Counted(rule))
