"""JSON lines of our own: a header, then updates, clocks and changes of rules in the order in which they counted.

It is what a live watch journals, and it plays again to the same alerts (docs/rules.md, "A live source"). One object a
line, told apart by `type`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from replay.docstrings import documented
from replay.formats.file.source import Source
from replay.formats.parts.faults import fault, words_of
from replay.formats.recording import Entry, Recording
from replay.model import Instant, Update
from replay.text import printable
from replay.zones import zone_named

NAME = "replay JSON lines"
SETTINGS = frozenset[str]()
RELOADED = "Its rules changed while it was watched; what replays it uses one set from the beginning."
_HEADER_KEYS = ("version", "stream")
_HEADER = '{"type": "stream", "version": 1, "stream": "day"}'


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


class UpdateLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="update", gc=False):
    """An update, in release order.

    Attributes:
        data: The update.
    """

    data: Update


class HeldLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="held", gc=False):
    """An update that came, and that earlier ones may still come before; what replays the stream passes it over.

    Attributes:
        data: The update; it stands in an update's line as well once it counts.
    """

    data: Update


class ClockLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="clock"):
    """How far story time had come.

    Attributes:
        time: No update at or before it was outstanding.
    """

    time: Instant


class RulesLine(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="rules"):
    """From here on these rules held; what replays the stream passes them over.

    Attributes:
        rules: Their digests by their ids.
    """

    rules: dict[str, str]


Line = Header | UpdateLine | HeldLine | ClockLine | RulesLine
_TOLD = (
    "A line of a replay stream (JSON lines): a header first, then updates in release order, and perhaps what"
    " waits for its release, clocks and changes of rules."
)
_NAME = re.compile(r"[a-z0-9-]+")
MAX_REV = 2**53
LINES: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)
"""Reads a line, or many."""

_encoder = msgspec.json.Encoder()


def line_schema() -> dict[str, Any]:
    """Return the schema of a line, JSON Schema 2020-12."""
    schema = msgspec.json.schema(Line)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a replay stream",
        "description": _TOLD,
        **schema,
        "$defs": {name: documented(each) for name, each in schema["$defs"].items()},
    }


def render_line(line: Line) -> bytes:
    """Return *line* as it is written, with its line end."""
    return _encoder.encode(line) + b"\n"


def recognises(source: Source) -> bool:
    """Say whether the first line is a header, right or wrong, or an update of ours: a row may have a type too."""
    first = source.head.lstrip().partition("\n")[0]
    try:
        header = msgspec.json.decode(first)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return False
    match header:
        case {"type": "stream"}:
            return len(header) == 1 or not header.keys().isdisjoint(_HEADER_KEYS)
        case {"type": "update", "data": {"stream": str()}}:
            return len(header) == len(UpdateLine.__struct_fields__) + 1
    return False


def parse(source: Source) -> Recording:
    """Return what the file says, as it is read.

    Raises:
        StreamError: With the line.
    """
    lines = source.lines()
    number, text = next(lines)
    header = _read(source, number, text)
    if not isinstance(header, Header):
        raise source.error("the header is missing", line=number, hint=f"the first line is such as {_HEADER}")
    if not _NAME.fullmatch(header.stream):
        what = f"the stream's name '{printable(header.stream[:40])}' has more than the letters a-z, digits and '-'"
        raise source.error(what, line=number)
    recording = Recording(
        entries=(),
        order="oldest-first",
        title=header.title,
        stream=header.stream,
        timezone=_zone(source, number, header),
        start=header.start,
    )
    recording.entries = _entries(source, lines, recording)
    return recording


def _entries(source: Source, lines: Iterable[tuple[int, str]], recording: Recording) -> Iterator[Entry]:
    rules: RulesLine | None = None
    reloaded = False
    for number, text in lines:
        match line := _read(source, number, text):
            case Header():
                raise source.error("the header stands first, and once", line=number, hint="remove this line")
            case UpdateLine():
                yield _entry(source, number, line.data, recording.stream)
            case HeldLine():
                pass
            case ClockLine():
                recording.end = max(line.time, recording.end or line.time)
            case RulesLine():
                reloaded |= line != (rules or line)
                rules = line
    if reloaded:
        recording.notes.say(RELOADED)


def _read(source: Source, number: int, text: str) -> Line:
    try:
        return LINES.decode(text)
    except RecursionError:
        raise source.error("is nested too deeply", line=number) from None
    except msgspec.ValidationError as error:
        what = f"is no line of a replay stream: {words_of(error)}"
        raise source.error(what, line=number, hint="`replay docs stream` prints what a line holds") from None
    except (msgspec.DecodeError, ValueError) as error:
        what = f"is no line of a replay stream: {fault(error, text)[1]}"
        raise source.error(what, line=number, hint="remove it if it was cut off as it was written") from None


def _zone(source: Source, number: int, header: Header) -> str:
    try:
        return zone_named(header.timezone).key
    except ValueError as error:
        raise source.error(f"timezone {error}", line=number) from None


def _entry(source: Source, number: int, update: Update, stream: str) -> Entry:
    if update.stream != stream:
        what = (
            f"update '{printable(update.id)}' is of the stream '{printable(update.stream)}', the header says '{stream}'"
        )
        raise source.error(what, line=number, hint="keep one stream a file")
    if abs(update.rev) > MAX_REV:
        raise source.error(f"rev of the update '{printable(update.id)}' is out of range", line=number)
    given: dict[str, Any] = {
        name: getattr(update, name) for name in Entry.__struct_fields__ if name not in ("place", "time", "hindsight")
    }
    return Entry(place=number, time=update.time.astimezone(ZoneInfo("UTC")), **given)
