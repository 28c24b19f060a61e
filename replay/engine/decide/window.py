"""States over a window, which count, distinct and spike share: when they rise and fall, and on what they rest."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from replay.engine.decide.conclusion import Conclusion, Firing, Input, Phase
from replay.engine.decide.decision import Decision, Timers, resolved
from replay.engine.decide.items import Item, Items
from replay.engine.decide.keys import KeyTable, by_key, keys_by
from replay.engine.fact import EVIDENCE_MAX, Key, Match, joined
from replay.language.ruleset import WindowRule

WindowRuleType = TypeVar("WindowRuleType", bound=WindowRule)


class Content(ABC, Generic[WindowRuleType]):
    """What the window of one key holds, and whether that is enough to fire.

    Args:
        rule: The rule.

    Attributes:
        rule: The rule.
        items: What is in the window.
        firing: That the key fires, or None.
        look: When the key is looked at next while it fires.
    """

    __slots__ = ("firing", "items", "look", "rule")

    def __init__(self, rule: WindowRuleType) -> None:
        self.rule = rule
        self.items = Items()
        self.firing: Firing | None = None
        self.look: datetime | None = None

    def add(self, match: Match) -> None:
        """Take a match."""
        self._add(Item.of(match))

    def _add(self, item: Item) -> None:
        """Take what is kept of a match."""
        self.items.add(item)

    def expire(self, now: datetime) -> None:
        """Let go of what is out of the window at *now*."""
        self.items.leave(now - self.rule.timespan)

    @abstractmethod
    def holds(self, now: datetime) -> bool:
        """Say whether the condition is true."""

    @property
    @abstractmethod
    def value(self) -> Any:  # noqa: ANN401 -- any JSON
        """Return what was measured."""

    @property
    def count(self) -> int:
        """Return how many items the window holds."""
        return len(self.items)

    @property
    def next_change(self) -> datetime | None:
        """Return when something leaves next, or None."""
        return None if (oldest := self.items.oldest) is None else oldest + self.rule.timespan

    def dump(self) -> list[Any]:
        """Return all that `load` needs."""
        return [list(self.items)]

    def load(self, dumped: list[Any]) -> None:
        """Take what `dump` returned."""
        for item in msgspec.convert(dumped[0], list[Item]):
            self._add(item)


class Window(Decision[WindowRuleType]):
    """The state of a rule over a window; a subclass says what its window holds."""

    content: ClassVar[type[Content[Any]]]

    def __init__(self, rule: WindowRuleType, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._keys_of = keys_by(rule.group_by)
        self._table: KeyTable[Content[WindowRuleType]] = KeyTable(rule.max_keys, self._new)

    def _new(self) -> Content[WindowRuleType]:
        return self.content(self._rule)

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Add the inputs to their keys and judge the rising edge of each, one key after the other."""
        conclusions: list[Conclusion] = []
        for key, mine in by_key(inputs, self._keys_of):
            held = self._table.touch(key, now)
            if held is None:
                gone = self._make_room(self._table)
                if gone is not None and gone[1].firing is not None:
                    conclusions.append(resolved(self._rule, gone[0], gone[1].firing, now, "evicted"))
                held = self._table.add(key, now)
            held.expire(now)
            for given in mine:
                held.add(given.match)
            if held.holds(now):
                if held.firing is None:
                    conclusions.append(self._rise(key, held, mine[-1].match, now))
                else:
                    held.firing.false_since = None
                self._look_again(key, held, now)
            elif held.firing is not None:
                self._timers.wake(now, Phase.FALLING, self._rule, key)
        return conclusions

    def _rise(self, key: Key, held: Content[WindowRuleType], last: Match, now: datetime) -> Conclusion:
        count = held.count
        newest = held.items.newest(min(count, EVIDENCE_MAX))
        match = replace(
            last,
            time=now,
            evidence=tuple(each.evidence for each in newest if each.evidence),
            updates=joined(each.updates for each in newest),
            count=count,
            value=held.value,
        ).by(self._rule, key)
        held.firing = Firing(replace(match, evidence=(), fields={}, texts=()))
        return Conclusion(rule=self._rule, key=key, match=match, time=now, firing=held.firing)

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Resolve a firing key whose condition has been false for `keep_firing_for`."""
        held = self._table.get(key)
        if held is None or held.firing is None:
            return []
        held.expire(now)
        if held.holds(now):
            held.firing.false_since = None
        else:
            held.firing.false_since = held.firing.false_since or now
            resolves_at = held.firing.false_since + self._rule.keep_firing_for
            if resolves_at <= now:
                firing, held.firing = held.firing, None
                return [resolved(self._rule, key, firing, now)]
            self._timers.wake(resolves_at, Phase.FALLING, self._rule, key)
        self._look_again(key, held, now)
        return []

    def _look_again(self, key: Key, held: Content[WindowRuleType], now: datetime) -> None:
        """Ask to be woken when something leaves, unless that was asked for."""
        change = held.next_change
        if change is not None and (held.look is None or held.look <= now or change < held.look):
            held.look = change
            self._timers.wake(change, Phase.FALLING, self._rule, key)

    def firing(self) -> Iterator[tuple[Key, Firing]]:
        """Iterate over the states that fire."""
        return ((key, held.firing) for _, key, held in self._table.rows() if held.firing is not None)

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return [(active, key, held.dump(), held.firing) for active, key, held in self._table.rows()]

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""
        for active, key, content, firing in msgspec.convert(
            dumped, list[tuple[datetime, Key, list[Any], Firing | None]]
        ):
            held = self._new()
            held.load(content)
            held.firing = firing
            self._table.put(active, key, held)
