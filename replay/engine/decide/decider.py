"""Decide: facts in release order in, alerts out. Runs the four phases of every instant, in story time.

Source: the rule language, section "Time" (docs/rules.md). What leaves a window does so when the window is looked at;
the instants at which that could end a state are on the heap.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from graphlib import TopologicalSorter
from heapq import heapify, heappop, heappush
from typing import Any

import msgspec

from replay.engine.decide.absence import Absence
from replay.engine.decide.alert import alert_of, in_log_order, resolved
from replay.engine.decide.change import Change
from replay.engine.decide.conclusion import Conclusion, Input, Phase
from replay.engine.decide.count import Count
from replay.engine.decide.decision import Decision
from replay.engine.decide.distinct import Distinct
from replay.engine.decide.each import Each
from replay.engine.decide.edits import Edits, Matched
from replay.engine.decide.new_value import NewValue
from replay.engine.decide.sequence import SequenceOfSteps
from replay.engine.decide.spike import Spike
from replay.engine.decide.suppression import Suppression
from replay.engine.decide.timers import Heap
from replay.engine.decide.where import satisfies_where
from replay.engine.fact import Fact, Key, Match
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
    RuleSet,
    SequenceRule,
    SpikeRule,
)
from replay.model import Alert, Head

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


class Decider:
    """Decide which facts become alerts, when, and which of those go out.

    Args:
        rules: The rules of the run.
        guard: Keeps what fails in a rule to the rule.
    """

    def __init__(self, rules: RuleSet, guard: Guard) -> None:
        self._guard = guard
        self._now: datetime | None = None
        self._is_closed = False
        self._place = 0
        self._timers = Heap()
        self._suppression = Suppression(rules)
        self._edits = Edits()
        self._order = _in_dependency_order(rules.rules)
        self._places = {rule.id: place for place, rule in enumerate(self._order)}
        self._decisions = {rule.id: _DECISIONS[type(rule)](rule, self._timers) for rule in rules.rules}
        self._digests = {rule.id: rule.digest for rule in rules.rules}
        self._inputs = _inputs_by_source(rules.rules)
        self._streams: dict[str, datetime] = {}

    def open(self, stream: str, start: datetime) -> None:
        """Declare a stream; silences of its key begin at *start*."""
        self._streams[stream] = start
        for decision in self._decisions.values():
            decision.open(stream, start)

    def close(self, stream: str, end: datetime) -> list[Alert]:
        """Run time through *end*, then forget what is held for the stream's keys: no deadline of theirs comes."""
        alerts = self.advance(end)
        for decision in self._decisions.values():
            self._suppression.note(decision.close(stream, end))
        self._streams.pop(stream, None)
        return alerts

    @property
    def progress(self) -> tuple[datetime, bool] | None:
        """Return how far time has come, and whether that instant is closed; None before the first update."""
        return None if self._now is None else (self._now, self._is_closed)

    def take(self, update: Head, facts: Iterable[Fact]) -> list[Alert]:
        """Run time up to *update*, then phase 3 for it.

        Args:
            update: Not earlier than any before it.
            facts: What was read in it.
        """
        alerts = self._run_until(update.time, through=Phase.DEADLINES)
        self._timers.see([update])
        self._place += 1
        given = self._heard(update, facts, remember=True)
        return alerts + self._judge(self._conclude(given, update.time)) if given else alerts

    def _heard(self, update: Head, facts: Iterable[Fact], *, remember: bool) -> dict[str, list[Input]]:
        """Return by rule what counts of the facts of an update: of one that comes again what brings something new."""
        place, identity = self._place, (update.stream, update.id)
        known = self._edits.known(identity, place)
        given: dict[str, list[Input]] = {}
        together: list[Matched] = []
        for fact in facts:
            rule, one = fact.rule, Input(Match.of(fact, place), fact.step)
            if not satisfies_where(one.match, rule.where):
                continue
            news = self._decisions[rule.id].news(one)
            if news is not None:
                before = known.get((rule.id, fact.step))
                new = news if before is None else tuple(each for each in news if each not in before)
                together.append((rule.id, fact.step, *(before or ()), *new))
                if before is not None and not new:
                    continue
            given.setdefault(rule.id, []).append(one)
        if together and remember:
            self._edits.remember(identity, place, together)
        return given

    def pass_by(self, updates: Sequence[Head]) -> list[Alert]:
        """Run time over updates in which nothing was read.

        Args:
            updates: In release order, not earlier than any before them.
        """
        alerts: list[Alert] = []
        while updates:
            due = self._timers.next
            quiet = len(updates) if due is None else bisect_left(updates, due, key=_before_update)
            if quiet:
                self._timers.see(updates[:quiet])
                self._place += quiet
                self._now, self._is_closed = updates[quiet - 1].time, False
                updates = updates[quiet:]
            else:
                alerts += self._run_until(updates[0].time, through=Phase.DEADLINES)
        return alerts

    def take_late(self, update: Head, facts: Iterable[Fact]) -> list[Alert]:
        """Return what match and casualties rules say of an update that came behind progress; nothing else moves."""
        theirs = [fact for fact in facts if isinstance(self._decisions[fact.rule.id], Each)]
        given = self._heard(update, theirs, remember=False)
        concluded = (each for rule_id, one in given.items() for each in self._decisions[rule_id].take(one, update.time))
        return in_log_order([alert_of(each, self._suppression.reasons(each), late=True) for each in concluded])

    def advance(self, time: datetime) -> list[Alert]:
        """Run time through all of the instant *time*: no update of it, or before it, is outstanding."""
        return self._run_until(time, through=Phase.FALLING)

    def _run_until(self, time: datetime, *, through: Phase) -> list[Alert]:
        alerts: list[Alert] = []
        while (due := self._timers.next) is not None and due <= (time, through):
            instant, phase = due
            woken = self._timers.pop(instant, phase)
            alerts += self._deadlines(woken, instant) if phase == Phase.DEADLINES else self._falling(woken, instant)
        if self._now is None or time >= self._now:  # a clock may repeat what is known
            self._now, self._is_closed = time, through == Phase.FALLING
        return alerts

    def _deadlines(self, woken: Sequence[tuple[str, Key]], now: datetime) -> list[Alert]:
        """Let deadlines fire in (rule, key) order, and hand what they conclude on."""
        conclusions: list[Conclusion] = []
        for rule_id, key in woken:
            fired = self._guard.call(rule_id, self._decisions[rule_id].due, key, now) or []
            conclusions += fired
            given = self._handed_on(fired)
            if given:
                conclusions += self._conclude(given, now)
        return self._judge(conclusions)

    def _falling(self, woken: Sequence[tuple[str, Key]], now: datetime) -> list[Alert]:
        fallen: list[Conclusion] = []
        for rule_id, key in woken:
            fallen += self._guard.call(rule_id, self._decisions[rule_id].settle, key, now) or []
        return self._judge(fallen)

    def _conclude(self, given: Mapping[str, list[Input]], now: datetime) -> list[Conclusion]:
        """Run inputs through all rules, each after those that it consumes."""
        waiting = dict(given)
        conclusions: list[Conclusion] = []
        places = [self._places[rule_id] for rule_id in waiting]
        heapify(places)
        while places:
            rule_id = self._order[heappop(places)].id
            if rule_id not in waiting:  # it stood there a second time
                continue
            inputs = waiting.pop(rule_id)
            if len(inputs) > 1:
                inputs.sort(key=_rank)
            concluded = self._guard.call(rule_id, self._decisions[rule_id].take, inputs, now) or []
            conclusions += concluded
            if not concluded or rule_id not in self._inputs:
                continue
            for consumer, more in self._handed_on(concluded).items():
                waiting.setdefault(consumer, []).extend(more)
                heappush(places, self._places[consumer])
        return conclusions

    def _handed_on(self, conclusions: Iterable[Conclusion]) -> dict[str, list[Input]]:
        """Return what other rules hear of *conclusions*, each match once, whatever the number of its keys."""
        matches = {(each.rule.id, each.match.identity): each.match for each in conclusions if each.is_match}
        given: defaultdict[str, list[Input]] = defaultdict(list)
        for (rule_id, _), match in matches.items():
            for consumer, step, rank in self._inputs.get(rule_id, ()):
                if satisfies_where(match, consumer.where):
                    given[consumer.id].append(Input(match, step, rank))
        return given

    def _judge(self, conclusions: Sequence[Conclusion]) -> list[Alert]:
        """Judge suppression after all rules have concluded, and write the alerts down."""
        if not conclusions:
            return []
        self._suppression.note(conclusions)
        alerts = [self._guard.call(each.rule.id, self._record, each) for each in conclusions]
        return in_log_order([alert for alert in alerts if alert is not None])

    def _record(self, conclusion: Conclusion) -> Alert | None:
        """Return the record of a conclusion; none where what never went out resolves."""
        firing = conclusion.firing
        if conclusion.resolved:
            went_out = firing.alert if firing is not None else None
            return resolved(went_out, conclusion.time, conclusion.reason) if went_out is not None else None
        alert = alert_of(conclusion, self._suppression.judge(conclusion))
        if firing is not None and alert.state == "firing":
            firing.alert = alert
        return alert

    def left_out(self) -> dict[tuple[str, str], int]:
        """Return how many keys found no room, by (rule id, what became of them)."""
        decisions = self._decisions.items()
        return {(rule_id, what): n for rule_id, each in decisions for what, n in each.left_out.items() if n}

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs to go on from here."""
        decisions = [(rule_id, self._digests[rule_id], each.dump()) for rule_id, each in self._decisions.items()]
        now = [self._now, self._is_closed, self._place]
        kept = [self._timers.dump(), self._suppression.dump(), self._edits.dump()]
        return [now, list(self._streams.items()), decisions, *kept]

    def load(self, dumped: Any) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Go on from what `dump` returned, encoded and decoded; a rule with another digest starts empty."""
        now, streams, decisions, timers, suppression, edits = dumped
        self._now, self._is_closed, self._place = msgspec.convert(now, tuple[datetime | None, bool, int])
        self._streams = dict(msgspec.convert(streams, list[tuple[str, datetime]]))
        kept = {rule_id: each for rule_id, digest, each in decisions if self._digests.get(rule_id) == digest}
        self._timers.load(timers, kept)
        self._suppression.load(suppression, kept)
        self._edits.load(edits, kept)
        for rule_id, decision in self._decisions.items():
            if rule_id in kept:
                decision.load(kept[rule_id])
            else:
                for stream, start in self._streams.items():
                    decision.open(stream, self._now or start)
        self._suppression.note(self._firing())

    def _firing(self) -> Iterator[Conclusion]:
        """Iterate over the states that fire, as they were concluded."""
        for rule in self._order:
            for key, firing in self._decisions[rule.id].firing():
                yield Conclusion(rule=rule, key=key, match=firing.match, time=firing.match.time, firing=firing)

    def removed_by(self, other: "Decider") -> list[Alert]:
        """Return that what fires resolves for those rules that *other* lacks, or has with another digest."""
        now = self._now
        return in_log_order(
            [
                resolved(firing.alert, now, "removed")
                for rule_id, decision in self._decisions.items()
                if other._digests.get(rule_id) != self._digests[rule_id]  # noqa: SLF001 -- of the same class
                for _, firing in decision.firing()
                if firing.alert is not None and now is not None
            ]
        )


def _before_update(update: Head) -> tuple[datetime, Phase]:
    """Return what must have run before an update."""
    return update.time, Phase.DEADLINES


def _rank(given: Input) -> int:
    return given.rank


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
