"""Who held a suppressed alert back: the rules, silences and earlier alerts that its reasons stand for."""

from collections.abc import Iterator, Sequence

from replay.language.ruleset import RuleSet, Silence, WindowRule
from replay.model import Alert


def holders_of(alert: Alert, rules: RuleSet, alerts: Sequence[Alert]) -> Iterator[str]:
    """Yield a line for each reason why *alert* was suppressed, with what is behind it.

    Args:
        alert: The alert.
        rules: All rules.
        alerts: All alerts of the run, in the order of the log.
    """
    for reason in alert.suppressed_by:
        behind = ", ".join(_behind(reason, alert, rules, alerts))
        yield f"{reason}: {behind}" if behind else reason


def _behind(reason: str, alert: Alert, rules: RuleSet, alerts: Sequence[Alert]) -> Iterator[str]:
    match reason:
        case "silence":
            for each in rules.silences:
                if _may_concern(each, alert):
                    yield each.reason or "without a reason"
        case "inhibit":
            yield from _inhibitors(alert, rules, alerts)
        case "cooldown":
            own = (each for each in reversed(alerts) if (each.rule, each.key) == (alert.rule, alert.key))
            sent = next((each for each in own if each.state == "firing" and each.time <= alert.time), None)
            if sent:
                yield f"the alert of {', '.join(sent.updates) or 'a deadline'}"


def _may_concern(silence: Silence, alert: Alert) -> bool:
    """Say whether a silence is of the alert's rule, time, and, as far as it names it, key."""
    if silence.rule not in (None, alert.rule) or not silence.start <= alert.time < silence.end:
        return False
    return all((alert.key.get(path) or "").casefold() in values for path, values in silence.where if path in alert.key)


def _inhibitors(alert: Alert, rules: RuleSet, alerts: Sequence[Alert]) -> Iterator[str]:
    """Yield the rules that inhibit this one and were active then; where `equal` agrees is not looked at again."""
    states = {rule.id for rule in rules.rules if isinstance(rule, WindowRule)}
    for each in rules.inhibitions:
        newest = {made.id: made for made in alerts if made.rule == each.source and made.time <= alert.time}
        is_active = any(
            alert.time < made.time + each.lasting or (each.source in states and made.state == "firing")
            for made in newest.values()
        )
        if alert.rule in each.targets and is_active:
            yield f"rule {each.source}"
