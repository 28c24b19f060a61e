"""sequence: steps that happen in order within a time; a key keeps for each step the partial that began last."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from replay.engine.decide.conclusion import Concluded, Conclusion, Given, Input
from replay.engine.decide.decision import Decision
from replay.engine.decide.keys import KeyTable, Row
from replay.engine.decide.timers import Timers
from replay.engine.fact import EVIDENCE_MAX, Key, Match, Ref, joined
from replay.language.ruleset import SequenceRule
from replay.model import Evidence

UNLESS = "unless"


class _Partial(Struct, frozen=True, gc=False):
    """Steps that have happened, from the first on."""

    first: datetime
    updates: tuple[Ref, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def and_then(self, match: Match, evidence: tuple[Evidence, ...]) -> "_Partial":
        """Return it with one step more, and what is quoted of that."""
        evidence = (*self.evidence, *evidence)
        if len(evidence) > 1:
            evidence = tuple(dict.fromkeys(evidence))[:EVIDENCE_MAX]
        updates = joined((self.updates, match.updates)) if self.updates else match.updates
        return _Partial(self.first, updates, evidence)


class _Partials(Row):
    """For each step of one key but the last the partial that has come so far."""

    __slots__ = ("begun",)

    def __init__(self, begun: list[_Partial | None]) -> None:
        self.begun = begun


class SequenceOfSteps(Decision[SequenceRule]):
    """The state of a sequence rule."""

    def __init__(self, rule: SequenceRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._table: KeyTable[_Partials] = KeyTable(rule.max_keys, lambda: _Partials([None] * (len(rule.steps) - 1)))

    def news(self, given: Input) -> tuple[str, ...] | None:
        """Return what an edit is news by, for the steps; what clears them clears them in every revision."""
        return None if given.step == UNLESS else given.match.texts

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Try `unless` first, then the steps from last to first, so that an update advances a partial once."""
        for moment, key, mine in given:
            matches = {each.step: each.match for each in mine}
            if UNLESS in matches and key in self._table.rows:
                del self._table.rows[key]
            concluded = self._advance(key, matches, moment[0])
            if concluded is not None:
                out.append((moment, concluded))

    def _advance(self, key: Key, matches: dict[str, Match], now: datetime) -> Conclusion | None:
        steps = self._rule.steps
        last = len(steps) - 1
        row = self._table.rows.get(key)
        if row is None:
            if steps[0].id not in matches:
                return None
            row, _ = self._begin(key, now)
        row.active, partials = now, row.begun
        for place in range(last, 0, -1):
            before = partials[place - 1]
            match = matches.get(steps[place].id)
            if match is None or before is None or now - before.first >= self._rule.timespan:
                continue
            advanced = before.and_then(match, self._quoted(match.evidence, match.updates))
            if place == last:
                del self._table.rows[key]
                return self._conclude(key, advanced, match, now)
            held = partials[place]
            if held is None or held.first < advanced.first:
                partials[place] = advanced
        if steps[0].id in matches:
            begins = matches[steps[0].id]
            partials[0] = _Partial(now).and_then(begins, self._quoted(begins.evidence, begins.updates))
        return None

    def _conclude(self, key: Key, partial: _Partial, last: Match, now: datetime) -> Conclusion:
        match = replace(
            last,
            time=now,
            evidence=partial.evidence,
            updates=partial.updates,
            count=len(self._rule.steps),
            value=None,
        )
        return Conclusion(rule=self._rule, key=key, match=match, time=now)

    def dump_row(self, row: _Partials) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return the partials of a key."""
        return row.begun

    def load_row(self, dumped: Any) -> _Partials:  # noqa: ANN401 -- what msgspec decoded
        """Return what is held for a key."""
        return _Partials(msgspec.convert(dumped, list[_Partial | None]))
