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
        self.leave(now - self.rule.timespan)
        for given in inputs:
            self.add(given)
        return satisfies(len(self.queue) - self.first, self.rule.condition)

    @property
    def value(self) -> int:
        return self.size


class Count(Window[CountRule]):
    """The state of a count rule."""

    content = _Counted
