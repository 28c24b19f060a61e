"""Decide: facts in release order in, alerts out. Runs the four phases of every instant, in story time.

Source: the rule language, section "Fine print" (docs/rules.md); rules go through a block one by one (`running`).
What leaves a window does so when the window is looked at; the instants at which that could end a state are on its heap.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

import msgspec
from msgspec.structs import replace

from replay.engine.decide.alert import alert_of, alert_of_fact, in_log_order, resolved
from replay.engine.decide.conclusion import Concluded, Conclusion, Moment, Phase, Told
from replay.engine.decide.each import Each
from replay.engine.decide.hearing import Hearing
from replay.engine.decide.running import Runner
from replay.engine.decide.seats import seats_of
from replay.engine.decide.suppression import Suppression
from replay.engine.decide.timers import Streams, Wish
from replay.engine.fact import Reading
from replay.engine.guard import Guard
from replay.engine.seen import Names
from replay.language.ruleset import RuleSet
from replay.model import Alert, Head

_UPDATES, _OVER = Phase.UPDATES, Phase.OVER  # to ask an enumeration for a member takes as long as a call
_MOMENT = itemgetter(0)


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
        self._streams = Streams()
        self._suppression = Suppression(rules)
        self._seats = seats_of(rules.rules, self._streams, guard)
        alone = [each.rule.id for each in self._seats if each.is_alone and self._suppression.passes(each.rule.id)]
        self._hearing = Hearing(self._seats, alone, guard)
        self._runner = Runner(self._seats, self._streams, guard)
        places = {seat.rule.id: place for place, seat in enumerate(self._seats)}
        self._decisions = {rule.id: self._seats[places[rule.id]].decision for rule in rules.rules}
        self._digests = {rule.id: rule.digest for rule in rules.rules}
        self._open: dict[str, datetime] = {}
        self._kept: set[str] = set()

    def open(self, stream: str, start: datetime) -> None:
        """Declare a stream; silences of its key begin at *start*."""
        self._open[stream] = start
        self._streams.over.discard(stream)
        for rule_id, decision in self._decisions.items():
            self._guard.call(rule_id, decision.open, stream, start)

    def close(self, stream: str, end: datetime) -> list[Alert]:
        """Run time through *end*, then forget what is held for the stream's keys: no deadline of theirs comes."""
        alerts = self.advance(end)
        for rule_id, decision in self._decisions.items():
            self._note(self._guard.call(rule_id, decision.close, stream, end) or ())
        self._open.pop(stream, None)
        self._streams.over.add(stream)
        return alerts

    @property
    def progress(self) -> tuple[datetime, bool] | None:
        """Return how far time has come, and whether that instant is closed; None before the first update."""
        return None if self._now is None else (self._now, self._is_closed)

    def decide(self, updates: Sequence[Head], readings: Mapping[int, Reading]) -> list[Alert]:
        """Run time through a block of updates, up to the last of them.

        Args:
            updates: In release order, not earlier than any before them.
            readings: What was read in them, by their places from 0.
        """
        if not updates:
            return []
        self._streams.see(updates)
        given, told = self._hearing.hear(updates, readings, self._place + 1)
        self._place += len(updates)
        alerts = self._judge(told, self._runner.run(given, (updates[-1].time, _UPDATES, 0)))
        self._streams.leave()
        self._now, self._is_closed = updates[-1].time, False
        return alerts

    def take_late(self, update: Head, reading: Reading) -> list[Alert]:
        """Return what match and casualties rules say of an update that came behind progress; nothing else moves."""
        given, told = self._hearing.hear([update], {0: reading}, self._place, remember=False)
        concluded: list[Concluded] = []
        for place, heard in given.items():
            seat = self._seats[place]
            if isinstance(seat.decision, Each):
                self._runner.take(seat, seat.by_key(heard), concluded)
        alerts = self._guard.each(self._record_late, [each for _, each in concluded])
        alerts += self._guard.each(alert_of_fact, [fact for _, facts in told for fact in facts])
        return in_log_order([replace(alert, late=True) for alert in alerts])

    def _record_late(self, conclusion: Conclusion) -> Alert:
        return alert_of(conclusion, self._suppression.reasons(conclusion))

    def advance(self, time: datetime) -> list[Alert]:
        """Run time through all of the instant *time*: no update of it, or before it, is outstanding."""
        alerts = self._judge([], self._runner.run(defaultdict(list), (time, _OVER, 0)))
        if self._now is None or time >= self._now:  # a clock may repeat what is known
            self._now, self._is_closed = time, True
        return alerts

    def _judge(self, told: Sequence[Told], concluded: list[Concluded]) -> list[Alert]:
        """Judge suppression after all rules have concluded, and write the alerts down.

        Args:
            told: What is told as it is, in the order of the alert log.
            concluded: What else was concluded, of other updates.
        """
        if not concluded:  # in one go, as that is how most hits of match rules become alerts
            return self._guard.each(alert_of_fact, [fact for _, facts in told for fact in facts])
        steps = [(moment, self._guard.each(alert_of_fact, facts)) for moment, facts in told]
        for moment, step in _steps(sorted(concluded, key=_MOMENT)):
            self._note(step)
            steps.append((moment, in_log_order(self._guard.each(self._record, step))))
        steps.sort(key=_MOMENT)
        return [alert for _, alerts in steps for alert in alerts]

    def _note(self, told: Iterable[Conclusion]) -> None:
        """Let inhibitions hear what was concluded; nothing of it was judged yet."""
        if self._suppression.hears:
            self._guard.each(self._suppression.note, told)

    def _record(self, told: Conclusion) -> Alert | None:
        """Return the record of a conclusion; none where what never went out resolves, or what did comes again."""
        firing = told.firing
        went_out = firing.alert if firing is not None else None
        if told.resolved:
            return resolved(went_out, told.time, told.reason) if went_out is not None else None
        if went_out is not None:
            return None
        alert = alert_of(told, self._suppression.judge(told))
        if firing is not None and alert.state == "firing":
            firing.alert = alert
        return alert

    def left_out(self) -> dict[tuple[str, str], int]:
        """Return how many keys found no room, by (rule id, what became of them)."""
        decisions = self._decisions.items()
        return {(rule_id, what): n for rule_id, each in decisions for what, n in each.left_out.items() if n}

    def dump(self) -> Any:  # noqa: ANN401 -- whatever msgspec encodes
        """Return all that `load` needs to go on from here."""
        dumps = {rule_id: self._guard.call(rule_id, each.dump) for rule_id, each in self._decisions.items()}
        decisions = [(rule_id, self._digests[rule_id], each) for rule_id, each in dumps.items() if each is not None]
        now = [self._now, self._is_closed, self._place]
        wishes = [wish for each in self._decisions.values() for wish in each.timers.dump()]
        kept = [[wishes, *self._streams.dump()], self._suppression.dump(), self._hearing.edits.dump()]
        return [now, list(self._open.items()), decisions, *kept]

    def load(self, dumped: Any, names: Names) -> None:  # noqa: ANN401 -- what msgspec decoded
        """Go on from what `dump` returned, encoded and decoded; a rule that is another, or fails, starts empty."""
        now, streams, decisions, timers, suppression, edits = dumped
        self._now, self._is_closed, self._place = msgspec.convert(now, tuple[datetime | None, bool, int])
        self._open = dict(msgspec.convert(streams, list[tuple[str, datetime]]))
        wishes, *seen = timers
        self._streams.load(*seen)
        same = {rule_id: each for rule_id, digest, each in decisions if self._digests.get(rule_id) == digest}
        self._kept = {rule_id for rule_id, each in same.items() if self._guard.call(rule_id, self._load, rule_id, each)}
        for wish in msgspec.convert(wishes, list[Wish]):
            if wish[2] in self._kept:
                self._decisions[wish[2]].timers.load(wish)
        self._suppression.load(suppression, self._kept)
        self._hearing.edits.load(edits, self._kept, names)
        for rule_id in self._decisions.keys() - self._kept:
            for stream, start in self._open.items():
                self._guard.call(rule_id, self._decisions[rule_id].open, stream, self._now or start)
        self._note(self._firing())

    def _load(self, rule_id: str, dumped: Any) -> bool:  # noqa: ANN401 -- what msgspec decoded
        self._decisions[rule_id].load(dumped)
        return True

    def _firing(self) -> Iterator[Conclusion]:
        """Iterate over the states that fire, as they were concluded."""
        for seat in self._seats:
            for key, firing in seat.decision.firing():
                yield Conclusion(rule=seat.rule, key=key, match=firing.match, time=firing.match.time, firing=firing)

    def removed_by(self, other: "Decider") -> list[Alert]:
        """Return that what fires resolves for those rules that *other* does not go on with."""
        now = self._now
        return in_log_order(
            [
                resolved(firing.alert, now, "removed")
                for rule_id, decision in self._decisions.items()
                if rule_id not in other._kept  # noqa: SLF001 -- of the same class
                for _, firing in decision.firing()
                if firing.alert is not None and now is not None
            ]
        )


def _steps(concluded: Iterable[Concluded]) -> list[tuple[Moment, list[Conclusion]]]:
    """Return what is judged together: what one update brought, all deadlines of an instant, all that falls then."""
    steps: list[tuple[Moment, list[Conclusion]]] = []
    step: list[Conclusion] = []
    last: Moment | None = None
    for moment, each in concluded:
        if last is None or (moment is not last and _is_apart(moment, last)):
            step, last = [], moment
            steps.append((moment, step))
        step.append(each)
    return steps


def _is_apart(one: Moment, other: Moment) -> bool:
    return one[0] != other[0] or one[1] is not other[1] or (one[1] is _UPDATES and one[2] != other[2])
