"""Why a rule fired at an update, or why it did not: what it asks for, what it was given, what it concluded.

The parts come from reading, the alerts from a run of the whole stream. What a window held is told by the inputs that
it was given; whether that was enough is what the alerts say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from replay.engine.decide.keys import keys_by
from replay.engine.explain.conditions import describe_condition
from replay.engine.explain.holders import holders_of
from replay.engine.explain.parts import Part, explain_casualties, explain_query
from replay.engine.fact import Match
from replay.engine.guard import Guard
from replay.engine.read import Reader
from replay.engine.read.fields import Fields
from replay.engine.virtual import evaluate
from replay.engine.where import satisfies_where
from replay.language.ruleset import (
    AbsenceRule,
    CasualtiesRule,
    ChangeRule,
    DistinctRule,
    MatchesOf,
    MatchRule,
    NewValueRule,
    Rule,
    RuleSet,
    SpikeRule,
    WindowRule,
    consumed_by,
)
from replay.language.ruletest import Journal
from replay.language.template import text_of
from replay.model import ACROSS_STREAMS, Alert, Stream, Update, named_in

_STEP_WORDS = {"unless": "unless, which clears what has begun"}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule made of an update, or of an instant without one.

    Attributes:
        rule: The rule's id.
        time: Story time.
        update: The update; None for a deadline.
        holds: Whether the update matched: for a rule with a state, whether it was an input of it.
        parts: What the rule asks for.
        alerts: The rule's alerts at that time, and those that rest on the update.
        firing_since: The alerts by which a state fires already, one a key; empty for none.
        held_back: What suppressed the alerts, a line each.
    """

    rule: str
    time: datetime
    update: Update | None
    holds: bool
    parts: tuple[Part, ...]
    alerts: tuple[Alert, ...]
    firing_since: tuple[Alert, ...] = ()
    held_back: tuple[str, ...] = ()


class Explainer:
    """Explain what one rule made of a stream.

    Args:
        rules: All rules: others may be consumed by it, or hold its alerts back.
        rule_id: One of them.
        stream: The stream.
    """

    def __init__(self, rules: RuleSet, rule_id: str, stream: Stream) -> None:
        self._rule: Rule = next(rule for rule in rules.rules if rule.id == rule_id)
        self._keys_of = keys_by(self._rule.group_by)
        self._updates = stream.updates
        self._reader = Reader(rules, Guard())
        self._rules = rules
        self._all = alerts = evaluate(rules, Journal.of(stream))
        self.alerts = [alert for alert in alerts if alert.rule == rule_id]
        self._matched: set[tuple[str, datetime, str]] = {
            (each.rule, each.time, update) for each in alerts if each.state != "resolved" for update in each.updates
        }

    def at_update(self, update: Update) -> Explanation:
        """Return what the rule made of *update*."""
        parts = (*self._inputs(update), *self._where(update), *self._asked(update))
        alerts = [each for each in self.alerts if self._is_about(each, update)]
        return replace(
            self._at(update.time, parts, alerts),
            update=update,
            holds=self._is_input(update),
            firing_since=self._firing_since(update),
        )

    def at_deadline(self, time: datetime) -> Explanation:
        """Return what the rule concluded at an instant without an update."""
        return self._at(time, tuple(self._asked(None)), [each for each in self.alerts if each.time == time])

    def _at(self, time: datetime, parts: tuple[Part, ...], alerts: Sequence[Alert]) -> Explanation:
        held_back = dict.fromkeys(line for alert in alerts for line in holders_of(alert, self._rules, self._all))
        return Explanation(
            self._rule.id, time, None, holds=False, parts=parts, alerts=tuple(alerts), held_back=tuple(held_back)
        )

    def _is_about(self, alert: Alert, update: Update) -> bool:
        """Say whether an alert rests on *update*, or tells of a state at its time."""
        name = named_in(alert.stream, update.stream, update.id)
        if isinstance(self._rule, WindowRule):
            return alert.time == update.time or name in alert.updates
        return name in alert.updates and (alert.time == update.time or len(alert.updates) > 1)

    def _is_input(self, update: Update) -> bool:
        given = any(part.holds for part in self._inputs(update))
        return given and all(part.holds for part in self._where(update))

    def _inputs(self, update: Update) -> Iterator[Part]:
        fields = Fields(update)
        if isinstance(self._rule, CasualtiesRule):
            yield explain_casualties(self._rule, fields)
        for step, source in self._rule.inputs():
            if isinstance(source, MatchesOf):
                parts = [self._match_of(rule_id, update) for rule_id in source.rules]
            else:
                parts = [explain_query(source, self._rule.fields, fields)]
            for part in parts:
                yield Part(_STEP_WORDS.get(step, f"step {step}"), part.holds, parts=(part,)) if step else part

    def _match_of(self, rule_id: str, update: Update) -> Part:
        """Return whether a rule that is consumed had a match at *update*, muted or not."""
        names = (named_in(alerting, update.stream, update.id) for alerting in (update.stream, ACROSS_STREAMS))
        return Part(f"a match of rule {rule_id}", any((rule_id, update.time, name) in self._matched for name in names))

    def _where(self, update: Update) -> Iterator[Part]:
        if not self._rule.where:
            return
        match = self._match(update)
        for path, values in self._rule.where:
            found = match.values(path)
            note = f"{path} is {text_of(found)}" if found else f"no {path}"
            yield Part(f"where {path}: {' or '.join(values)}", satisfies_where(match, [(path, values)]), note)

    def _match(self, update: Update) -> Match:
        """Return what *update* is, or would be, to the rule: its own match, or that of a rule that it consumes."""
        facts = self._reader.read(update).facts
        sources = (self._rule.id, *consumed_by(self._rule))
        known = (fact for source in sources for fact in facts if fact.rule.id == source)
        match, fact = Match.of_update(update), next(known, None)
        return match if fact is None else match.with_fact(fact)

    def _asked(self, update: Update | None) -> Iterator[Part]:
        """Yield what the rule asks for beyond its inputs."""
        rule = self._rule
        if isinstance(rule, MatchRule | CasualtiesRule):
            return
        yield Part(describe_condition(rule), holds=None, note=self._measured(update) if update else "")

    def _measured(self, update: Update) -> str:
        match self._rule:
            case AbsenceRule():
                last = next(reversed(self._inputs_of_key(update, self._updates[0].time, strictly_before=True)), None)
                return f"the last one before is {last.id}" if last else "none came before"
            case WindowRule() as rule:
                return self._in_window(rule, update)
            case NewValueRule(field=path) | ChangeRule(value=path):
                values = self._match(update).distinct_values(path)
                return f"{path} is {text_of(values) or 'without a number'}" if values else f"no {path}"
        return ""

    def _in_window(self, rule: WindowRule, update: Update) -> str:
        """Return what the window of the update's key holds at it."""
        start = update.time - rule.timespan
        within = [each for each in self._inputs_of_key(update, start) if each.time > start]
        if isinstance(rule, DistinctRule):
            values = sorted(
                {text_of(value) for each in within for value in self._match(each).distinct_values(rule.field)}
            )
            return f"{len(values)} so far, {', '.join(values)}" if values else f"no {rule.field}"
        ids = list(dict.fromkeys(each.id for each in within))
        told = f"{len(ids)} so far, {', '.join(ids)}" if ids else "none so far"
        if isinstance(rule, SpikeRule):
            before = [each for each in self._inputs_of_key(update, start - rule.baseline) if each.time <= start]
            return f"{told}; {len({each.id for each in before if each.time > start - rule.baseline})} in the baseline"
        return told

    def _inputs_of_key(self, update: Update, since: datetime, *, strictly_before: bool = False) -> list[Update]:
        """Return the inputs up to *update* that have a key of its, in order of release."""
        keys = set(self._keys_of(self._match(update)))
        last = update.seq - strictly_before
        near = (each for each in self._updates if each.time >= since and each.seq <= last and self._is_input(each))
        return [each for each in near if keys & set(self._keys_of(self._match(each)))]

    def _firing_since(self, update: Update) -> tuple[Alert, ...]:
        """Return the alerts of a key of *update* that began before it and had not resolved by then."""
        keys = self._keys_of(self._match(update))
        before = [each for each in self.alerts if each.time < update.time and tuple(each.key.values()) in keys]
        over = {each.id for each in before if each.state == "resolved"}
        began = (each for each in before if each.state == "firing" and each.id not in over)
        return tuple(began) if isinstance(self._rule, WindowRule) else ()
