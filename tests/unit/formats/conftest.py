"""Open the files of tests/data/formats, or a text, as a stream."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError
from replay.formats import open_stream, parse_stream
from replay.formats.file.sidecar import Sidecar
from replay.formats.file.source import Source
from replay.model import Stream

DATA = Path(__file__).parents[2] / "data" / "formats"
OpenDay = Callable[..., Stream]


@pytest.fixture
def open_day() -> OpenDay:
    """Return what opens a file by its path below tests/data/formats, in a time zone if one is given."""

    def opened(name: str, timezone: str | None = None) -> Stream:
        return open_stream(DATA / name, timezone=timezone)

    return opened


def told(stream: Stream) -> list[str]:
    """Return an update a line: time in UTC, id and revision, `*` for an edit, headline, and body behind a bar."""
    return [
        f"{update.time:%m-%d %H:%M:%S}{f'.{update.time.microsecond:06}' if update.time.microsecond else ''}"
        f" {update.id}/{update.rev}{'*' if update.on == 'edited' else ''} {update.headline}"
        f"{' | ' if update.body else ''}{update.body}"
        for update in stream.updates
    ]


def open_text(name: str, data: str | bytes, zone: str | None = "UTC", **settings: str) -> Stream:
    """Return the stream of a file with this content, and these settings in its sidecar."""
    raw = data.encode() if isinstance(data, str) else data
    sidecar = Sidecar().overridden(settings)
    return parse_stream(Source.of_bytes(name, raw, ZoneInfo(zone) if zone else None, sidecar))


def complaint(name: str, data: str | bytes, zone: str | None = "UTC", **settings: str) -> str:
    """Return the message with which a file is refused."""
    with pytest.raises(StreamError) as caught:
        open_text(name, data, zone, **settings)
    return str(caught.value)
