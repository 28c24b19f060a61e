"""new_value: a field has a value that its key has not had."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.decision import Decision, Timers
from replay.engine.decide.keys import KeyTable, by_key, keys_by, texts_at
from replay.engine.fact import Key, Match, joined
from replay.language.ruleset import NewValueRule


class NewValue(Decision[NewValueRule]):
    """The state of a new_value rule; `max_keys` also bounds the values of a key, the least recently seen go."""

    def __init__(self, rule: NewValueRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._keys_of, self._texts_of = keys_by(rule.group_by), texts_at(rule.field)
        self._table: KeyTable[OrderedDict[str, datetime]] = KeyTable(rule.max_keys, OrderedDict)

    def news(self, given: Input) -> None:  # noqa: ARG002 -- the values say what is new
        """Return nothing: every revision counts."""
        return

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Conclude once for each key that has values not seen before, or forgotten."""
        conclusions = []
        for key, mine in by_key(inputs, self._keys_of):
            last = mine[-1].match
            values = self._texts_of(last)
            if len(mine) > 1 or len(values) > 1:
                values = tuple(dict.fromkeys(value for given in mine for value in self._texts_of(given.match)))
            new = self._learn(key, values, now) if values else []
            if new and not self._is_warming_up(last, now):
                updates = joined(given.match.updates for given in mine)
                found = replace(last, value=new[0] if len(new) == 1 else new, count=1, updates=updates).by(
                    self._rule, key
                )
                conclusions.append(Conclusion(rule=self._rule, key=key, match=found, time=now))
        return conclusions

    def _learn(self, key: Key, values: Sequence[str], now: datetime) -> list[str]:
        """Note the values, each once, and return the new ones."""
        seen = self._table.touch(key, now)
        if seen is None:
            self._make_room(self._table)
            seen = self._table.add(key, now)
        new = []
        for value in values:
            last = seen.pop(value, None)
            if last is None or (self._rule.forget_after is not None and now >= last + self._rule.forget_after):
                new.append(value)
            seen[value] = now
            if len(seen) > self._rule.max_keys:
                seen.popitem(last=False)
        return new

    def _is_warming_up(self, match: Match, now: datetime) -> bool:
        first = self._timers.first_seen(match.trigger.stream) if match.trigger else None
        return first is not None and now < first + self._rule.warmup

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return [(active, key, list(seen.items())) for active, key, seen in self._table.rows()]

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""
        for active, key, seen in msgspec.convert(dumped, list[tuple[datetime, Key, list[tuple[str, datetime]]]]):
            self._table.put(active, key, OrderedDict(seen))
