"""sequence: steps that happen in order within a time; a key keeps for each step the partial that began last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.decision import Decision, Timers
from replay.engine.decide.keys import KeyTable, by_key, keys_by
from replay.engine.fact import EVIDENCE_MAX, Key, Match, Ref, joined
from replay.language.ruleset import SequenceRule
from replay.model import Evidence

UNLESS = "unless"


@dataclass(frozen=True, slots=True)
class _Partial:
    """Steps that have happened, from the first on."""

    first: datetime
    updates: tuple[Ref, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    def and_then(self, match: Match) -> "_Partial":
        """Return it with one step more."""
        evidence = tuple(dict.fromkeys((*self.evidence, *match.evidence)))[:EVIDENCE_MAX]
        return _Partial(self.first, joined((self.updates, match.updates)), evidence)


_Partials = list[_Partial | None]
"""For each step but the last the partial that has come so far."""


class SequenceOfSteps(Decision[SequenceRule]):
    """The state of a sequence rule."""

    def __init__(self, rule: SequenceRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self._keys_of = keys_by(rule.group_by)
        self._table: KeyTable[_Partials] = KeyTable(rule.max_keys, lambda: [None] * (len(rule.steps) - 1))

    def news(self, given: Input) -> tuple[str, ...] | None:
        """Return what an edit is news by, for the steps; what clears them clears them in every revision."""
        return None if given.step == UNLESS else given.match.texts

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Try `unless` first, then the steps from last to first, so that an update advances a partial once."""
        conclusions: list[Conclusion] = []
        for key, mine in by_key(inputs, self._keys_of):
            matches = {given.step: given.match for given in mine}
            if UNLESS in matches and self._table.get(key) is not None:
                self._table.drop(key)
            conclusions += self._advance(key, matches, now)
        return conclusions

    def _advance(self, key: Key, matches: dict[str, Match], now: datetime) -> list[Conclusion]:
        steps = self._rule.steps
        last = len(steps) - 1
        partials = self._table.touch(key, now)
        if partials is None:
            if steps[0].id not in matches:
                return []
            self._make_room(self._table)
            partials = self._table.add(key, now)
        for place in range(last, 0, -1):
            before = partials[place - 1]
            match = matches.get(steps[place].id)
            if match is None or before is None or now - before.first >= self._rule.timespan:
                continue
            advanced = before.and_then(match)
            if place == last:
                self._table.drop(key)
                return [self._conclude(key, advanced, match, now)]
            held = partials[place]
            if held is None or held.first < advanced.first:
                partials[place] = advanced
        if steps[0].id in matches:
            partials[0] = _Partial(now).and_then(matches[steps[0].id])
        return []

    def _conclude(self, key: Key, partial: _Partial, last: Match, now: datetime) -> Conclusion:
        match = replace(
            last,
            time=now,
            evidence=partial.evidence,
            updates=partial.updates,
            count=len(self._rule.steps),
            value=None,
        ).by(self._rule, key)
        return Conclusion(rule=self._rule, key=key, match=match, time=now)

    def dump_keys(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return what is held for each key."""
        return list(self._table.rows())

    def load_keys(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take back what `dump_keys` returned."""
        for row in msgspec.convert(dumped, list[tuple[datetime, Key, _Partials]]):
            self._table.put(*row)
