"""Open a recorded stream: find the file, and read its sidecar."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from replay.errors import StreamError, UsageError
from replay.formats.file.content import Content
from replay.formats.file.finding import find_stream
from replay.formats.file.sidecar import Sidecar, load_sidecar, sidecar_path
from replay.formats.file.source import Source
from replay.formats.parsing import parse_stream
from replay.formats.recognising import unknown_format
from replay.model import Stream
from replay.text import printable
from replay.zones import zone_named


def open_stream(
    name_or_path: str | Path, *, timezone: str | None = None, settings: Mapping[str, str] | None = None
) -> Stream:
    """Open a recorded stream.

    Args:
        name_or_path: A file, or the name of a shipped stream (see `find_stream`).
        timezone: IANA name of the zone that its clock times are in; wins over the sidecar's. Where neither names one
            it is UTC, and the stream's `inferred` says so.
        settings: Keys of a sidecar, which win over the file's.

    Raises:
        StreamError: The file or its sidecar cannot be used.
        UsageError: There is no time zone called *timezone*, or a setting is wrong.
    """
    return parse_stream(open_source(name_or_path, timezone=timezone, settings=settings))


def open_source(
    name_or_path: str | Path, *, timezone: str | None = None, settings: Mapping[str, str] | None = None
) -> Source:
    """Return the file of a stream with its sidecar; arguments and errors as for `open_stream`."""
    zone = _zone_option(timezone)
    path = find_stream(name_or_path)
    beside = sidecar_path(path)
    sidecar = (load_sidecar(beside) if beside else Sidecar()).overridden(settings or {})
    if settings and "format" in settings and (wrong := unknown_format(settings["format"])):
        raise UsageError(f"--set {wrong}")
    content = Content(path)
    if sidecar.sha256 and (wrong := sidecar.mismatch(content.sha256())):
        raise StreamError(printable(path), wrong, hint="restore the file, or put the new sum into the sidecar")
    zone = zone or (zone_named(sidecar.timezone) if sidecar.timezone else None)
    return Source(content, zone or ZoneInfo("UTC"), sidecar, is_zone_named=zone is not None)


def _zone_option(name: str | None) -> ZoneInfo | None:
    try:
        return zone_named(name) if name is not None else None
    except ValueError as error:
        raise UsageError(f"timezone {error}") from None
