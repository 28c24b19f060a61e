"""absence: nothing has come for a while. Fires at its deadline, once per silence, and resolves when something comes."""

from collections.abc import Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Firing, Input, Phase, Timers
from replay.engine.decide.hours import Hours
from replay.engine.decide.keys import KeyTable, keys_of
from replay.engine.decide.where import may_be
from replay.engine.fact import Key, Match
from replay.language.ruleset import AbsenceRule


class _Silence:
    """One key: since when nothing has come, and whether that fires."""

    def __init__(self) -> None:
        self.last: datetime | None = None
        self.firing: Firing | None = None
        self.waits_for_opening = False


class Absence:
    """The state of an absence rule.

    Args:
        rule: The rule.
        timers: Where to ask to be woken.

    Attributes:
        refused: New keys that found no room.
    """

    def __init__(self, rule: AbsenceRule, timers: Timers) -> None:
        self.refused = 0
        self._rule = rule
        self._timers = timers
        self._table: KeyTable[_Silence] = KeyTable(rule.max_keys, _Silence)
        self._hours = Hours(rule.active_hours, rule.timezone) if rule.active_hours else None

    def open(self, stream: str, start: datetime) -> None:
        """Start the silence of a declared stream's key, where keys are streams."""
        if self._rule.group_by == ("stream",) and may_be(self._rule.where, "stream", stream):
            self._hear((stream,), start)

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """End the silence of each key; that it resolves is judged after the last update of *now*."""
        for given in inputs:
            for key in keys_of(given.match, self._rule.group_by):
                self._hear(key, now)
        return []

    def _hear(self, key: Key, now: datetime) -> None:
        if key not in self._table and self._table.is_full:
            self.refused += 1
            return
        held = self._table.touch(key, now)
        held.last = now
        held.waits_for_opening = False
        if held.firing is not None:
            held.firing.false_since = held.firing.false_since or now
            self._timers.wake(now, Phase.FALLING, self._rule, key)
        self._timers.wake(now + self._rule.timespan, Phase.DEADLINES, self._rule, key)
        if self._rule.forget_after is not None:
            self._timers.wake(now + self._rule.forget_after, Phase.DEADLINES, self._rule, key)

    def due(self, key: Key, now: datetime) -> list[Conclusion]:
        """Fire if the silence has lasted, or the hours open and it still lasts; forget a key that is long unseen."""
        held = self._table.get(key)
        if held is None:
            return []
        assert held.last is not None
        conclusions = []
        if held.waits_for_opening and self._is_open(now) and held.firing is not None:
            held.waits_for_opening = False
            conclusions.append(self._conclude(key, held.firing, now, is_match=False))
        if now == held.last + self._rule.timespan:
            conclusions += self._fire(key, held, now)
        if self._rule.forget_after is not None and now >= held.last + self._rule.forget_after:
            self._table.drop(key)
            if held.firing is not None:
                conclusions.append(self._conclude(key, held.firing, now, resolved=True, reason="forgotten"))
        return conclusions

    def _fire(self, key: Key, held: _Silence, now: datetime) -> list[Conclusion]:
        if held.firing is not None:  # it has not resolved yet: a rise meanwhile emits nothing
            held.firing.false_since = None
            return []
        held.firing = Firing(now, Match(time=now, trigger=self._timers.last_seen, count=0))
        if self._hours is not None and not self._hours.include(now):
            held.waits_for_opening = True
            self._timers.wake(self._hours.next_opening(now), Phase.DEADLINES, self._rule, key)
        return [self._conclude(key, held.firing, now)]

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Resolve a key that fired and was heard of again, `keep_firing_for` ago."""
        held = self._table.get(key)
        if held is None or held.firing is None or held.firing.false_since is None:
            return []
        resolves_at = held.firing.false_since + self._rule.keep_firing_for
        if resolves_at > now:
            self._timers.wake(resolves_at, Phase.FALLING, self._rule, key)
            return []
        firing, held.firing = held.firing, None
        return [self._conclude(key, firing, now, resolved=True)]

    def _is_open(self, now: datetime) -> bool:
        return self._hours is not None and self._hours.include(now)

    def _conclude(
        self,
        key: Key,
        firing: Firing,
        now: datetime,
        *,
        resolved: bool = False,
        reason: str = "",
        is_match: bool = True,
    ) -> Conclusion:
        return Conclusion(
            rule=self._rule,
            key=key,
            match=firing.match,
            time=now,
            firing=firing,
            resolved=resolved,
            reason=reason,
            is_match=is_match and not resolved,
        )
