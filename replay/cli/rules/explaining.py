"""An explanation as lines that a person reads: what was asked for, what held, what came of it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from replay.engine.explain import Explanation
from replay.engine.explain.parts import Part
from replay.language.template import text_of
from replay.model import Alert, Evidence
from replay.text import printable

_MARKS = {True: "✓", False: "✗", None: "·"}
_EACH = ("match", "casualties")
_VERDICTS = {True: ("did not match", "matched"), False: ("is no input", "is an input")}
_MOST_FOUND = 5
_MOST_PARTS = 20
_LONGEST = 160


def render(explanation: Explanation, timezone: str, *, rule_type: str) -> Iterator[str]:
    """Yield the lines of an explanation; text from outside has its control characters escaped.

    Args:
        explanation: What a rule made of an update or an instant.
        timezone: IANA name of the zone that times are shown in.
        rule_type: Of the rule: an update matches some, and is an input to others.
    """
    zone = ZoneInfo(timezone)
    yield printable(_head(explanation, zone, _VERDICTS[rule_type in _EACH]))
    for part in explanation.parts:
        yield from (printable(line) for line in _part(part, "  "))
    for alert in explanation.firing_since:
        yield printable(
            f"  firing since {_clock(alert.time, zone)}{_key(alert)}; it fires again once that has resolved"
        )
    for alert in explanation.alerts:
        yield printable(f"  {_alert(alert, zone)}")
    yield from (printable(f"  held back by {line}") for line in explanation.held_back)
    if not explanation.alerts:
        is_edit = rule_type in _EACH and explanation.holds
        yield "  no alert: an edit that matched nothing new" if is_edit else "  no alert"


def _head(explanation: Explanation, zone: ZoneInfo, verdicts: tuple[str, str]) -> str:
    time, update = _clock(explanation.time, zone), explanation.update
    if update is None:
        return f"{explanation.rule}  no update at {time}"
    verdict = verdicts[explanation.holds]
    edit = f" rev {update.rev}" if update.rev > 1 else ""
    return f"{explanation.rule}  {verdict}  {update.id}{edit}  {time}  “{_short(update.headline)}”"


def _part(part: Part, indent: str) -> Iterator[str]:
    remarks = "; ".join(each for each in (part.note, _found(part.found)) if each)
    yield f"{indent}{_MARKS[part.holds]} {_short(part.what)}{f': {remarks}' if remarks else ''}"
    for below in part.parts[:_MOST_PARTS]:
        yield from _part(below, f"{indent}  ")
    if len(part.parts) > _MOST_PARTS:
        yield f"{indent}  … and {len(part.parts) - _MOST_PARTS} more"


def _found(found: Iterable[Evidence]) -> str:
    """Return what was found, each wording once for a field."""
    quotes = list(dict.fromkeys(f"“{_short(each.text)}” in the {each.field}" for each in found))
    more = f" and {len(quotes) - _MOST_FOUND} more" if len(quotes) > _MOST_FOUND else ""
    return ", ".join(quotes[:_MOST_FOUND]) + more


def _alert(alert: Alert, zone: ZoneInfo) -> str:
    """Return a line on what was concluded, and on what held it back."""
    parts = [f"alert {alert.state} at {_clock(alert.time, zone)}{_key(alert)}"]
    if alert.suppressed_by:
        parts.append(f"suppressed by {', '.join(alert.suppressed_by)}")
    if isinstance(alert.reason, str):
        parts.append(f"reason {alert.reason}")
    parts.append(f"count {alert.count}")
    if alert.value not in (None, alert.count):
        parts.append(f"value {text_of(alert.value)}")
    return ", ".join([*parts, f"updates {', '.join(alert.updates)}" if alert.updates else "no updates"])


def _key(alert: Alert) -> str:
    return f" for {text_of({name: value or 'none' for name, value in alert.key.items()})}" if alert.key else ""


def _clock(time: datetime, zone: ZoneInfo) -> str:
    return f"{time.astimezone(zone):{'%H:%M:%S' if time.second else '%H:%M'}}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
