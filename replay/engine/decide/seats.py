"""The rules in the order in which they conclude, each with its state and with those that consume its matches."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from graphlib import TopologicalSorter
from typing import Any

from replay.engine.decide.absence import Absence
from replay.engine.decide.change import Change
from replay.engine.decide.count import Count
from replay.engine.decide.decision import Decision
from replay.engine.decide.distinct import Distinct
from replay.engine.decide.each import Each
from replay.engine.decide.keys import ByKey, KeysOf, by_key, together_by_key
from replay.engine.decide.new_value import NewValue
from replay.engine.decide.sequence import SequenceOfSteps
from replay.engine.decide.spike import Spike
from replay.engine.decide.timers import Streams, Timers
from replay.engine.fact import unread_inputs
from replay.engine.guard import Guard
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
    consumed_by,
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

_NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Seat:
    """One rule.

    Attributes:
        rule: The rule.
        decision: Its state.
        names: The names of its inputs by their steps, if they have any.
        consumers: Who consumes its matches: the place of each, the rule, by which step, and its rank there.
        by_key: Gives what it hears by its keys.
        hears_all: Whether it hears of every update that is new, whatever is in it.
    """

    rule: Rule
    decision: Decision[Any]
    names: Mapping[str, str]
    consumers: list[tuple[int, Rule, str, int]]
    by_key: ByKey
    hears_all: bool

    @property
    def is_alone(self) -> bool:
        """Say whether an alert of the rule follows from one fact alone, unless it is held back."""
        rule = self.rule
        is_plain = isinstance(rule, MatchRule) and rule.group_by == ("stream",)
        return is_plain and not (rule.where or rule.annotations or self.consumers)

    def name_of(self, step: str) -> str:
        """Return the name of an input, the same object each time; *step* is empty for the only one."""
        return self.names[step] if step else self.rule.id


def seats_of(rules: Sequence[Rule], streams: Streams, guard: Guard) -> list[Seat]:
    """Return the rules so that each comes after those that it consumes.

    Args:
        rules: The rules.
        streams: What they can know of the streams.
        guard: Keeps what fails at the keys of a match to the rule, and to that match.
    """
    consumed = _consumed(rules)
    ordered = _in_dependency_order(rules, consumed)
    seats = [_seat_of(rule, streams, guard) for rule in ordered]
    places = {seat.rule.id: place for place, seat in enumerate(seats)}
    for rule, step, rank, source in consumed:
        seats[places[source]].consumers.append((places[rule.id], rule, step, rank))
    return seats


def _seat_of(rule: Rule, streams: Streams, guard: Guard) -> Seat:
    decision = _DECISIONS[type(rule)](rule, Timers(rule.id, streams))
    hears_once = len(rule.inputs()) <= 1 and not consumed_by(rule)  # at a moment
    hears_all = unread_inputs(rule) == [""] and not (rule.where or decision.counts_values)
    keys_of: KeysOf = lambda match: guard.call(rule.id, decision.keys_of, match) or ()  # noqa: E731 -- one line of two
    keyed = by_key(rule.group_by, keys_of) if hears_once else partial(together_by_key, keys_of=keys_of)
    return Seat(rule, decision, _names_of(rule), [], keyed, hears_all)


def _names_of(rule: Rule) -> Mapping[str, str]:
    inputs = rule.inputs()
    return {step: f"{rule.id} {step}" for step, _ in inputs} if len(inputs) > 1 else _NO_NAMES


def _consumed(rules: Iterable[Rule]) -> list[tuple[Rule, str, int, str]]:
    """Return which rules, by which step and in which place there, consume the matches of which."""
    return [
        (rule, step, rank, consumed)
        for rule in rules
        for step, source in rule.inputs()
        if isinstance(source, MatchesOf)
        for rank, consumed in enumerate(source.rules)
    ]


def _in_dependency_order(rules: Iterable[Rule], consumed: Iterable[tuple[Rule, str, int, str]]) -> list[Rule]:
    """Return the rules so that each comes after those that it consumes, and by id otherwise."""
    sources: defaultdict[str, set[str]] = defaultdict(set)
    for rule, _, _, source in consumed:
        sources[rule.id].add(source)
    depths: defaultdict[str, int] = defaultdict(int)
    for rule_id in TopologicalSorter(sources).static_order():
        depths[rule_id] = max((depths[source] + 1 for source in sources.get(rule_id, ())), default=0)
    return sorted(rules, key=lambda rule: (depths.get(rule.id, 0), rule.id))
