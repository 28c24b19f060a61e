"""sequence: steps that happen in order within a time; a key keeps for each step the partial that began last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion, Input
from replay.engine.decide.keys import KeyTable, keys_of
from replay.engine.fact import EVIDENCE_MAX, Key, Match
from replay.language.ruleset import SequenceRule

UNLESS = "unless"


@dataclass(frozen=True, slots=True)
class _Partial:
    """Steps that have happened, from the first on."""

    matches: tuple[Match, ...]

    @property
    def first(self) -> datetime:
        return self.matches[0].time


class SequenceOfSteps:
    """The state of a sequence rule.

    Args:
        rule: The rule.
    """

    def __init__(self, rule: SequenceRule) -> None:
        self._rule = rule
        self._table: KeyTable[list[_Partial | None]] = KeyTable(rule.max_keys, lambda: [None] * (len(rule.steps) - 1))

    def take(self, inputs: Sequence[Input], now: datetime) -> list[Conclusion]:
        """Try *unless* first, then the steps from last to first, so that an update advances a partial once."""
        by_key: dict[Key, dict[str, Match]] = {}
        for given in inputs:
            for key in keys_of(given.match, self._rule.group_by):
                by_key.setdefault(key, {})[given.step] = given.match
        conclusions: list[Conclusion] = []
        for key, matches in by_key.items():
            if UNLESS in matches and key in self._table:
                self._table.drop(key)
            conclusions += self._advance(key, matches, now)
        return conclusions

    def _advance(self, key: Key, matches: dict[str, Match], now: datetime) -> list[Conclusion]:
        steps = self._rule.steps
        last = len(steps) - 1
        if key not in self._table and steps[0].id not in matches:
            return []
        partials = self._table.touch(key, now)
        self._table.overflow()
        for place in range(last, 0, -1):
            before = partials[place - 1]
            match = matches.get(steps[place].id)
            if match is None or before is None or now - before.first >= self._rule.timespan:
                continue
            advanced = _Partial((*before.matches, match))
            if place == last:
                self._table.drop(key)
                return [self._conclude(key, advanced, now)]
            held = partials[place]
            if held is None or held.first < advanced.first:
                partials[place] = advanced
        if steps[0].id in matches:
            partials[0] = _Partial((matches[steps[0].id],))
        return []

    def _conclude(self, key: Key, partial: _Partial, now: datetime) -> Conclusion:
        matches = partial.matches
        evidence = tuple(dict.fromkeys(evidence for each in matches for evidence in each.evidence))
        match = Match(
            time=now,
            trigger=matches[-1].trigger,
            evidence=evidence[:EVIDENCE_MAX],
            updates=tuple(dict.fromkeys(update for each in matches for update in each.updates))[-EVIDENCE_MAX:],
            count=len(matches),
            fields=matches[-1].fields,
        )
        return Conclusion(rule=self._rule, key=key, match=match, time=now)

    def due(self, key: Key, now: datetime) -> list[Conclusion]:  # noqa: ARG002 -- an event has no deadline
        """Return nothing: an event has no deadline."""
        return []

    settle = due
