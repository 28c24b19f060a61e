"""Alerts in the cells of a table: when, of what, and what they rest on."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.table import Table
from rich.text import Text

from replay.alertlog.terminal import SEVERITY_STYLE
from replay.model import Alert
from replay.text import printable
from replay.zones import local_time

_MOST_QUOTED = 3
_LONGEST_QUOTE = 60


def clock_for(times: Iterable[datetime], timezone: str) -> Callable[[datetime], str]:
    """Return what shows any of *times*: with its date, unless all are of one day in *timezone*, an IANA name."""
    zone = ZoneInfo(timezone)
    days = {local_time(time, zone).date() for time in times}
    return lambda time: f"{local_time(time, zone):{'%H:%M' if len(days) <= 1 else '%Y-%m-%d %H:%M'}}"


def rule_text(alert: Alert, *, with_stream: bool) -> str:
    """Return the rule of an alert with the values of its key, that of the stream only *with_stream*."""
    values = [value or "none" for name, value in alert.key.items() if with_stream or name != "stream"]
    return printable(alert.rule + (f" ({', '.join(values)})" if values else ""))


def alert_text(alert: Alert) -> Text:
    """Return how urgent an alert is, or that it did not go out, or resolves, and what it rests on."""
    told = Text()
    if alert.state == "firing":
        told.append(alert.severity, style=SEVERITY_STYLE[alert.severity])
    else:
        told.append(alert.state + (f" by {', '.join(alert.suppressed_by)}" if alert.suppressed_by else ""))
    quotes = list(dict.fromkeys(" ".join(each.text.split()) for each in alert.evidence))
    quoted = [f"“{each[:_LONGEST_QUOTE]}{'…' * (len(each) > _LONGEST_QUOTE)}”" for each in quotes[:_MOST_QUOTED]]
    words = ", ".join([*quoted, *["…"] * (len(quotes) > _MOST_QUOTED)])
    return told.append("".join(f"  {printable(each)}" for each in (*alert.updates[-1:], words) if each))


def table(header: Sequence[str], rows: Iterable[Sequence[str | Text]], *, left: int) -> Table:
    """Return a table without lines, for a terminal.

    Args:
        header: The names of its columns, in one line or two; without any there is no header.
        rows: Their cells; text as it is, no markup.
        left: How many columns are set to the left, and broken where there is no room, the widest first; the others hold
            numbers, which never are.
    """
    made = Table(box=None, pad_edge=False, show_header=any(header), header_style="dim", padding=(0, 2, 0, 0))
    height = max(name.count("\n") for name in header)
    for place, name in enumerate(header):
        lines, is_text = "\n" * (height - name.count("\n")) + name, place < left
        made.add_column(lines, justify="left" if is_text else "right", no_wrap=not is_text, overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in row))
    return made
