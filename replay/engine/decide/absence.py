"""absence: nothing has come for a while. Fires at its deadline, once per silence, and resolves when something comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from replay.engine.decide.conclusion import Conclusion, Firing, Input, Phase
from replay.engine.decide.decision import Decision, Timers, resolved
from replay.engine.decide.hours import Hours
from replay.engine.decide.keys import KeyTable, by_key, keys_by
from replay.engine.decide.where import may_be
from replay.engine.fact import Key, Match, named
from replay.language.ruleset import AbsenceRule

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class _Silence:
    """One key: since when nothing has come, whether that fires, and whether an opening or a deadline is awaited."""

    last: datetime = _NEVER
    firing: Firing | None = None
    waits_for_opening: bool = False
    is_awaited: bool = False


class Absence(Decision[AbsenceRule]):
    """The state of an absence rule."""

    def __init__(self, rule: AbsenceRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._keys_of = keys_by(rule.group_by)
        self._table: KeyTable[_Silence] = KeyTable(rule.max_keys, _Silence)
        self._hours = Hours(rule.active_hours, rule.timezone) if rule.active_hours else None

    def news(self, given: Input) -> None:  # noqa: ARG002 -- whatever is heard ends a silence
        """Return nothing: every revision counts."""
        return

    def open(self, stream: str, start: datetime) -> None:
        """Start the silence of a declared stream's key, where keys are streams."""
        if self._rule.group_by == ("stream",) and may_be(self._rule.where, "stream", stream):
            self._hear((stream,), start)

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """End the silence of each key; that it resolves is judged after the last update of *now*."""
        for key, _ in by_key(inputs, self._keys_of):
            self._hear(key, now)
        return []

    def _hear(self, key: Key, now: datetime) -> None:
        held = self._table.touch(key, now)
        if held is None:
            if self._table.is_full:
                self.left_out["refused"] += 1
                return
            held = self._table.add(key, now)
        held.last = now
        held.waits_for_opening = False
        if held.firing is not None:
            held.firing.false_since = held.firing.false_since or now
            self._timers.wake(now, Phase.FALLING, self._rule, key)
        if not held.is_awaited:  # one that is awaited is put off when it comes
            held.is_awaited = True
            self._await(key, now, now)

    def _await(self, key: Key, last: datetime, now: datetime) -> None:
        """Ask to be woken at what deadlines are still to come of a silence since *last*."""
        for length in (self._rule.timespan, self._rule.forget_after):
            if length is not None and last + length > now:
                self._timers.wake(last + length, Phase.DEADLINES, self._rule, key)

    def due(self, key: Key, now: datetime) -> list[Conclusion]:
        """Fire if the silence has lasted, or the hours open and it still lasts; forget a key that is long unseen."""
        held = self._table.get(key)
        if held is None:
            return []
        conclusions = []
        if held.waits_for_opening and self._is_open(now) and held.firing is not None:
            held.waits_for_opening = False
            conclusions.append(self._fires(key, held.firing, now, is_match=False))
        if now == held.last + self._rule.timespan:
            held.is_awaited = False
            conclusions += self._fire(key, held, now)
        self._await(key, held.last, now)
        if self._rule.forget_after is not None and now >= held.last + self._rule.forget_after:
            self._table.drop(key)
            if held.firing is not None:
                conclusions.append(resolved(self._rule, key, held.firing, now, "forgotten"))
        return conclusions

    def _fire(self, key: Key, held: _Silence, now: datetime) -> list[Conclusion]:
        conclusions = []
        if held.firing is None:
            stream = named(self._rule, key).get("stream")
            match = Match(identity=(), time=now, trigger=self._timers.last_seen(stream), count=0).by(self._rule, key)
            held.firing = Firing(match)
            conclusions.append(self._fires(key, held.firing, now))
        held.firing.false_since = None  # it may not have resolved yet: a rise meanwhile emits nothing
        if held.firing.alert is None and self._hours is not None and not self._hours.include(now):
            held.waits_for_opening = True
            self._timers.wake(self._hours.next_opening(now), Phase.DEADLINES, self._rule, key)
        return conclusions

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
        return [resolved(self._rule, key, firing, now)]

    def _is_open(self, now: datetime) -> bool:
        return self._hours is not None and self._hours.include(now)

    def _fires(self, key: Key, firing: Firing, now: datetime, *, is_match: bool = True) -> Conclusion:
        return Conclusion(rule=self._rule, key=key, match=firing.match, time=now, firing=firing, is_match=is_match)

    def firing(self) -> Iterator[tuple[Key, Firing]]:
        """Iterate over the states that fire."""
        return ((key, held.firing) for _, key, held in self._table.rows() if held.firing is not None)

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return list(self._table.rows())

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""
        for row in msgspec.convert(dumped, list[tuple[datetime, Key, _Silence]]):
            self._table.put(*row)
