"""distinct: how many different values of a field are in the window."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from replay.engine.decide.conclusion import Concluded, Given, Input
from replay.engine.decide.items import Item
from replay.engine.decide.keys import texts_at
from replay.engine.decide.timers import Timers
from replay.engine.decide.window import Content, Window
from replay.language.condition import satisfies
from replay.language.ruleset import DistinctRule


class _Values(Content[DistinctRule]):
    """The updates in the window of one key, and how many of them have each value."""

    __slots__ = ("_counts", "_texts_of")

    def __init__(self, rule: DistinctRule) -> None:
        super().__init__(rule)
        self._counts: dict[str, int] = {}
        self._texts_of = texts_at(rule.field)

    def take(self, inputs: Sequence[Input], now: datetime) -> bool:
        texts_of = self._texts_of
        for item in self.leave(now - self.rule.timespan):
            self._discount(item)
        for given in inputs:
            values = texts_of(given.match)
            self._count(values)
            replaced = self.add(given, values)
            if replaced is not None:
                self._discount(replaced)
        return satisfies(len(self._counts), self.rule.condition)

    def _count(self, values: Iterable[str]) -> None:
        counts = self._counts
        for value in values:
            counts[value] = counts.get(value, 0) + 1

    def _discount(self, item: Item) -> None:
        counts = self._counts
        for value in item.values:
            left = counts[value] - 1
            if left:
                counts[value] = left
            else:
                del counts[value]

    @property
    def value(self) -> list[str]:
        """Return the values, sorted."""
        return sorted(self._counts)

    def load(self, dumped: list[Any]) -> None:
        super().load(dumped)
        self._count(value for item in self for value in item.values)


class Distinct(Window[DistinctRule]):
    """The state of a distinct rule."""

    content = _Values
    counts_values: ClassVar[bool] = True

    def __init__(self, rule: DistinctRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._texts_of = texts_at(rule.field)

    def news(self, given: Input) -> tuple[str, ...]:
        """Return what matched, and the values: an edit with another value is news."""
        return (*given.match.texts, *self._texts_of(given.match))

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Take the inputs that have the field; the others are skipped."""
        super().take(self._having(given), out)

    def _having(self, given: Iterable[Given]) -> Iterator[Given]:
        texts_of = self._texts_of
        for each in given:
            moment, key, mine = each
            if len(mine) > 1:
                mine = [one for one in mine if texts_of(one.match)]
                if mine:
                    yield moment, key, mine
            elif texts_of(mine[0].match):
                yield each
