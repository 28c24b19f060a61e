"""`replay info`: say what is in a recorded stream.

With `--json` it prints one object: `stream`, `title`, `file`, `format`, `origin`, `timezone`, `updates` (how many),
`start`, `end`, `span_s`, `longest_gap` (`from`, `to`, `gap_s`; null for a single update), `per_hour` (a list of `hour`,
`updates`; hours without any are left out), `playing` (a list of `speed`, `max_gap_s` or null, `real_s`), `inferred` (a
list of sentences), and `set_aside` (`count`, and `listed`, the first thousand with `place`, `time` or null, `why`,
`unit`, what its place counts, `line` or `item`, and `file`, null where there is one).
Instants are RFC 3339 in UTC, durations numbers of seconds.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice, pairwise
from pathlib import Path
from textwrap import wrap
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from replay.cli.parts import options
from replay.cli.parts.describe import duration_text, playing_time, stream_text
from replay.cli.parts.verb import verb
from replay.clock import Speed
from replay.formats import find_stream, open_stream
from replay.language.times import render_duration
from replay.model import Aside, Stream, Update
from replay.text import printable
from replay.zones import local_time

_HOUR = timedelta(hours=1)
_MAX_BARS = 48
_BAR_WIDTH = 40
_MOST_PLACES = 100
_ORIGINAL, _MINUTE_A_SECOND = Speed.parse("1"), Speed.parse("60")
_PLAYED = ((_ORIGINAL, None), (_MINUTE_A_SECOND, None), (_MINUTE_A_SECOND, timedelta(seconds=5)))
"""The speeds, each with its longest gap, that are worked out."""


@verb()
@options.all_of(options.stream, options.timezone, options.settings, options.json)
def command(stream: str, timezone: str | None, settings: Mapping[str, str], *, as_json: bool) -> None:
    """Say what is in STREAM, a file or the name of a shipped stream (idlib)."""
    path = find_stream(stream)
    opened = open_stream(path, timezone=timezone, settings=settings)
    if as_json:
        click.echo(msgspec.json.encode(facts(opened, path)))
    else:
        click.echo("\n".join(render(opened, path)))


def facts(stream: Stream, *paths: Path) -> dict[str, Any]:
    """Return what is told about a stream of these files, with the keys of the JSON object."""
    gap = longest_gap(stream)
    return {
        "stream": stream.name,
        "title": stream.title,
        "file": ", ".join(printable(path) for path in paths),
        "format": stream.format,
        "origin": stream.origin,
        "timezone": stream.timezone,
        "updates": len(stream.updates),
        "start": stream.start,
        "end": stream.end,
        "span_s": _seconds(stream.span),
        "longest_gap": gap and {"from": gap[0].time, "to": gap[1].time, "gap_s": _seconds(gap[1].time - gap[0].time)},
        "per_hour": [{"hour": hour, "updates": count} for hour, count in sorted(updates_per_hour(stream).items())],
        "playing": [
            {
                "speed": str(speed),
                "max_gap_s": None if max_gap is None else _seconds(max_gap),
                "real_s": _seconds(playing_time(stream, speed=speed, max_gap=max_gap)),
            }
            for speed, max_gap in _PLAYED
        ],
        "inferred": stream.inferred,
        "set_aside": {"count": stream.set_aside_count, "listed": stream.set_aside},
    }


def _seconds(duration: timedelta) -> float:
    exact = duration.total_seconds()
    return int(exact) if exact.is_integer() else exact


def longest_gap(stream: Stream) -> tuple[Update, Update] | None:
    """Return the two updates with the longest gap between them, the earliest such two; None for a single update."""
    return max(pairwise(stream.updates), key=lambda pair: pair[1].time - pair[0].time, default=None)


def updates_per_hour(stream: Stream) -> Counter[datetime]:
    """Return how many updates fall into each hour of the stream's own clock, by the hour's first instant, UTC."""
    zone = ZoneInfo(stream.timezone)
    return Counter(_hour(update.time, zone) for update in stream.updates)


def _hour(time: datetime, zone: ZoneInfo) -> datetime:
    try:
        return local_time(time, zone).replace(minute=0, second=0, microsecond=0).astimezone(UTC)
    except OverflowError:  # the first of the calendar begins before it
        return time.replace(minute=0, second=0, microsecond=0)


def render(stream: Stream, path: Path) -> Iterator[str]:
    """Yield the lines for a person; every text from outside with its control characters escaped."""
    zone = ZoneInfo(stream.timezone)
    speed, max_gap = _PLAYED[-1]
    yield printable(stream.title)
    yield stream_text(stream, speed=speed, max_gap=max_gap)
    yield ""
    yield f"  stream       {stream.name}, {printable(path)}, {stream.format}"
    if stream.origin:
        yield f"  origin       {printable(stream.origin)}"
    yield f"  story        {_from_to(stream.start, stream.end, zone)}, {stream.timezone}"
    if gap := longest_gap(stream):
        yield f"  longest gap  {duration_text(gap[1].time - gap[0].time)}, {_from_to(gap[0].time, gap[1].time, zone)}"
    yield f"  playing      {', '.join(_playing(stream))}"
    yield from (f"  inferred     {printable(sentence)}" for sentence in stream.inferred)
    yield from _set_aside(stream, zone)
    yield ""
    yield from _bars(stream, zone)


def _set_aside(stream: Stream, zone: ZoneInfo) -> Iterator[str]:
    """Yield what is not played, by reason and file: the places, each with its day and time."""
    if not stream.set_aside:
        return
    yield f"  set aside    {stream.set_aside_count}, not played:"
    by_reason = sorted(stream.set_aside, key=lambda aside: aside.why)
    groups = groupby(by_reason, key=lambda aside: (aside.file, aside.why, aside.unit))
    for (file, why, unit), listed in islice(groups, _MOST_PLACES):
        of = f"{file}: " if file else ""
        places = ", ".join(f"{aside.place}{_when(aside, zone)}" for aside in islice(listed, _MOST_PLACES))
        yield from wrap(f"{of}{why}: {unit} {places}", 100, initial_indent=" " * 15, subsequent_indent=" " * 17)
    if stream.set_aside_count > _MOST_PLACES:
        yield f"{' ' * 15}--json lists the first thousand"


def _when(aside: Aside, zone: ZoneInfo) -> str:
    return f" ({local_time(aside.time, zone):%Y-%m-%d %H:%M})" if aside.time else ""


def _from_to(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    first, last = local_time(start, zone), local_time(end, zone)
    same_day = first.date() == last.date()
    return f"{first:%Y-%m-%d %H:%M} to {last:{'%H:%M' if same_day else '%Y-%m-%d %H:%M'}}"


def _playing(stream: Stream) -> Iterator[str]:
    for speed, max_gap in _PLAYED:
        real = duration_text(playing_time(stream, speed=speed, max_gap=max_gap))
        yield f"{real} at speed {speed}{f' with --max-gap {render_duration(max_gap)}' if max_gap else ''}"


def _bars(stream: Stream, zone: ZoneInfo) -> Iterator[str]:
    """Yield a bar for each hour, quiet ones too; for each day that has updates where these would be too many."""
    per_hour = updates_per_hour(stream)
    first, last = min(per_hour), max(per_hour)
    unit = "hour" if last - first < _MAX_BARS * _HOUR else "day"
    if unit == "hour":
        hours = sorted({*per_hour, *_hours(first, last)})
        rows = [(f"{hour.astimezone(zone):%m-%d %H:00}", per_hour[hour]) for hour in hours]
    else:
        days = Counter(f"{update.time.astimezone(zone):%Y-%m-%d}" for update in stream.updates)
        rows = sorted(days.items())
    yield f"  updates per {unit}"
    most = max(count for _, count in rows)
    for label, count in rows:
        bar = "█" * -(-count * _BAR_WIDTH // max(most, _BAR_WIDTH))
        yield f"  {label}  {count:>{len(str(most))}}  {bar}".rstrip()


def _hours(first: datetime, last: datetime) -> Iterator[datetime]:
    for hours in range((last - first) // _HOUR + 1):  # never a step beyond the last, which may be that of the calendar
        yield first + hours * _HOUR
