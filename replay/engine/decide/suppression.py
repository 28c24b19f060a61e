"""What holds an alert back: a silence, an inhibition, active hours, a cooldown; in this order."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from replay.engine.decide.conclusion import Conclusion
from replay.engine.decide.hours import Hours
from replay.engine.decide.where import satisfies_where
from replay.engine.fact import Key, Match
from replay.language.ruleset import Inhibition, RuleSet, Silence

Equal = tuple[tuple[str, ...], ...]
"""Values of an inhibition's `equal` paths."""


class Suppression:
    """Judge alerts after all rules have concluded.

    Args:
        rules: The rules with their inhibitions and silences.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._silences = rules.silences
        self._hours = {rule.id: Hours(rule.active_hours, rule.timezone) for rule in rules.rules if rule.active_hours}
        self._inhibitors = [_Inhibitor(inhibition) for inhibition in rules.inhibitions]
        self._fired_at: dict[tuple[str, Key], datetime] = {}

    def note(self, conclusions: Iterable[Conclusion]) -> None:
        """Hear what was concluded, before any of it is judged."""
        for conclusion in conclusions:
            for inhibitor in self._inhibitors:
                inhibitor.note(conclusion)

    def judge(self, conclusion: Conclusion) -> tuple[str, ...]:
        """Return the reasons why a firing alert is held back; where there are none its cooldown starts."""
        now, rule = conclusion.time, conclusion.rule
        reasons = []
        if any(_covers(silence, conclusion) for silence in self._silences):
            reasons.append("silence")
        if any(inhibitor.holds_back(conclusion) for inhibitor in self._inhibitors):
            reasons.append("inhibit")
        if rule.id in self._hours and not self._hours[rule.id].include(now):
            reasons.append("active_hours")
        fired_at = self._fired_at.get((rule.id, conclusion.key))
        if fired_at is not None and now - fired_at < rule.cooldown:
            reasons.append("cooldown")
        if not reasons and rule.cooldown:
            self._fired_at[rule.id, conclusion.key] = now
        return tuple(reasons)


def _covers(silence: Silence, conclusion: Conclusion) -> bool:
    return (
        silence.rule in (None, conclusion.rule.id)
        and silence.start <= conclusion.time < silence.end
        and satisfies_where(_with_key(conclusion), silence.where)
    )


def _with_key(conclusion: Conclusion) -> Match:
    """Return the match with the key's values in place of the trigger's: a deadline has no trigger of its own."""
    match = conclusion.match
    named = dict(zip(conclusion.rule.group_by, conclusion.key, strict=True))
    return Match(time=match.time, trigger=match.trigger, fields={**match.fields, **named})


class _Inhibitor:
    """One inhibition, and when its source is active for which values of `equal`."""

    def __init__(self, inhibition: Inhibition) -> None:
        self._inhibition = inhibition
        self._firing: set[tuple[Key, Equal]] = set()
        self._until: defaultdict[Equal, datetime | None] = defaultdict(lambda: None)

    def note(self, conclusion: Conclusion) -> None:
        if conclusion.rule.id != self._inhibition.source or not (conclusion.is_match or conclusion.resolved):
            return
        equal = self._equal(conclusion)
        if conclusion.firing is not None and not conclusion.resolved:
            self._firing.add((conclusion.key, equal))
            return
        self._firing.discard((conclusion.key, equal))
        until = conclusion.time + self._inhibition.lasting
        known = self._until[equal]
        self._until[equal] = until if known is None else max(known, until)

    def holds_back(self, conclusion: Conclusion) -> bool:
        if conclusion.rule.id not in self._inhibition.targets:
            return False
        equal = self._equal(conclusion)
        until = self._until.get(equal)
        return (until is not None and conclusion.time < until) or any(known == equal for _, known in self._firing)

    def _equal(self, conclusion: Conclusion) -> Equal:
        match = _with_key(conclusion)
        return tuple(tuple(sorted(map(str, match.values(path)))) for path in self._inhibition.equal)


def in_log_order(conclusions: Sequence[Conclusion]) -> list[Conclusion]:
    """Sort what one step concluded by rule, key and state."""
    return sorted(
        conclusions,
        key=lambda each: (each.rule.id, [(value is not None, value or "") for value in each.key], each.resolved),
    )
