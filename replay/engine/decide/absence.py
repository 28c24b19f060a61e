"""absence: nothing has come for a while. Fires at its deadline, once per silence, and resolves when something comes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

import msgspec

from replay.engine.decide.conclusion import Concluded, Conclusion, Firing, Given, Phase
from replay.engine.decide.decision import Decision, resolved
from replay.engine.decide.hours import Hours
from replay.engine.decide.keys import KeyTable, Row
from replay.engine.decide.timers import Timers
from replay.engine.fact import Key, Match, named
from replay.engine.where import may_be
from replay.language.ruleset import AbsenceRule

_DEADLINES, _UPDATES, _FALLING = Phase.DEADLINES, Phase.UPDATES, Phase.FALLING


@dataclass(slots=True)
class _Silence(Row):
    """One key: whether its silence fires, whether an opening is awaited, and when it is seen whether it is silent."""

    firing: Firing | None = None
    waits_for_opening: bool = False
    awaited: datetime | None = None


class Absence(Decision[AbsenceRule]):
    """The state of an absence rule. A key is silent since it was last active."""

    has_states: ClassVar[bool] = True
    hears_all_revisions: ClassVar[bool] = True  # whatever is heard ends a silence

    def __init__(self, rule: AbsenceRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._table: KeyTable[_Silence] = KeyTable(rule.max_keys, _Silence)
        self._hours = Hours(rule.active_hours, rule.timezone) if rule.active_hours else None
        self._patience = min(rule.timespan, rule.forget_after or rule.timespan)

    def open(self, stream: str, start: datetime) -> None:
        """Start the silence of a declared stream's key, where keys are streams."""
        if self._rule.group_by == ("stream",) and may_be(self._rule.where, "stream", stream):
            self.take([((start, _UPDATES, 0), (stream,), ())], [])

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:  # noqa: ARG002 -- a deadline concludes
        """End the silence of each key; that it resolves is judged after the last update of an instant."""
        rows = self._table.rows
        for moment, key, _ in given:
            now = moment[0]
            row = rows.get(key)
            if row is None:
                if self._table.is_full:
                    self.left_out["refused"] += 1
                    continue
                row = self._table.add(key, now)
            row.active = now
            row.waits_for_opening = False
            if row.firing is not None:
                row.firing.false_since = row.firing.false_since or now
                self.timers.wake(now, _FALLING, key)
            if row.awaited is None:  # one that is awaited is put off when it comes
                self._await(key, row)

    def _await(self, key: Key, row: _Silence) -> None:
        """Ask to be woken when something comes of it that the key is silent."""
        row.awaited = row.active + self._patience
        self.timers.wake(row.awaited, _DEADLINES, key)

    def due(self, key: Key, now: datetime) -> list[Conclusion]:
        """Fire if the silence has lasted, or the hours open and it still lasts; forget a key that is long unseen."""
        held = self._table.rows.get(key)
        if held is None:
            return []
        forget_at = None if self._rule.forget_after is None else held.active + self._rule.forget_after
        conclusions = []
        if held.waits_for_opening and self._is_open(now) and held.firing is not None:
            held.waits_for_opening = False
            conclusions.append(self._fires(key, held.firing, now, is_match=False))
        if now == held.awaited:  # else it is an opening, or long past when a key that was heard of would be forgotten
            held.awaited = None
            if now < held.active + self._patience:
                self._await(key, held)
            elif now >= held.active + self._rule.timespan:
                conclusions += self._fire(key, held, now)
                if forget_at is not None:
                    self.timers.wake(forget_at, _DEADLINES, key)
        if forget_at is not None and now >= forget_at:
            del self._table.rows[key]
            if held.firing is not None:
                conclusions.append(resolved(self._rule, key, held.firing, now, "forgotten"))
        return conclusions

    def _fire(self, key: Key, held: _Silence, now: datetime) -> list[Conclusion]:
        conclusions = []
        if held.firing is None:
            trigger = self.timers.streams.last_seen(named(self._rule, key).get("stream"), now)
            held.firing = Firing(Match(identity=(), time=now, trigger=trigger, count=0))
            conclusions.append(self._fires(key, held.firing, now))
        held.firing.false_since = None  # it may not have resolved yet: a rise meanwhile emits nothing
        if self._hours is not None and not self._hours.include(now):
            held.waits_for_opening = True
            self.timers.wake(self._hours.next_opening(now), _DEADLINES, key)
        return conclusions

    def settle(self, key: Key, now: datetime) -> list[Conclusion]:
        """Resolve a key that fired and was heard of again, `keep_firing_for` ago."""
        held = self._table.rows.get(key)
        if held is None or held.firing is None or held.firing.false_since is None:
            return []
        resolves_at = held.firing.false_since + self._rule.keep_firing_for
        if resolves_at > now:
            self.timers.wake(resolves_at, _FALLING, key)
            return []
        firing, held.firing = held.firing, None
        return [resolved(self._rule, key, firing, now)]

    def _is_open(self, now: datetime) -> bool:
        return self._hours is not None and self._hours.include(now)

    def _fires(self, key: Key, firing: Firing, now: datetime, *, is_match: bool = True) -> Conclusion:
        return Conclusion(rule=self._rule, key=key, match=firing.match, time=now, firing=firing, is_match=is_match)

    def load_row(self, dumped: Any) -> _Silence:  # noqa: ANN401 -- what msgspec decoded
        """Return what is held for a key."""
        return msgspec.convert(dumped, _Silence)
