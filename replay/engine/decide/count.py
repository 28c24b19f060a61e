"""count: how many updates are in the window."""

from datetime import datetime

from replay.engine.decide.window import Content, Window
from replay.language.condition import satisfies
from replay.language.ruleset import CountRule


class _Counted(Content[CountRule]):
    """The updates in the window of one key."""

    __slots__ = ()

    def holds(self, now: datetime) -> bool:  # noqa: ARG002 -- what is held is in the window
        return satisfies(self.value, self.rule.condition)

    @property
    def value(self) -> int:
        return len(self.items)


class Count(Window[CountRule]):
    """The state of a count rule."""

    content = _Counted
