"""States over a window, which count, distinct and spike share: when they rise and fall, and on what they rest."""

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from replay.engine.decide.conclusion import Conclusion, Firing, Input, Phase
from replay.engine.decide.decision import Decision, Timers, resolved
from replay.engine.decide.keys import KeyTable, by_key
from replay.engine.fact import EVIDENCE_MAX, Key, Match, Ref, joined
from replay.language.ruleset import WindowRule
from replay.model import Evidence

Identity = tuple[str | None, ...]
WindowRuleType = TypeVar("WindowRuleType", bound=WindowRule)


class Item(Struct, frozen=True, gc=False):
    """What a window keeps of a match.

    Attributes:
        identity: The match's.
        time: The match's.
        updates: The match's.
        evidence: The first of the match's, or None.
        values: What a distinct rule counts of it.
    """

    identity: Identity
    time: datetime
    updates: tuple[Ref, ...]
    evidence: Evidence | None
    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, match: Match, values: tuple[str, ...] = ()) -> "Item":
        """Return what is kept of *match*."""
        evidence = match.evidence[0] if match.evidence else None
        return cls(match.identity, match.time, match.updates, evidence, values)


class Items:
    """The items of a stretch of time, oldest first; an identity counts once, at its latest."""

    def __init__(self) -> None:
        self._items: OrderedDict[Identity, Item] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items.values())

    def add(self, item: Item) -> None:
        """Add an item, in place of an earlier one of its identity."""
        self._items[item.identity] = item
        self._items.move_to_end(item.identity)

    def discard(self, identity: Identity) -> None:
        """Take out what is held of *identity*."""
        self._items.pop(identity, None)

    def leave(self, until: datetime) -> list[Item]:
        """Take out and return what is not later than *until*."""
        items, left = self._items, []
        for item in items.values():
            if item.time > until:
                break
            left.append(item)
        for item in left:
            del items[item.identity]
        return left

    def ends(self, length: timedelta) -> datetime | None:
        """Return when the oldest leaves a stretch of *length*, None if there is none."""
        return next(iter(self)).time + length if self._items else None

    def newest(self) -> list[Item]:
        """Return the newest `EVIDENCE_MAX`, oldest first."""
        return list(self)[-EVIDENCE_MAX:]

    def load(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what iterating gave."""
        for item in msgspec.convert(dumped, list[Item]):
            self.add(item)


class Content(ABC, Generic[WindowRuleType]):
    """What the window of one key holds, and whether that is enough to fire.

    Args:
        rule: The rule.
    """

    def __init__(self, rule: WindowRuleType) -> None:
        self.rule = rule
        self.items = Items()

    def add(self, match: Match) -> None:
        """Take a match."""
        self.items.add(Item.of(match))

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
    def next_change(self) -> datetime | None:
        """Return when something leaves next, or None."""
        return self.items.ends(self.rule.timespan)

    def dump(self) -> list[Any]:
        """Return all that `load` needs."""
        return [list(self.items)]

    def load(self, dumped: list[Any]) -> None:
        """Take what `dump` returned."""
        self.items.load(dumped[0])


@dataclass(slots=True)
class _Held(Generic[WindowRuleType]):
    """One key of a window rule."""

    content: Content[WindowRuleType]
    firing: Firing | None = None


class Window(Decision[WindowRuleType]):
    """The state of a rule over a window; a subclass says what its window holds."""

    content: ClassVar[type[Content[Any]]]

    def __init__(self, rule: WindowRuleType, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._table: KeyTable[_Held[WindowRuleType]] = KeyTable(rule.max_keys, self._new)

    def _new(self) -> _Held[WindowRuleType]:
        return _Held(self.content(self._rule))

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Add the inputs to their keys and judge the rising edge of each, one key after the other."""
        conclusions: list[Conclusion] = []
        for key, mine in by_key(inputs, self._rule.group_by):
            gone = self._make_room(self._table, key)
            if gone is not None and gone[1].firing is not None:
                conclusions.append(resolved(self._rule, gone[0], gone[1].firing, now, "evicted"))
            held = self._table.touch(key, now)
            held.content.expire(now)
            for given in mine:
                held.content.add(given.match)
            conclusions += self._rise(key, held, mine[-1].match, now)
            if held.firing is not None:
                self._timers.wake(now, Phase.FALLING, self._rule, key)
        return conclusions

    def _rise(self, key: Key, held: _Held[WindowRuleType], last: Match, now: datetime) -> list[Conclusion]:
        if not held.content.holds(now):
            return []
        if held.firing is not None:
            held.firing.false_since = None
            return []
        items = held.content.items
        newest = items.newest()
        match = replace(
            last,
            time=now,
            evidence=tuple(each.evidence for each in newest if each.evidence),
            updates=joined(each.updates for each in newest),
            count=len(items),
            value=held.content.value,
        ).by(self._rule, key)
        held.firing = Firing(replace(match, evidence=(), fields={}, texts=()))
        return [Conclusion(rule=self._rule, key=key, match=match, time=now, firing=held.firing)]

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Resolve a firing key whose condition has been false for `keep_firing_for`."""
        held = self._table.get(key)
        if held is None or held.firing is None:
            return []
        held.content.expire(now)
        if held.content.holds(now):
            held.firing.false_since = None
        else:
            held.firing.false_since = held.firing.false_since or now
            resolves_at = held.firing.false_since + self._rule.keep_firing_for
            if resolves_at <= now:
                firing, held.firing = held.firing, None
                return [resolved(self._rule, key, firing, now)]
            self._timers.wake(resolves_at, Phase.FALLING, self._rule, key)
        if held.content.next_change is not None:
            self._timers.wake(held.content.next_change, Phase.FALLING, self._rule, key)
        return []

    def firing(self) -> Iterator[tuple[Key, Firing]]:
        """Iterate over the states that fire."""
        return ((key, held.firing) for _, key, held in self._table.rows() if held.firing is not None)

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return [(active, key, held.content.dump(), held.firing) for active, key, held in self._table.rows()]

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""
        for active, key, content, firing in msgspec.convert(
            dumped, list[tuple[datetime, Key, list[Any], Firing | None]]
        ):
            held = self._new()
            held.content.load(content)
            held.firing = firing
            self._table.put(active, key, held)
