"""new_value: a field has a value that its key has not had."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input, Timers
from replay.engine.decide.keys import KeyTable, keys_of
from replay.engine.fact import Key, Match
from replay.language.ruleset import NewValueRule


class NewValue:
    """The state of a new_value rule.

    Args:
        rule: The rule; `max_keys` also bounds the values of a key, the least recently seen go.
        timers: Where the stream's first update is known.
    """

    def __init__(self, rule: NewValueRule, timers: Timers) -> None:
        self._rule = rule
        self._timers = timers
        self._table: KeyTable[OrderedDict[str, datetime]] = KeyTable(rule.max_keys, OrderedDict)

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Conclude once for each key that has values not seen before, or forgotten."""
        conclusions = []
        for given in inputs:
            values = [str(value) for value in given.match.values(self._rule.field)]
            for key in keys_of(given.match, self._rule.group_by) if values else ():
                new = self._learn(key, values, now)
                if new and not self._is_warming_up(given.match, now):
                    value = new[0] if len(new) == 1 else new
                    conclusions.append(
                        Conclusion(rule=self._rule, key=key, match=replace(given.match, value=value), time=now)
                    )
        return conclusions

    def _learn(self, key: Key, values: Sequence[str], now: datetime) -> list[str]:
        """Note the values, and return the new ones."""
        seen = self._table.touch(key, now)
        self._table.overflow()
        new = []
        for value in dict.fromkeys(values):
            last = seen.pop(value, None)
            if last is None or (self._rule.forget_after is not None and now >= last + self._rule.forget_after):
                new.append(value)
            seen[value] = now
            if len(seen) > self._rule.max_keys:
                seen.popitem(last=False)
        return new

    def _is_warming_up(self, match: Match, now: datetime) -> bool:
        first = self._timers.first_update(match.trigger.stream) if match.trigger else None
        return first is not None and now < first + self._rule.warmup

    def due(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- values are forgotten when looked at
        """Return nothing: an event has no deadline."""
        return []

    settle = due
