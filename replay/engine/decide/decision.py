"""What every rule type is to the decider: the state of one rule, which takes inputs and concludes.

To the engine a further type is one more subclass, in a module of its own, and a row in the table of `seats`.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from replay.engine.decide.conclusion import Concluded, Conclusion, Firing, Given, Input
from replay.engine.decide.keys import KeyTable, Row, keys_by
from replay.engine.decide.timers import Timers
from replay.engine.fact import Key, Match, Ref, joined, told_apart
from replay.language.ruleset import BaseRule
from replay.model import Evidence

RuleType = TypeVar("RuleType", bound=BaseRule)


class Decision(ABC, Generic[RuleType]):
    """The state of one rule. Everything is told in story time order.

    Args:
        rule: The rule.
        timers: Where it asks to be woken.

    Attributes:
        left_out: How many keys found no room: `evicted` for a newer one, or `refused`.
        timers: The same.
        keys_of: Gives the keys of a match.
        has_states: Whether a rule of this type has states, which fire until they resolve, and may ask to be woken.
        counts_values: Whether what an edit is news by is more than what matched.
        hears_all_revisions: Whether every revision counts.
    """

    has_states: ClassVar[bool] = False
    counts_values: ClassVar[bool] = False
    hears_all_revisions: ClassVar[bool] = False
    _table: KeyTable[Any] = KeyTable(0, Row)  # a type that holds something for its keys has its own

    def __init__(self, rule: RuleType, timers: Timers) -> None:
        self.left_out: Counter[str] = Counter()
        self.timers = timers
        self.keys_of = keys_by(rule.group_by)
        self._rule = rule
        self._has_stream = "stream" in rule.group_by

    def news(self, given: Input) -> tuple[str, ...] | None:
        """Return what an edit is news by, or None where every revision counts."""
        return None if self.hears_all_revisions else given.match.texts

    def open(self, stream: str, start: datetime) -> None:
        """Learn that a stream is declared to begin at *start*."""

    def close(self, stream: str, end: datetime) -> list[Conclusion]:
        """Forget the keys of a stream that ended; return that what fires for them is over, which nobody is told."""
        if not self._has_stream:
            return []
        place = self._rule.group_by.index("stream")
        over = [resolved(self._rule, key, firing, end) for key, firing in self.firing() if key[place] == stream]
        for key in [key for key in self._table.rows if key[place] == stream]:
            del self._table.rows[key]
        return over

    @abstractmethod
    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Take what is given, in its order, and add what is concluded to *out* as it goes.

        Whoever iterates over *given* may be woken before the next that comes of it.
        """

    def told(self, conclusion: Conclusion) -> Match:
        """Return a conclusion as other rules hear it."""
        return conclusion.match.by(self._rule, conclusion.key)

    def due(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- most types have no deadline
        """Judge a deadline of *key*; it may have passed away since."""
        return []

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- an event never falls
        """Judge the falling edge of *key*, after the last update of *now*."""
        return []

    def firing(self) -> Iterator[tuple[Key, Firing]]:
        """Iterate over the states that fire."""
        rows = self._table.rows.items() if self.has_states else ()
        return ((key, row.firing) for key, row in rows if row.firing is not None)

    def _event(self, key: Key, inputs: Sequence[Input], value: Any, now: datetime) -> Conclusion:  # noqa: ANN401 -- any JSON
        """Return that something happened for a key: the last of its inputs, with *value*, and what all rest on."""
        updates = joined(given.match.updates for given in inputs)
        match = replace(inputs[-1].match, value=value, count=1, updates=updates)
        return Conclusion(rule=self._rule, key=key, match=match, time=now)

    def _quoted(self, evidence: tuple[Evidence, ...], refs: Iterable[Ref]) -> tuple[Evidence, ...]:
        """Return what is quoted of *refs*, each with its stream where a key may hold several."""
        return evidence if self._has_stream else told_apart(evidence, refs)

    def _begin(self, key: Key, now: datetime) -> tuple[Any, tuple[Key, Any] | None]:
        """Return the row of a new key, and what had to go for it."""
        gone = self._table.make_room()
        if gone is not None:
            self.left_out["evicted"] += 1
        return self._table.add(key, now), gone

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs to go on from here."""
        rows = self._table.rows.items()
        return [dict(self.left_out), [(row.active, key, self.dump_row(row)) for key, row in rows]]

    def load(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Go on from what `dump` returned, encoded and decoded; with all of it, or nothing."""
        left_out, rows = dumped
        held = [
            (at, key, self.load_row(row)) for at, key, row in msgspec.convert(rows, list[tuple[datetime, Key, Any]])
        ]
        self.left_out = Counter(msgspec.convert(left_out, dict[str, int]))
        for each in held:
            self._table.load(*each)

    def dump_row(self, row: Any) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what `load_row` needs of what is held for a key."""
        return row

    def load_row(self, dumped: Any) -> Any:  # noqa: ANN401 -- what msgspec decoded
        """Return what is held for a key, of what `dump_row` returned."""
        return dumped


def resolved(rule: BaseRule, key: Key, firing: Firing, now: datetime, reason: str = "") -> Conclusion:
    """Return that a state of *rule* resolves."""
    return Conclusion(
        rule=rule,
        key=key,
        match=firing.match,
        time=now,
        firing=firing,
        resolved=True,
        reason=reason,
        is_match=False,
    )
