"""From a conclusion to the alert record: id, key, annotations."""

from datetime import datetime
from hashlib import sha256
from operator import attrgetter

from msgspec import UNSET
from msgspec.structs import replace

from replay.engine.decide.conclusion import Conclusion
from replay.engine.decide.keys import order_of
from replay.engine.fact import Fact, named, told_apart
from replay.language.ruleset import BaseRule
from replay.model import ACROSS_STREAMS, Alert, Update, canonical_json, named_in

_ID_HEX_DIGITS = 32
_RULE = attrgetter("rule")


def alert_of(conclusion: Conclusion, suppressed_by: tuple[str, ...]) -> Alert:
    """Return the record of a conclusion that fires.

    Args:
        conclusion: What a rule concluded for a key.
        suppressed_by: Why it does not go out; empty if it does.
    """
    rule, match = conclusion.rule, conclusion.match
    key = named(rule, conclusion.key)
    stream = key.get("stream") or ACROSS_STREAMS
    return Alert(
        id=_id_of(rule, key, match.time, match.trigger),
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        state="suppressed" if suppressed_by else "firing",
        time=conclusion.time,
        stream=stream,
        key=key,
        value=match.value,
        count=match.count,
        labels=dict(rule.labels) if rule.labels else {},
        annotations=_annotations(conclusion, key) if rule.annotations else {},
        updates=tuple([named_in(stream, str(of), str(name)) for _, (of, name) in match.updates]),
        evidence=told_apart(match.evidence, match.updates) if stream == ACROSS_STREAMS else match.evidence,
        suppressed_by=suppressed_by,
    )  # sixteen arguments by name would take four times as long as fifteen


def _annotations(conclusion: Conclusion, named: dict[str, str | None]) -> dict[str, str]:
    rule, match = conclusion.rule, conclusion.match
    context = {
        "update": match.trigger,
        "rule": rule.id,
        "key": named,
        "value": match.value,
        "count": match.count,
        "time": conclusion.time,
        **match.fields,
    }
    return {name: template.render(context) for name, template in rule.annotations.items()}


def alert_of_fact(fact: Fact) -> Alert:
    """Return the record of what a rule concludes of one fact, which its seat tells as it is; it has no value."""
    rule, update = fact.rule, fact.update
    key: dict[str, str | None] = {"stream": update.stream}
    return Alert(
        id=_id_of(rule, key, update.time, update),
        rule=rule.id,
        title=rule.title,
        severity=rule.severity,
        state="firing",
        time=update.time,
        stream=update.stream,
        key=key,
        labels=dict(rule.labels) if rule.labels else {},
        updates=(update.id,),
        evidence=fact.evidence,
    )


def _id_of(rule: BaseRule, key: dict[str, str | None], time: datetime, trigger: Update | None) -> str:
    identity = canonical_json((rule.id, rule.digest, key, time, trigger.identity if trigger else None))
    return sha256(identity).hexdigest()[:_ID_HEX_DIGITS]


def in_log_order(alerts: list[Alert]) -> list[Alert]:
    """Sort the alerts of one step by rule, key and state."""
    if len(alerts) <= 1:
        return alerts
    one_a_rule = len({alert.rule for alert in alerts}) == len(alerts)
    return sorted(alerts, key=_RULE if one_a_rule else _log_order)


def _log_order(alert: Alert) -> tuple[object, ...]:
    return alert.rule, order_of(tuple(alert.key.values())), alert.state


def resolved(alert: Alert, time: datetime, reason: str = "") -> Alert:
    """Return the record that *alert* resolved at *time*; *reason* is empty where its condition became false."""
    return replace(alert, state="resolved", time=time, reason=reason or UNSET)
