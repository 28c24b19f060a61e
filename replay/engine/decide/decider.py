"""Decide: facts in release order in, alerts out. Runs the four phases of every instant, in story time.

Source: the rule language, section "Time" (docs/rules.md). What leaves a window does so when the window is looked at;
the instants at which that could end a state are on the heap.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from graphlib import TopologicalSorter
from typing import Any

from replay.engine.decide.absence import Absence
from replay.engine.decide.alert import alert_of, resolved
from replay.engine.decide.change import Change
from replay.engine.decide.conclusion import Conclusion, Decision, Input, Phase
from replay.engine.decide.count import count
from replay.engine.decide.distinct import distinct
from replay.engine.decide.each import Each
from replay.engine.decide.new_value import NewValue
from replay.engine.decide.sequence import SequenceOfSteps
from replay.engine.decide.spike import spike
from replay.engine.decide.suppression import Suppression, in_log_order
from replay.engine.decide.timers import Heap
from replay.engine.decide.where import satisfies_where
from replay.engine.fact import Fact, Match
from replay.language.ruleset import (
    AbsenceRule,
    BaseRule,
    CasualtiesRule,
    ChangeRule,
    CountRule,
    DistinctRule,
    MatchesOf,
    MatchRule,
    NewValueRule,
    Rule,
    RuleSet,
    SequenceRule,
    SpikeRule,
)
from replay.model import Alert, Update

_MADE_BY: dict[type[BaseRule], Callable[[Any, Heap], Decision]] = {
    MatchRule: lambda rule, _: Each(rule),
    CasualtiesRule: lambda rule, _: Each(rule),
    CountRule: count,
    DistinctRule: distinct,
    SpikeRule: spike,
    AbsenceRule: Absence,
    SequenceRule: lambda rule, _: SequenceOfSteps(rule),
    NewValueRule: NewValue,
    ChangeRule: lambda rule, _: Change(rule),
}
"""What holds the state of a rule of each type."""


class Decider:
    """Decide which facts become alerts, when, and which of those go out.

    Args:
        rules: The rules of the run.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._timers = Heap()
        self._suppression = Suppression(rules)
        self._rules = {rule.id: rule for rule in rules.rules}
        self._order = _in_dependency_order(rules.rules)
        self._decisions = {rule.id: _MADE_BY[type(rule)](rule, self._timers) for rule in rules.rules}
        self._inputs = _inputs_by_source(rules.rules)
        self._now: datetime | None = None

    @property
    def now(self) -> datetime | None:
        """Return the instant that is open, None before the first."""
        return self._now

    def open(self, stream: str, start: datetime) -> None:
        """Declare a stream; silences of its key begin at *start*."""
        for decision in self._decisions.values():
            if isinstance(decision, Absence):
                decision.open(stream, start)

    def take(self, update: Update, facts: Iterable[Fact]) -> list[Alert]:
        """Run time up to *update*, then phase 3 for it.

        Args:
            update: Not earlier than any before it.
            facts: What was read in it.
        """
        alerts = self._run_until(update.time, through=Phase.DEADLINES)
        self._timers.see(update)
        given: defaultdict[str, list[Input]] = defaultdict(list)
        for fact in facts:
            given[fact.rule.id].append(Input(Match.of(fact), fact.step))
        return alerts + self._judge(self._conclude(given, update.time))

    def advance(self, time: datetime) -> list[Alert]:
        """Run time through all of the instant *time*: no update of it, or before it, is outstanding."""
        return self._run_until(time, through=Phase.FALLING)

    def _run_until(self, time: datetime, *, through: Phase) -> list[Alert]:
        alerts: list[Alert] = []
        while (due := self._timers.next) is not None and due <= (time, through):
            instant, phase = due
            woken = self._timers.pop(instant, phase)
            alerts += self._deadlines(woken, instant) if phase == Phase.DEADLINES else self._falling(woken, instant)
        self._now = time
        return alerts

    def _deadlines(self, woken: Sequence[tuple[str, tuple[str | None, ...]]], now: datetime) -> list[Alert]:
        """Let deadlines fire in (rule, key) order, and hand what they conclude on."""
        conclusions: list[Conclusion] = []
        for rule_id, key in woken:
            fired = self._decisions[rule_id].due(key, now)
            conclusions += fired
            given = self._handed_on(fired)
            if given:
                conclusions += self._conclude(given, now)
        return self._judge(conclusions)

    def _falling(self, woken: Sequence[tuple[str, tuple[str | None, ...]]], now: datetime) -> list[Alert]:
        return self._judge([each for rule_id, key in woken for each in self._decisions[rule_id].settle(key, now)])

    def _conclude(self, given: Mapping[str, list[Input]], now: datetime) -> list[Conclusion]:
        """Run inputs through all rules, each after those that it consumes."""
        waiting = defaultdict(list, given)
        conclusions: list[Conclusion] = []
        for rule in self._order:
            inputs = [each for each in waiting[rule.id] if satisfies_where(each.match, rule.where)]
            if not inputs:
                continue
            concluded = self._decisions[rule.id].take(inputs, now)
            conclusions += concluded
            for consumer, more in self._handed_on(concluded).items():
                waiting[consumer] += more
        return conclusions

    def _handed_on(self, conclusions: Iterable[Conclusion]) -> dict[str, list[Input]]:
        """Return what other rules hear of *conclusions*, each match once, whatever the number of its keys."""
        given: defaultdict[str, list[Input]] = defaultdict(list)
        for rule_id, match in dict.fromkeys((each.rule.id, id(each.match)) for each in conclusions if each.is_match):
            found = next(each.match for each in conclusions if id(each.match) == match)
            for consumer, step in self._inputs.get(rule_id, ()):
                given[consumer].append(Input(found, step))
        return given

    def _judge(self, conclusions: Sequence[Conclusion]) -> list[Alert]:
        """Judge suppression after all rules have concluded, and write the alerts down."""
        self._suppression.note(conclusions)
        alerts = []
        for conclusion in in_log_order(conclusions):
            if conclusion.resolved:
                if conclusion.firing is not None and conclusion.firing.alert is not None:
                    alerts.append(resolved(conclusion.firing.alert, conclusion.time, conclusion.reason))
                continue
            alert = alert_of(conclusion, self._suppression.judge(conclusion))
            if conclusion.firing is not None and alert.state == "firing":
                conclusion.firing.alert = alert
            alerts.append(alert)
        return alerts


def _inputs_by_source(rules: Iterable[Rule]) -> dict[str, list[tuple[str, str]]]:
    """Return which rules, by which step, consume the matches of each rule."""
    consumers: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for rule in rules:
        for step, source in rule.inputs():
            if isinstance(source, MatchesOf):
                for consumed in source.rules:
                    consumers[consumed].append((rule.id, step))
    return consumers


def _in_dependency_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules so that each comes after those that it consumes, and by id otherwise."""
    by_id = {rule.id: rule for rule in rules}
    sorter: TopologicalSorter[str] = TopologicalSorter({rule.id: () for rule in rules})
    for consumed, consumers in _inputs_by_source(rules).items():
        for consumer, _ in consumers:
            sorter.add(consumer, consumed)
    sorter.prepare()
    order: list[Rule] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += [by_id[rule_id] for rule_id in ready]
        sorter.done(*ready)
    return order
