"""What holds an alert back: a silence, an inhibition, active hours, a cooldown; in this order."""

from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec

from replay.engine.decide.conclusion import Conclusion
from replay.engine.decide.hours import Hours
from replay.engine.fact import Key
from replay.engine.where import satisfies_where
from replay.language.ruleset import Inhibition, RuleSet, Silence

REMEMBERED_MAX = 100_000
"""Cooldowns, and for each inhibition the values for which it is active: the newest."""

Equal = tuple[tuple[str, ...], ...]
"""Values of an inhibition's `equal` paths."""


class Suppression:
    """Judge alerts after all rules have concluded.

    Args:
        rules: The rules with their inhibitions and silences.

    Attributes:
        hears: Whether something is to be noted, for inhibitions.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._silences = rules.silences
        self._hours = {rule.id: Hours(rule.active_hours, rule.timezone) for rule in rules.rules if rule.active_hours}
        self._inhibitors = {inhibition: _Inhibitor(inhibition) for inhibition in rules.inhibitions}
        self.hears = bool(self._inhibitors)
        self._fired_at: OrderedDict[tuple[str, Key], datetime] = OrderedDict()
        self._concerned = _concerned(rules)

    def passes(self, rule_id: str) -> bool:
        """Say whether no alert of a rule is ever held back, nor holds another back."""
        return rule_id not in self._concerned and all(each.source != rule_id for each in self._inhibitors)

    def note(self, told: Conclusion) -> None:
        """Hear what was concluded, before it is judged."""
        for inhibitor in self._inhibitors.values():
            inhibitor.note(told)

    def judge(self, conclusion: Conclusion) -> tuple[str, ...]:
        """Return the reasons why a firing alert is held back; where there are none its cooldown starts."""
        if conclusion.rule.id not in self._concerned:
            return ()
        reasons = self.reasons(conclusion)
        if not reasons and conclusion.rule.cooldown:
            place = conclusion.rule.id, conclusion.key
            self._fired_at[place] = conclusion.time
            self._fired_at.move_to_end(place)
            if len(self._fired_at) > REMEMBERED_MAX:
                self._fired_at.popitem(last=False)
        return reasons

    def reasons(self, conclusion: Conclusion) -> tuple[str, ...]:
        """Return the reasons why a firing alert is held back, in their order."""
        now, rule = conclusion.time, conclusion.rule
        fired_at = self._fired_at.get((rule.id, conclusion.key))
        hours = self._hours.get(rule.id)
        holds = {
            "silence": any(_covers(silence, conclusion) for silence in self._silences),
            "inhibit": any(inhibitor.holds_back(conclusion) for inhibitor in self._inhibitors.values()),
            "active_hours": hours is not None and not hours.include(now),
            "cooldown": fired_at is not None and now - fired_at < rule.cooldown,
        }
        return tuple(reason for reason, is_true in holds.items() if is_true)

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs."""
        inhibitors = [(inhibitor.source, identity, inhibitor.dump()) for identity, inhibitor in self._named()]
        return [list(self._fired_at.items()), inhibitors]

    def load(self, dumped: Any, rule_ids: Collection[str]) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Take what `dump` returned, as far as it concerns the rules named."""
        fired_at, inhibitors = dumped
        for (rule_id, key), time in msgspec.convert(fired_at, list[tuple[tuple[str, Key], datetime]]):
            if rule_id in rule_ids:
                self._fired_at[rule_id, key] = time
        known = dict(self._named())
        for source, identity, held in inhibitors:
            if source in rule_ids and identity in known:
                known[identity].load(held)

    def _named(self) -> Iterable[tuple[str, "_Inhibitor"]]:
        return ((repr(inhibition), inhibitor) for inhibition, inhibitor in self._inhibitors.items())


def _concerned(rules: RuleSet) -> frozenset[str]:
    """Return the ids of the rules of which an alert may ever be held back."""
    targets = {target for inhibition in rules.inhibitions for target in inhibition.targets}
    silenced = {silence.rule for silence in rules.silences}
    return frozenset(
        rule.id
        for rule in rules.rules
        if rule.cooldown or rule.active_hours or rule.id in targets or rule.id in silenced or None in silenced
    )


def _covers(silence: Silence, conclusion: Conclusion) -> bool:
    return (
        silence.rule in (None, conclusion.rule.id)
        and silence.start <= conclusion.time < silence.end
        and satisfies_where(conclusion.match.by(conclusion.rule, conclusion.key), silence.where)
    )


class _Inhibitor:
    """One inhibition, and for which values of `equal` its source is active."""

    def __init__(self, inhibition: Inhibition) -> None:
        self.source = inhibition.source
        self._inhibition = inhibition
        self._firing: dict[Key, Equal] = {}
        self._counted: Counter[Equal] = Counter()
        self._until: OrderedDict[Equal, datetime] = OrderedDict()

    def note(self, conclusion: Conclusion) -> None:
        if conclusion.rule.id != self.source:
            return
        if conclusion.resolved:
            self._lapse(self._fall(conclusion), conclusion.time)
        elif conclusion.is_match and conclusion.firing is not None:
            self._rise(conclusion.key, self._equal(conclusion))
        elif conclusion.is_match:
            self._lapse(self._equal(conclusion), conclusion.time)

    def holds_back(self, conclusion: Conclusion) -> bool:
        if conclusion.rule.id not in self._inhibition.targets:
            return False
        equal = self._equal(conclusion)
        until = self._until.get(equal)
        return bool(self._counted[equal]) or (until is not None and conclusion.time < until)

    def _rise(self, key: Key, equal: Equal) -> None:
        if key in self._firing:  # it is known from a snapshot
            return
        self._firing[key] = equal
        self._counted[equal] += 1

    def _fall(self, conclusion: Conclusion) -> Equal:
        equal = self._firing.pop(conclusion.key)
        self._counted[equal] -= 1
        return equal

    def _lapse(self, equal: Equal, now: datetime) -> None:
        """Be active for some time more."""
        self._until[equal] = now + self._inhibition.lasting
        self._until.move_to_end(equal)
        if len(self._until) > REMEMBERED_MAX:
            self._until.popitem(last=False)

    def _equal(self, conclusion: Conclusion) -> Equal:
        match = conclusion.match.by(conclusion.rule, conclusion.key)
        return tuple(tuple(sorted(map(str, match.key_values(path)))) for path in self._inhibition.equal)

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        return [list(self._firing.items()), list(self._until.items())]

    def load(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        firing, until = dumped
        for key, equal in msgspec.convert(firing, list[tuple[Key, Equal]]):
            self._rise(key, equal)
        self._until.update(msgspec.convert(until, list[tuple[Equal, datetime]]))
