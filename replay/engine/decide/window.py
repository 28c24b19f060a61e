"""States over a window, which count, distinct and spike share: when they rise and fall, and on what they rest."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from replay.engine.decide.conclusion import Conclusion, Firing, Input, Phase, Timers
from replay.engine.decide.keys import KeyTable, keys_of
from replay.engine.fact import EVIDENCE_MAX, Key, Match
from replay.language.condition import Comparison
from replay.language.ruleset import WindowRule


class Items:
    """The matches of a window, oldest first; an id counts once, at its latest."""

    def __init__(self) -> None:
        self._items: OrderedDict[Hashable, Match] = OrderedDict()

    def __len__(self) -> int:
        return len(self._items)

    def add(self, match: Match) -> None:
        """Add a match, in place of an earlier one of the same id."""
        self._items.pop(match.identity, None)
        self._items[match.identity] = match

    def discard(self, match: Match) -> None:
        """Take out what is held of the id of *match*."""
        self._items.pop(match.identity, None)

    def leave(self, until: datetime) -> list[Match]:
        """Take out and return what is not later than *until*."""
        left = []
        while self._items and next(iter(self._items.values())).time <= until:
            left.append(self._items.popitem(last=False)[1])
        return left

    @property
    def oldest(self) -> datetime | None:
        """Return the time of the first to leave, or None."""
        return next(iter(self._items.values())).time if self._items else None

    def all(self) -> list[Match]:
        """Return them all, oldest first."""
        return list(self._items.values())

    def newest(self) -> list[Match]:
        """Return the newest `EVIDENCE_MAX`, oldest first."""
        return self.all()[-EVIDENCE_MAX:]


class _Exactly(NamedTuple):
    """A number as the range that it is."""

    min: int
    max: int


def satisfies(number: int, condition: Sequence[Comparison]) -> bool:
    """Say whether *number* satisfies every comparison."""
    return all(comparison.holds(_Exactly(number, number)) for comparison in condition)


class Content(Protocol):
    """What a window holds for one key, and whether that is enough to fire."""

    def add(self, match: Match) -> None:
        """Take a match."""

    def expire(self, now: datetime) -> None:
        """Let go of what is out of the window at *now*."""

    def holds(self, now: datetime) -> bool:
        """Say whether the condition is true."""

    @property
    def next_change(self) -> datetime | None:
        """Return when something leaves next, or None."""

    @property
    def count(self) -> int:
        """Return the number that the alert gives."""

    @property
    def value(self) -> Any:  # noqa: ANN401 -- any JSON
        """Return what was measured."""

    def newest(self) -> list[Match]:
        """Return the newest `EVIDENCE_MAX` matches, oldest first."""


class _Held:
    """One key of a window rule."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.firing: Firing | None = None


class Window:
    """The state of a rule over a window.

    Args:
        rule: The rule.
        timers: Where to ask to be woken.
        make: Makes the content of a new key.
    """

    def __init__(self, rule: WindowRule, timers: Timers, make: Callable[[], Content]) -> None:
        self._rule = rule
        self._timers = timers
        self._table: KeyTable[_Held] = KeyTable(rule.max_keys, lambda: _Held(make()))

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Add the inputs to their keys, then judge the rising edge of each."""
        touched: dict[Key, None] = {}
        conclusions: list[Conclusion] = []
        for given in inputs:
            for key in keys_of(given.match, self._rule.group_by):
                content = self._table.touch(key, now).content
                content.expire(now)
                content.add(given.match)
                touched[key] = None
                conclusions += self._evict(now)
        for key in touched:
            held = self._table.get(key)
            if held is not None:
                conclusions += self._rise(key, held, inputs[-1].match, now)
        return conclusions

    def _rise(self, key: Key, held: _Held, last: Match, now: datetime) -> list[Conclusion]:
        self._timers.wake(now, Phase.FALLING, self._rule, key)
        if not held.content.holds(now):
            return []
        if held.firing is not None:
            held.firing.false_since = None
            return []
        newest = held.content.newest()
        match = Match(
            time=now,
            trigger=last.trigger,
            evidence=tuple(each.evidence[0] for each in newest if each.evidence),
            updates=tuple(dict.fromkeys(update for each in newest for update in each.updates))[-EVIDENCE_MAX:],
            count=held.content.count,
            value=held.content.value,
            fields=last.fields,
        )
        held.firing = Firing(now, match)
        return [Conclusion(rule=self._rule, key=key, match=match, time=now, firing=held.firing)]

    def due(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- a window has no deadline
        """Return nothing: a window has no deadline."""
        return []

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Resolve a firing key whose condition has been false for `keep_firing_for`."""
        held = self._table.get(key)
        if held is None or held.firing is None:
            return []
        held.content.expire(now)
        if held.content.holds(now):
            held.firing.false_since = None
            if held.content.next_change is not None:
                self._timers.wake(held.content.next_change, Phase.FALLING, self._rule, key)
            return []
        held.firing.false_since = held.firing.false_since or now
        resolves_at = held.firing.false_since + self._rule.keep_firing_for
        if resolves_at > now:
            self._timers.wake(resolves_at, Phase.FALLING, self._rule, key)
            return []
        return [self._resolve(key, held, now)]

    def _resolve(self, key: Key, held: _Held, now: datetime, reason: str = "") -> Conclusion:
        firing = held.firing
        assert firing is not None
        held.firing = None
        return Conclusion(
            rule=self._rule,
            key=key,
            match=firing.match,
            time=now,
            firing=firing,
            resolved=True,
            reason=reason,
            is_match=False,
        )

    def _evict(self, now: datetime) -> list[Conclusion]:
        gone = self._table.overflow()
        return [self._resolve(*gone, now, "evicted")] if gone and gone[1].firing else []
