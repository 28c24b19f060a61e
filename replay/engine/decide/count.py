"""count: how many updates are in the window."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Input
from replay.engine.decide.window import Content, Window
from replay.language.condition import satisfies
from replay.language.ruleset import CountRule


class _Counted(Content[CountRule]):
    """The updates in the window of one key."""

    __slots__ = ()

    def take(self, inputs: Sequence[Input], now: datetime) -> bool:
        items = self.items
        items.leave(now - self.rule.timespan)
        for given in inputs:
            items.add(given)
        return satisfies(len(items.queue) - items.first, self.rule.condition)

    @property
    def value(self) -> int:
        return len(self.items)


class Count(Window[CountRule]):
    """The state of a count rule."""

    content = _Counted
