"""States over a window, which count, distinct and spike share: when they rise and fall, and on what they rest."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from replay.engine.decide.conclusion import Concluded, Conclusion, Firing, Given, Input, Moment, Phase
from replay.engine.decide.decision import Decision, resolved
from replay.engine.decide.items import Item, Items
from replay.engine.decide.keys import KeyTable
from replay.engine.decide.timers import Timers
from replay.engine.fact import EVIDENCE_MAX, NOTHING, Key, Match, joined
from replay.language.ruleset import WindowRule

_FALLING = Phase.FALLING

WindowRuleType = TypeVar("WindowRuleType", bound=WindowRule)


class Content(Items, ABC, Generic[WindowRuleType]):
    """What the window of one key holds, and whether that is enough to fire.

    Args:
        rule: The rule.

    Attributes:
        rule: The rule.
        firing: That the key fires, or None.
        look: When the key is looked at next while it fires.
    """

    __slots__ = ("firing", "look", "rule")

    def __init__(self, rule: WindowRuleType) -> None:
        super().__init__()
        self.rule = rule
        self.firing: Firing | None = None
        self.look: datetime | None = None

    @abstractmethod
    def take(self, inputs: Sequence[Input], now: datetime) -> bool:
        """Let go of what is out of the window at *now*, take what comes then, and say whether the condition is true."""

    @property
    @abstractmethod
    def value(self) -> Any:  # noqa: ANN401 -- any JSON
        """Return what was measured."""

    @property
    def count(self) -> int:
        """Return how many items the window holds."""
        return self.size

    @property
    def next_change(self) -> datetime | None:
        """Return when something leaves next, or None."""
        return None if (oldest := self.oldest) is None else oldest + self.rule.timespan

    def dump(self) -> list[Any]:
        """Return all that `load` needs."""
        return [list(self)]

    def load(self, dumped: list[Any]) -> None:
        """Take what `dump` returned."""
        self.queue = msgspec.convert(dumped[0], list[Item])


class Window(Decision[WindowRuleType]):
    """The state of a rule over a window; a subclass says what its window holds."""

    content: ClassVar[type[Content[Any]]]
    has_states: ClassVar[bool] = True

    def __init__(self, rule: WindowRuleType, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._table: KeyTable[Content[WindowRuleType]] = KeyTable(rule.max_keys, self._new)

    def _new(self) -> Content[WindowRuleType]:
        return self.content(self._rule)

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Add the inputs to their keys and judge the rising edge of each, one key after the other."""
        rows = self._table.rows
        for moment, key, mine in given:
            now = moment[0]
            held = rows.get(key) or self._make_content(key, moment, out)
            held.active = now
            if held.take(mine, now):
                if held.firing is None:
                    out.append((moment, self._rise(key, held, mine[-1].match, now)))
                else:
                    held.firing.false_since = None
                self._look_again(key, held, now)
            elif held.firing is not None:
                self.timers.wake(now, _FALLING, key)

    def _make_content(self, key: Key, moment: Moment, out: list[Concluded]) -> Content[WindowRuleType]:
        held: Content[WindowRuleType]
        held, gone = self._begin(key, moment[0])
        if gone is not None and gone[1].firing is not None:
            out.append((moment, resolved(self._rule, gone[0], gone[1].firing, moment[0], "evicted")))
        return held

    def _rise(self, key: Key, held: Content[WindowRuleType], last: Match, now: datetime) -> Conclusion:
        count = held.count
        newest = held.newest(min(count, EVIDENCE_MAX))
        quoted = [self._quoted((each.evidence,), each.refs) for each in newest if each.evidence]
        match = replace(
            last,
            time=now,
            evidence=tuple(chain.from_iterable(quoted)),
            updates=joined(each.refs for each in newest),
            count=count,
            value=held.value,
        )
        held.firing = Firing(replace(match, evidence=(), fields=NOTHING, texts=()))
        return Conclusion(rule=self._rule, key=key, match=match, time=now, firing=held.firing)

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Resolve a firing key whose condition has been false for `keep_firing_for`."""
        held = self._table.rows.get(key)
        if held is None or held.firing is None:
            return []
        if held.take((), now):
            held.firing.false_since = None
        else:
            held.firing.false_since = held.firing.false_since or now
            resolves_at = held.firing.false_since + self._rule.keep_firing_for
            if resolves_at <= now:
                firing, held.firing = held.firing, None
                return [resolved(self._rule, key, firing, now)]
            self.timers.wake(resolves_at, _FALLING, key)
        self._look_again(key, held, now)
        return []

    def _look_again(self, key: Key, held: Content[WindowRuleType], now: datetime) -> None:
        """Ask to be woken when something leaves, unless that was asked for."""
        change = held.next_change
        if change is not None and (held.look is None or held.look <= now or change < held.look):
            held.look = change
            self.timers.wake(change, _FALLING, key)

    def dump_row(self, row: Content[WindowRuleType]) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what the window of a key holds, and whether it fires."""
        return row.dump(), row.firing

    def load_row(self, dumped: Any) -> Content[WindowRuleType]:  # noqa: ANN401 -- what msgspec decoded
        """Return the window of a key."""
        content, firing = msgspec.convert(dumped, tuple[list[Any], Firing | None])
        held = self._new()
        held.load(content)
        held.firing = firing
        return held
