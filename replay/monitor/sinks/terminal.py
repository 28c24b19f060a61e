"""Alerts as lines that a person enjoys reading: time, severity, rule, headline, the matched words marked."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from replay.model import Alert, Evidence, Update
from replay.monitor.log import Sink
from replay.text import printable

_SEVERITY_STYLE = {"info": "cyan", "warning": "yellow", "critical": "bold red"}
_MARK = "bold underline"
_RULE_WIDTH = 16
_HEADLINE_LEAST = 24
_BEFORE = 24
_AFTER = 24


def terminal_sink(console: Console, timezone: str) -> Sink:
    """Return a sink that prints each alert as one line.

    Args:
        console: Where; the line is cut to its width.
        timezone: IANA name of the zone that story time is shown in.
    """
    zone = ZoneInfo(timezone)

    def show(alert: Alert, update: Update) -> None:
        console.print(render_alert(alert, update, zone=zone, width=console.width), no_wrap=True, overflow="ellipsis")

    return show


def render_alert(alert: Alert, update: Update, *, zone: ZoneInfo, width: int) -> Text:
    """Return an alert as one line.

    Args:
        alert: The alert.
        update: The update that raised it.
        zone: For the story time.
        width: Columns that the line may take; the headline gives way to what matched in the body.
    """
    state = "" if alert.state == "firing" else f" ({', '.join((alert.state, *alert.suppressed_by))})"
    line = Text()
    line.append(f"{alert.time.astimezone(zone):%H:%M}  ", style="bold")
    line.append(f"{alert.severity:<8}  ", style=_SEVERITY_STYLE[alert.severity])
    line.append(f"{alert.rule + state:<{_RULE_WIDTH}}  ")
    in_headline = [each for each in alert.evidence if each.field == "headline"]
    in_body = [each for each in alert.evidence if each.field == "body"]
    quote = _quote(update.body, in_body)
    headline = _marked(update.headline, 0, len(update.headline), in_headline)
    if quote:
        headline.truncate(max(_HEADLINE_LEAST, width - line.cell_len - quote.cell_len - 2), overflow="ellipsis")
    return line + headline + (Text("  ") if quote and headline else Text()) + quote


def _quote(body: str, evidence: Sequence[Evidence]) -> Text:
    """Return the first match of the body with a few words around it; empty where there is none."""
    if not evidence:
        return Text()
    first = evidence[0]
    start, end = max(0, first.start - _BEFORE), min(len(body), first.end + _AFTER)
    if start and " " in body[start : first.start]:
        start = body.index(" ", start) + 1
    if end < len(body) and " " in body[first.end : end]:
        end = body.rindex(" ", first.end, end)
    quote = _marked(body, start, end, [each for each in evidence if each.end <= end])
    return Text("… " if start else "", style="dim") + quote + Text(" …" if end < len(body) else "", style="dim")


def _marked(original: str, start: int, end: int, evidence: Sequence[Evidence]) -> Text:
    """Return `original[start:end]` on one line, safe for a terminal, with the evidence in it marked."""
    text, place = Text(), start
    for each in sorted(evidence, key=lambda each: each.start):
        if each.start < place:
            continue
        text.append(_one_line(original[place : each.start]))
        text.append(_one_line(original[each.start : each.end]), style=_MARK)
        place = each.end
    return text.append(_one_line(original[place:end]))


def _one_line(text: str) -> str:
    return printable(text.replace("\n\n", " ¶ ").replace("\n", " "))
