"""JSON lines of our own: a header, then updates, clocks and changes of rules in the order in which they counted.

It is what a live watch journals, and it plays again to the same alerts (docs/rules.md, "A live source"). One object a
line, told apart by `type`.
"""

from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from replay.formats.source import Entry, Recording, Source
from replay.model import Instant, Update
from replay.zones import zone_named

NAME = "replay JSON lines"
_RELOADED = "Its rules changed while it was watched; what replays it uses one set from the beginning."
_MARK = '"type":"stream"'


class Header(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="stream"):
    """The first line.

    Attributes:
        version: Of this format.
        stream: Name of the stream.
        title: What a person calls it.
        timezone: IANA name of the zone that its clock times are shown in.
        start: When the stream was declared to begin, where that is not its first update.
    """

    version: Literal[1] = 1
    stream: str
    title: str = ""
    timezone: str = "UTC"
    start: Instant | None = None


class UpdateLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="update"):
    """An update, in release order."""

    data: Update


class ClockLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="clock"):
    """No update at or before `time` was outstanding."""

    time: Instant


class RulesLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="rules"):
    """From here on these rules held: their digests by their ids."""

    rules: dict[str, str]


Line = Header | UpdateLine | ClockLine | RulesLine
_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)
_encoder = msgspec.json.Encoder()


def render_line(line: Line) -> bytes:
    """Return *line* as it is written, with its line end."""
    return _encoder.encode(line) + b"\n"


def recognises(source: Source) -> bool:
    """Say whether the first line looks like our header."""
    first = source.head.lstrip().partition("\n")[0]
    return first.startswith("{") and _MARK in first.replace(" ", "")


def parse(source: Source) -> Recording:
    """Return what the file says.

    Raises:
        StreamError: With the line.
    """
    header: Header | None = None
    entries: list[Entry] = []
    rules: list[RulesLine] = []
    end: datetime | None = None
    for number, text in enumerate(source.text.split("\n"), 1):
        line = _read(source, number, text) if text.strip() else None
        if isinstance(line, Header) != (header is None) and line is not None:
            raise source.error("the header stands first, and once", line=number, hint="remove this line")
        match line:
            case Header():
                header = _checked(source, number, line)
            case UpdateLine():
                assert header is not None
                entries.append(_entry(source, number, line.data, header.stream))
            case ClockLine():
                end = line.time if end is None else max(end, line.time)
            case RulesLine():
                rules.append(line)
    assert header is not None
    if not entries:
        raise source.error("holds no update")
    first, last = min(each.time for each in entries), max(each.time for each in entries)
    return Recording(
        title=header.title,
        entries=entries,
        inferred=[_RELOADED] if any(line != rules[0] for line in rules) else [],
        stream=header.stream,
        timezone=header.timezone,
        start=min(header.start, first) if header.start else None,
        end=end if end is not None and end > last else None,
    )


def _read(source: Source, number: int, text: str) -> Line:
    try:
        return _decoder.decode(text)
    except RecursionError:
        raise source.error("is nested too deeply", line=number) from None
    except (msgspec.DecodeError, ValueError) as error:
        raise source.error(f"is no line of a replay stream: {_lower(str(error))}", line=number) from None


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _checked(source: Source, number: int, header: Header) -> Header:
    try:
        zone_named(header.timezone)
    except ValueError as error:
        raise source.error(f"timezone {error}", line=number) from None
    return header


def _entry(source: Source, number: int, update: Update, stream: str) -> Entry:
    if update.stream != stream:
        what = f"update '{update.id}' is of the stream '{update.stream}', the header says '{stream}'"
        raise source.error(what, line=number, hint="keep one stream a file")
    given: dict[str, Any] = {
        name: getattr(update, name) for name in Entry.__dataclass_fields__ if name not in ("line", "time")
    }
    return Entry(line=number, time=update.time.astimezone(ZoneInfo("UTC")), **given)
