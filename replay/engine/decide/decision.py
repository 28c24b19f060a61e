"""What every rule type is to the decider: the state of one rule, which takes inputs and concludes.

To the engine a further type is one more subclass, in a module of its own, and a row in the table of `seats`.
"""

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from replay.engine.decide.conclusion import Conclusion, Firing, Input, Phase
from replay.engine.decide.keys import KeyTable
from replay.engine.fact import Key
from replay.language.ruleset import BaseRule
from replay.model import Update

State = TypeVar("State")
RuleType = TypeVar("RuleType", bound=BaseRule)


class Timers(Protocol):
    """Where a rule asks to be woken, and what it can know of the streams."""

    def last_seen(self, stream: str | None) -> Update | None:
        """Return the last update of a stream, or of all; None before the first."""

    def first_seen(self, stream: str) -> datetime | None:
        """Return the time of a stream's first update, None before it."""

    def wake(self, time: datetime, phase: Phase, rule: BaseRule, key: Key) -> None:
        """Call the rule's `due` (deadlines) or `settle` (falling edges) for *key* at *time*."""


class Decision(ABC, Generic[RuleType]):
    """The state of one rule. Everything is told in story time order.

    Args:
        rule: The rule.
        timers: Where it asks to be woken.

    Attributes:
        left_out: How many keys found no room: `evicted` for a newer one, or `refused`.
    """

    _table: KeyTable[Any] = KeyTable(0, object)  # a type that holds something for its keys has its own

    def __init__(self, rule: RuleType, timers: Timers) -> None:
        self.left_out: Counter[str] = Counter()
        self._rule = rule
        self._timers = timers

    def news(self, given: Input) -> tuple[str, ...] | None:
        """Return what an edit is news by, or None where every revision counts."""
        return given.match.texts

    def open(self, stream: str, start: datetime) -> None:
        """Learn that a stream is declared to begin at *start*."""

    def close(self, stream: str, end: datetime) -> list[Conclusion]:
        """Forget the keys of a stream that ended; return that what fires for them is over, which nobody is told."""
        if "stream" not in self._rule.group_by:
            return []
        place = self._rule.group_by.index("stream")
        over = [resolved(self._rule, key, firing, end) for key, firing in self.firing() if key[place] == stream]
        for key in [key for _, key, _ in self._table.rows() if key[place] == stream]:
            self._table.drop(key)
        return over

    @abstractmethod
    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Take what one update, or one deadline, brought; at least one input."""

    def due(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- most types have no deadline
        """Judge a deadline of *key*; it may have passed away since."""
        return []

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- an event never falls
        """Judge the falling edge of *key*, after the last update of *now*."""
        return []

    def firing(self) -> Iterator[tuple[Key, Firing]]:
        """Iterate over the states that fire."""
        return iter(())

    def _make_room(self, table: KeyTable[State]) -> tuple[Key, State] | None:
        """Take out and return what must go for a new key."""
        gone = table.make_room()
        if gone is not None:
            self.left_out["evicted"] += 1
        return gone

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs to go on from here."""
        return [dict(self.left_out), self.dump_keys()]

    def load(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Go on from what `dump` returned, encoded and decoded."""
        left_out, keys = dumped
        self.left_out = Counter(msgspec.convert(left_out, dict[str, int]))
        self.load_keys(keys)

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return None

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""


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
