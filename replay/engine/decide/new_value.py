"""new_value: a field has a value that its key has not had."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from replay.engine.decide.conclusion import Concluded, Given, Input
from replay.engine.decide.decision import Decision
from replay.engine.decide.keys import KeyTable, Row, texts_at
from replay.engine.decide.timers import Timers
from replay.engine.fact import Match
from replay.language.ruleset import NewValueRule


class _Seen(Row):
    """The values of one key, each with when it was last seen, the least recent first."""

    __slots__ = ("values",)

    def __init__(self) -> None:
        self.values: OrderedDict[str, datetime] = OrderedDict()


class NewValue(Decision[NewValueRule]):
    """The state of a new_value rule; `max_keys` also bounds the values of a key, the least recently seen go."""

    hears_all_revisions: ClassVar[bool] = True  # the values say what is new

    def __init__(self, rule: NewValueRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._texts_of = texts_at(rule.field)
        self._table: KeyTable[_Seen] = KeyTable(rule.max_keys, _Seen)

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Conclude once for each key that has values not seen before, or forgotten."""
        rows, texts_of = self._table.rows, self._texts_of
        for moment, key, mine in given:
            values = texts_of(mine[-1].match) if len(mine) == 1 else self._values(mine)
            if not values:
                continue
            now = moment[0]
            row = rows.get(key) or self._begin(key, now)[0]
            row.active = now
            new = self._learn(row.values, values, now)
            if new and not self._is_warming_up(mine[-1].match, now):
                out.append((moment, self._event(key, mine, new[0] if len(new) == 1 else new, now)))

    def _values(self, inputs: Sequence[Input]) -> Sequence[str]:
        """Return the values of several inputs, each once."""
        return list(dict.fromkeys(value for given in inputs for value in self._texts_of(given.match)))

    def _learn(self, seen: OrderedDict[str, datetime], values: Sequence[str], now: datetime) -> list[str]:
        """Note the values, each once, and return the new ones."""
        new, forget_after = [], self._rule.forget_after
        for value in values:
            last = seen.get(value)
            seen[value] = now
            if last is None:
                new.append(value)
                if len(seen) > self._rule.max_keys:
                    seen.popitem(last=False)
                continue
            seen.move_to_end(value)
            if forget_after is not None and now >= last + forget_after:
                new.append(value)
        return new

    def _is_warming_up(self, match: Match, now: datetime) -> bool:
        first = self.timers.streams.first_seen(match.trigger.stream) if match.trigger else None
        return first is not None and now < first + self._rule.warmup

    def dump_row(self, row: _Seen) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return the values of a key, with when they were seen."""
        return list(row.values.items())

    def load_row(self, dumped: Any) -> _Seen:  # noqa: ANN401 -- what msgspec decoded
        """Return what is held for a key."""
        seen = _Seen()
        seen.values.update(msgspec.convert(dumped, list[tuple[str, datetime]]))
        return seen
