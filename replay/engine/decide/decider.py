"""Decide: facts in release order in, alerts out. Runs the four phases of every instant, in story time.

Source: the rule language, section "Time" (docs/rules.md). What leaves a window does so when the window is looked at;
the instants at which that could end a state are on the heap.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from replay.engine.decide.alert import alert_of, alert_of_fact, in_log_order, resolved
from replay.engine.decide.conclusion import Conclusion, Input, Phase
from replay.engine.decide.each import Each
from replay.engine.decide.edits import Edits, Texts, new_of
from replay.engine.decide.seats import Seat, seats_of
from replay.engine.decide.suppression import Suppression
from replay.engine.decide.timers import Heap
from replay.engine.decide.where import satisfies_where
from replay.engine.fact import Fact, Key, Match, unread_inputs
from replay.engine.guard import Guard
from replay.engine.seen import Names
from replay.language.ruleset import RuleSet
from replay.model import Alert, Head, Update

_DEADLINES, _FALLING = Phase.DEADLINES, Phase.FALLING  # to ask an enumeration for a member takes as long as a call


class Decider:
    """Decide which facts become alerts, when, and which of those go out.

    Args:
        rules: The rules of the run.
        guard: Keeps what fails in a rule to the rule.

    Attributes:
        hears_all: Whether some rule is to hear of every update, whatever was read in it.
    """

    def __init__(self, rules: RuleSet, guard: Guard) -> None:
        self._guard = guard
        self._now: datetime | None = None
        self._is_closed = False
        self._place = 0
        self._timers = Heap()
        self._suppression = Suppression(rules)
        self._edits = Edits()
        self._seats = seats_of(rules.rules, self._timers)
        self._places = {seat.rule.id: place for place, seat in enumerate(self._seats)}
        self._decisions = {rule.id: self._seats[self._places[rule.id]].decision for rule in rules.rules}
        self._digests = {rule.id: rule.digest for rule in rules.rules}
        self._of_all = [(place, step) for place, seat in enumerate(self._seats) for step in unread_inputs(seat.rule)]
        self.hears_all = bool(self._of_all)
        alone = (seat.rule.id for seat in self._seats if seat.is_alone and self._suppression.passes(seat.rule.id))
        self._alone = frozenset() if self.hears_all else frozenset(alone)
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

    def take(self, update: Head, facts: Sequence[Fact]) -> list[Alert]:
        """Run time up to *update*, then phase 3 for it.

        Args:
            update: Not earlier than any before it.
            facts: What was read in it.
        """
        time = update.time
        alerts = self._run_until(time, through=_DEADLINES)
        self._timers.see_one(update)
        self._place += 1
        given = self._heard(update, facts, remember=True)
        conclusions = self._conclude(given, time) if given else ()
        return alerts + self._judge(conclusions) if conclusions else alerts

    def take_alone(self, update: Head, facts: Sequence[Fact], ahead: int) -> list[Alert] | None:
        """Return what `take` would, where that needs no state but what updates matched; None where it does.

        Time goes on to the update when `pass_by` is told of it, like those before it.

        Args:
            update: Not earlier than any before it.
            facts: What was read in it.
            ahead: How many updates before it time did not run over yet.
        """
        names = [fact.rule.id for fact in facts]
        if not names or not self._alone.issuperset(names) or self._timers.is_due(update.time, _DEADLINES):
            return None
        identity, place = (update.stream, update.id), self._place + ahead + 1
        if self._edits.known(identity, place):
            return None
        self._edits.remember(identity, place, names, [fact.texts for fact in facts])
        told = [self._guard.call(fact.rule.id, alert_of_fact, fact, {"stream": update.stream}) for fact in facts]
        return in_log_order([alert for alert in told if alert is not None])

    def _heard(self, update: Head, facts: Sequence[Fact], *, remember: bool) -> dict[int, list[Input]]:
        """Return by rule what counts of the facts of an update: of one that comes again what brings something new."""
        inputs = self._inputs_of(update, facts)
        if not inputs:
            return {}
        place, identity = self._place, inputs[0][1].match.identity
        known = self._edits.known(identity, place)
        given: dict[int, list[Input]] = {}
        names: list[str] = []
        texts: list[Texts] = []
        for rule_place, one in inputs:
            seat = self._seats[rule_place]
            rule = seat.rule
            if rule.where and not satisfies_where(one.match, rule.where):
                continue
            news = seat.decision.news(one)
            if news is not None:
                name = seat.name_of(one.step)
                before = known.get(name)
                new = news if before is None else new_of(news, before)
                names.append(name)
                texts.append(new if before is None else before + new)
                if before is not None and not new:
                    continue
            given.setdefault(rule_place, []).append(one)
        if names and remember:
            self._edits.remember(identity, place, names, texts)
        return given

    def _inputs_of(self, update: Head, facts: Sequence[Fact]) -> list[tuple[int, Input]]:
        """Return what the rules are given of an update: what was read in it, and what none need read."""
        if not (facts or self._of_all):
            return []
        assert isinstance(update, Update), "whoever reads elsewhere leaves updates whole"
        match, places = Match.of_update(update, self._place), self._places
        inputs = [(place, Input(match, step)) for place, step in self._of_all]
        if facts:
            inputs += [(places[fact.rule.id], Input(match.with_fact(fact), fact.step)) for fact in facts]
        return inputs

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
                alerts += self._run_until(updates[0].time, through=_DEADLINES)
        return alerts

    def take_late(self, update: Head, facts: Sequence[Fact]) -> list[Alert]:
        """Return what match and casualties rules say of an update that came behind progress; nothing else moves."""
        alerts: list[Alert] = []
        for place, inputs in self._heard(update, facts, remember=False).items():
            decision = self._seats[place].decision
            concluded = decision.take(inputs, update.time) if isinstance(decision, Each) else ()
            told = [alert_of(each, self._suppression.reasons(each)) for each in concluded]
            alerts += [replace(alert, late=True) for alert in told]
        return in_log_order(alerts)

    def advance(self, time: datetime) -> list[Alert]:
        """Run time through all of the instant *time*: no update of it, or before it, is outstanding."""
        return self._run_until(time, through=_FALLING)

    def _run_until(self, time: datetime, *, through: Phase) -> list[Alert]:
        alerts: list[Alert] = []
        while self._timers.is_due(time, through):
            instant, phase, woken = self._timers.pop()
            alerts += self._deadlines(woken, instant) if phase == _DEADLINES else self._falling(woken, instant)
        if self._now is None or time >= self._now:  # a clock may repeat what is known
            self._now, self._is_closed = time, through is _FALLING
        return alerts

    def _deadlines(self, woken: Sequence[tuple[str, Key]], now: datetime) -> list[Alert]:
        """Let deadlines fire in (rule, key) order, and hand what they conclude on."""
        conclusions: list[Conclusion] = []
        for rule_id, key in woken:
            seat = self._seats[self._places[rule_id]]
            fired = self._guard.call(rule_id, seat.decision.due, key, now) or []
            conclusions += fired
            given = self._handed_on(seat, fired)
            if given:
                conclusions += self._conclude(given, now)
        return self._judge(conclusions)

    def _falling(self, woken: Sequence[tuple[str, Key]], now: datetime) -> list[Alert]:
        fallen: list[Conclusion] = []
        for rule_id, key in woken:
            fallen += self._guard.call(rule_id, self._decisions[rule_id].settle, key, now) or []
        return self._judge(fallen)

    def _conclude(self, given: dict[int, list[Input]], now: datetime) -> list[Conclusion]:
        """Run inputs, by the places of their rules, through all rules, each after those that it consumes."""
        conclusions: list[Conclusion] = []
        places = sorted(given)
        for place in places:  # a consumer stands behind what it consumes, so it is still to come
            inputs, seat = given[place], self._seats[place]
            if len(inputs) > 1:
                inputs.sort(key=_rank)
            concluded = self._guard.call(seat.rule.id, seat.decision.take, inputs, now)
            if not concluded:
                continue
            conclusions += concluded
            if seat.consumers:
                for consumer, more in self._handed_on(seat, concluded).items():
                    if consumer not in given:
                        insort(places, consumer)
                    given.setdefault(consumer, []).extend(more)
        return conclusions

    def _handed_on(self, seat: Seat, conclusions: Iterable[Conclusion]) -> dict[int, list[Input]]:
        """Return what other rules hear of *conclusions* of a rule, each match once, whatever the number of its keys."""
        given: dict[int, list[Input]] = {}
        if seat.consumers:
            matches = {each.match.identity: each.match for each in conclusions if each.is_match}
            for match in matches.values():
                for consumer, rule, step, rank in seat.consumers:
                    if satisfies_where(match, rule.where):
                        given.setdefault(consumer, []).append(Input(match, step, rank))
        return given

    def _judge(self, conclusions: Sequence[Conclusion]) -> list[Alert]:
        """Judge suppression after all rules have concluded, and write the alerts down."""
        if not conclusions:
            return []
        self._suppression.note(conclusions)
        alerts: list[Alert] = []
        for each in conclusions:
            alert = self._guard.call(each.rule.id, self._record, each)
            if alert is not None:
                alerts.append(alert)
        return in_log_order(alerts)

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

    def load(self, dumped: Any, names: Names) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Go on from what `dump` returned, encoded and decoded; a rule with another digest starts empty."""
        now, streams, decisions, timers, suppression, edits = dumped
        self._now, self._is_closed, self._place = msgspec.convert(now, tuple[datetime | None, bool, int])
        self._streams = dict(msgspec.convert(streams, list[tuple[str, datetime]]))
        kept = {rule_id: each for rule_id, digest, each in decisions if self._digests.get(rule_id) == digest}
        self._timers.load(timers, kept)
        self._suppression.load(suppression, kept)
        self._edits.load(edits, kept, names)
        for rule_id, decision in self._decisions.items():
            if rule_id in kept:
                decision.load(kept[rule_id])
            else:
                for stream, start in self._streams.items():
                    decision.open(stream, self._now or start)
        self._suppression.note(self._firing())

    def _firing(self) -> Iterator[Conclusion]:
        """Iterate over the states that fire, as they were concluded."""
        for seat in self._seats:
            for key, firing in seat.decision.firing():
                yield Conclusion(rule=seat.rule, key=key, match=firing.match, time=firing.match.time, firing=firing)

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
    return update.time, _DEADLINES


def _rank(given: Input) -> int:
    return given.rank
