"""distinct: how many different values of a field are in the window."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.decision import Timers
from replay.engine.decide.items import Item
from replay.engine.decide.keys import texts_at
from replay.engine.decide.window import Content, Window
from replay.engine.fact import Match
from replay.language.condition import satisfies
from replay.language.ruleset import DistinctRule


class _Values(Content[DistinctRule]):
    """The updates in the window of one key, and how many of them have each value."""

    __slots__ = ("_counts",)

    def __init__(self, rule: DistinctRule) -> None:
        super().__init__(rule)
        self._counts: dict[str, int] = {}

    def add(self, match: Match) -> None:
        self._add(Item.of(match, texts_at(self.rule.field)(match)))

    def _add(self, item: Item) -> None:
        for value in item.values:
            self._counts[value] = self._counts.get(value, 0) + 1
        replaced = self.items.add(item)
        if replaced is not None:
            self._discount(replaced)

    def expire(self, now: datetime) -> None:
        for item in self.items.leave(now - self.rule.timespan):
            self._discount(item)

    def _discount(self, item: Item) -> None:
        for value in item.values:
            self._counts[value] -= 1
            if not self._counts[value]:
                del self._counts[value]

    def holds(self, now: datetime) -> bool:  # noqa: ARG002 -- what is held is in the window
        return satisfies(len(self._counts), self.rule.condition)

    @property
    def value(self) -> list[str]:
        """Return the values, sorted."""
        return sorted(self._counts)


class Distinct(Window[DistinctRule]):
    """The state of a distinct rule."""

    content = _Values

    def __init__(self, rule: DistinctRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._texts_of = texts_at(rule.field)

    def news(self, given: Input) -> tuple[str, ...]:
        """Return what matched, and the values: an edit with another value is news."""
        return (*given.match.texts, *self._texts_of(given.match))

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Take the inputs that have the field; the others are skipped."""
        return super().take([given for given in inputs if self._texts_of(given.match)], now)
