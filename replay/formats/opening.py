"""Open a recorded stream: find the file, read its sidecar, pick the format, put the updates in release order."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from replay.errors import StreamError, UsageError
from replay.formats import jsonlines, liveblog
from replay.formats.finding import find_stream, slug
from replay.formats.sidecar import Sidecar, load_sidecar, sidecar_path
from replay.formats.source import MAX_FILE_BYTES, MAX_TEXT_BYTES, Entry, Format, Source
from replay.model import Stream, Update
from replay.text import printable
from replay.zones import zone_named

FORMATS: tuple[Format, ...] = (jsonlines, liveblog)
"""Every format, in the order in which they are asked whether they recognise a file."""

_NO_ZONE = "Its clock times are in UTC: neither a sidecar nor --timezone names a time zone."


def open_stream(name_or_path: str | Path, *, timezone: str | None = None) -> Stream:
    """Open a recorded stream.

    Args:
        name_or_path: A file, or the name of a shipped stream (see `find_stream`).
        timezone: IANA name of the zone that its clock times are in; wins over the sidecar's. Where neither names one
            it is UTC, and the stream's `inferred` says so.

    Raises:
        StreamError: The file or its sidecar cannot be used.
        UsageError: There is no time zone called *timezone*.
    """
    zone = _zone_option(timezone)
    path = find_stream(name_or_path)
    beside = sidecar_path(path)
    sidecar = load_sidecar(beside) if beside else Sidecar()
    data = _read(path)
    if wrong := sidecar.mismatch(data):
        raise StreamError(printable(str(path)), wrong, hint="restore the file, or put the new sum into the sidecar")
    zone = zone or (zone_named(sidecar.timezone) if sidecar.timezone else None)
    return parse_stream(Source(path, data, zone or ZoneInfo("UTC"), sidecar, is_zone_named=zone is not None))


def _zone_option(name: str | None) -> ZoneInfo | None:
    try:
        return zone_named(name) if name is not None else None
    except ValueError as error:
        raise UsageError(f"timezone {error}") from None


def _read(path: Path) -> bytes:
    shown = printable(str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise StreamError(shown, f"cannot be read: {error.strerror}") from None
    if len(data) > MAX_FILE_BYTES:
        raise StreamError(shown, f"is over {MAX_FILE_BYTES >> 20} MiB", hint="split it into days")
    return data


def parse_stream(source: Source) -> Stream:
    """Return the stream that a file's content is.

    Raises:
        StreamError: It is empty, of no known format, or wrong; with the line where there is one.
    """
    if not source.data.strip(b"\xef\xbb\xbf \t\r\n"):
        raise source.error("is empty")
    recording = _format_of(source).parse(source)
    name = source.sidecar.stream or recording.stream or slug(source.path.stem)
    zone, inferred = source.zone, list(recording.inferred)
    if not source.is_zone_named and recording.timezone:
        zone = ZoneInfo(recording.timezone)
    elif not source.is_zone_named:
        inferred.insert(0, _NO_ZONE)
    return Stream(
        name=name,
        title=source.sidecar.title or recording.title or source.path.stem,
        timezone=zone.key,
        updates=tuple(_released(source, name, recording.entries)),
        inferred=tuple(inferred),
        origin=source.sidecar.origin,
        opened=recording.start,
        closed=recording.end,
    )


def _format_of(source: Source) -> Format:
    for known in FORMATS:
        if known.recognises(source):
            return known
    _ = source.text  # a file that is no text at all is told so
    names = ", ".join(known.NAME for known in FORMATS)
    raise source.error("is in no format that replay knows", hint=f"it knows: {names}")


def _released(source: Source, name: str, entries: Sequence[Entry]) -> Iterator[Update]:
    """Yield the updates by (time, file place), each with its `seq`, and an id where it has none."""
    of_minute: Counter[str] = Counter()
    for seq, entry in enumerate(sorted(entries, key=lambda entry: entry.time), start=1):
        size = len(entry.headline.encode()) + len(entry.body.encode())
        if size > MAX_TEXT_BYTES:
            what = f"the update's text has {size} bytes, over {MAX_TEXT_BYTES >> 10} KiB"
            raise source.error(what, line=entry.line, hint="split it into several updates")
        minute = f"{entry.time.astimezone(source.zone):%H%M}"
        of_minute[minute] += 1
        yield Update(
            id=entry.id or f"{minute}-{of_minute[minute]}",
            rev=entry.rev,
            stream=name,
            seq=seq,
            time=entry.time,
            headline=entry.headline,
            body=entry.body,
            source=entry.source,
            author=entry.author,
            url=entry.url,
            tags=entry.tags,
            on=entry.on,
            time_inferred=entry.time_inferred,
            data=entry.data,
        )
