"""Alerts as lines that a person enjoys reading: time, severity, rule, headline, the matched words marked."""

from collections.abc import Callable, Mapping, Sequence
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from replay.alertlog.log import Sink
from replay.excerpt import Place, merged, parted, surroundings
from replay.model import Alert, Evidence, Update
from replay.text import printable

SEVERITY_STYLE = {"info": "cyan", "warning": "yellow", "critical": "bold red"}
_RESOLVED_STYLE = "green"
_MARK = "bold underline"
_RULE_WIDTH = 17
_HEADLINE_LEAST = 24
_HEADLINE_USELESS = 8
_AROUND = 24
_GAP = "  "
_DOTS = "… "


def terminal_sink(console: Console, zone: Callable[[], ZoneInfo]) -> Sink:
    """Return a sink that prints each alert as one line.

    Args:
        console: Where; the line is cut to its width.
        zone: Returns that in which story time is shown; asked for each alert.
    """

    def show(alert: Alert, update: Update | None) -> None:
        console.print(render_alert(alert, update, zone=zone(), width=console.width), no_wrap=True, overflow="ellipsis")

    return show


def days_sink(console: Console, zones: Mapping[str, ZoneInfo], zone: ZoneInfo) -> Sink:
    """Return a sink that prints each alert as one line, below a line with its day and its stream.

    Args:
        console: Where; lines are cut to its width.
        zones: By the stream's name, the zone that its story time is shown in.
        zone: That of alerts across streams.
    """
    shown: set[tuple[str, str]] = set()

    def show(alert: Alert, update: Update | None) -> None:
        own = zones.get(alert.stream, zone)
        heading = f"{alert.time.astimezone(own):%Y-%m-%d}", alert.stream
        if heading not in shown:
            shown.clear()
            shown.add(heading)
            console.print(Text(_GAP.join(heading), style="dim"))
        console.print(render_alert(alert, update, zone=own, width=console.width), no_wrap=True, overflow="ellipsis")

    return show


def render_alert(alert: Alert, update: Update | None, *, zone: ZoneInfo, width: int) -> Text:
    """Return an alert as one line.

    Args:
        alert: The alert.
        update: The update that raised it; None for a deadline, whose title is shown instead.
        zone: For the story time.
        width: Columns that the line may take; the headline gives way to what matched in the body.
    """
    held_back = f" (suppressed, {', '.join(alert.suppressed_by)})" if alert.state == "suppressed" else ""
    line = Text()
    line.append(f"{alert.time.astimezone(zone):%H:%M}  ", style="bold")
    if alert.state == "resolved":
        line.append("resolved  ", style=_RESOLVED_STYLE)
    else:
        line.append(f"{alert.severity:<8}  ", style=SEVERITY_STYLE[alert.severity])
    line.append(f"{alert.rule + held_back:<{_RULE_WIDTH}}  ")
    if update is None:
        return line + Text(_one_line(alert.title))
    room = width - line.cell_len
    headline = _marked(update.headline, 0, len(update.headline), _spans(alert.evidence, "headline"))
    in_body = _spans(alert.evidence, "body")
    if not in_body:
        return line + headline
    quote = _quote(update.body, in_body, room - min(_HEADLINE_LEAST, headline.cell_len) - len(_GAP))
    left = room - quote.cell_len - len(_GAP)
    if left < _HEADLINE_USELESS:
        return line + quote
    headline.truncate(left, overflow="ellipsis")
    return line + headline + Text(_GAP if headline else "") + quote


def _spans(evidence: Sequence[Evidence], field: str) -> list[Place]:
    return merged((each.start, each.end) for each in evidence if each.field == field)


def _quote(body: str, spans: Sequence[Place], room: int) -> Text:
    """Return the first match of the body with the words around it that there is room for, a few a side at most."""
    first, last = spans[0]
    around = max(0, min(_AROUND, (room - (last - first)) // 2 - len(_DOTS)))
    start, end = surroundings(body, spans[0], around)
    quote = _marked(body, start, end, [span for span in spans if span[1] <= end])
    before, after = _DOTS if start else "", _DOTS[::-1] if end < len(body) else ""
    return Text(before, style="dim") + quote + Text(after, style="dim")


def _marked(original: str, start: int, end: int, spans: Sequence[Place]) -> Text:
    """Return `original[start:end]` on one line, safe for a terminal, with *spans* in it marked."""
    text = Text()
    for number, part in enumerate(parted(original, (start, end), spans)):
        text.append(_one_line(part), style=_MARK if number % 2 else None)
    return text


def _one_line(text: str) -> str:
    return printable(text.replace("\n\n", " ¶ ").replace("\n", " "))
