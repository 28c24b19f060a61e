"""The rules in the order in which they conclude, each with its state and with those that consume its matches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

from replay.engine.decide.absence import Absence
from replay.engine.decide.change import Change
from replay.engine.decide.count import Count
from replay.engine.decide.decision import Decision, Timers
from replay.engine.decide.distinct import Distinct
from replay.engine.decide.each import Each
from replay.engine.decide.new_value import NewValue
from replay.engine.decide.sequence import SequenceOfSteps
from replay.engine.decide.spike import Spike
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
    SequenceRule,
    SpikeRule,
)

_DECISIONS: dict[type[BaseRule], type[Decision[Any]]] = {
    MatchRule: Each,
    CasualtiesRule: Each,
    CountRule: Count,
    DistinctRule: Distinct,
    SpikeRule: Spike,
    AbsenceRule: Absence,
    SequenceRule: SequenceOfSteps,
    NewValueRule: NewValue,
    ChangeRule: Change,
}
"""What holds the state of a rule of each type."""


@dataclass(frozen=True, slots=True)
class Seat:
    """One rule.

    Attributes:
        rule: The rule.
        decision: Its state.
        names: The names of its inputs by their steps, if they have any.
        consumers: Who consumes its matches: the place of each, the rule, by which step, and its rank there.
    """

    rule: Rule
    decision: Decision[Any]
    names: Mapping[str, str]
    consumers: list[tuple[int, Rule, str, int]]

    def name_of(self, step: str) -> str:
        """Return the name of an input, the same object each time; *step* is empty for the only one."""
        return self.names[step] if step else self.rule.id


def seats_of(rules: Sequence[Rule], timers: Timers) -> list[Seat]:
    """Return the rules so that each comes after those that it consumes."""
    ordered = _in_dependency_order(rules)
    seats = [Seat(rule, _DECISIONS[type(rule)](rule, timers), _names_of(rule), []) for rule in ordered]
    places = {seat.rule.id: place for place, seat in enumerate(seats)}
    for consumed, consumers in _inputs_by_source(rules).items():
        theirs = seats[places[consumed]].consumers
        theirs += [(places[rule.id], rule, step, rank) for rule, step, rank in consumers]
    return seats


def _names_of(rule: Rule) -> dict[str, str]:
    return {step: f"{rule.id} {step}" for step, _ in rule.inputs() if step}


def _inputs_by_source(rules: Iterable[Rule]) -> dict[str, list[tuple[Rule, str, int]]]:
    """Return which rules, by which step and in which place there, consume the matches of each rule."""
    consumers: defaultdict[str, list[tuple[Rule, str, int]]] = defaultdict(list)
    for rule in rules:
        for step, source in rule.inputs():
            if isinstance(source, MatchesOf):
                for rank, consumed in enumerate(source.rules):
                    consumers[consumed].append((rule, step, rank))
    return consumers


def _in_dependency_order(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules so that each comes after those that it consumes, and by id otherwise."""
    by_id = {rule.id: rule for rule in rules}
    sorter: TopologicalSorter[str] = TopologicalSorter({rule.id: () for rule in rules})
    for consumed, consumers in _inputs_by_source(rules).items():
        for consumer, *_ in consumers:
            sorter.add(consumer.id, consumed)
    sorter.prepare()
    order: list[Rule] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        order += [by_id[rule_id] for rule_id in ready]
        sorter.done(*ready)
    return order
