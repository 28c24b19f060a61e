"""distinct: how many different values of a field are in the window."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.window import Content, Item, Window
from replay.engine.fact import Match
from replay.language.condition import satisfies
from replay.language.ruleset import DistinctRule
from replay.language.template import text_of


class _Values(Content[DistinctRule]):
    """The updates in the window of one key."""

    def add(self, match: Match) -> None:
        self.items.add(Item.of(match, _values(match, self.rule)))

    def holds(self, now: datetime) -> bool:  # noqa: ARG002 -- what is held is in the window
        return satisfies(len(self.value), self.rule.condition)

    @property
    def value(self) -> list[str]:
        """Return the values, sorted."""
        return sorted({value for item in self.items for value in item.values})


class Distinct(Window[DistinctRule]):
    """The state of a distinct rule."""

    content = _Values

    def news(self, given: Input) -> tuple[str, ...]:
        """Return what matched, and the values: an edit with another value is news."""
        return (*given.match.texts, *_values(given.match, self._rule))

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Take the inputs that have the field; the others are skipped."""
        return super().take([given for given in inputs if _values(given.match, self._rule)], now)


def _values(match: Match, rule: DistinctRule) -> tuple[str, ...]:
    return tuple(text_of(value) for value in match.distinct_values(rule.field))
