"""What a format is given (`Source`), what it gives back (`Recording`), and what each one has (`Format`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Protocol
from zoneinfo import ZoneInfo

from replay.errors import StreamError
from replay.formats.sidecar import Sidecar
from replay.text import printable

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_TEXT_BYTES = 64 * 1024
_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True)
class Source:
    """A file's content with all that is needed to read it.

    Attributes:
        path: The file, as the user named it; nothing is read from it any more.
        data: Its bytes.
        zone: The zone that clock times without an offset are in.
        sidecar: What is known about the file; empty where it has no sidecar.
        is_zone_named: Whether somebody named the zone; else the file may.
    """

    path: Path
    data: bytes
    zone: ZoneInfo
    sidecar: Sidecar = field(default_factory=Sidecar)
    is_zone_named: bool = True

    @cached_property
    def head(self) -> str:
        """The first 64 KiB as text, whatever they are: for recognising a format, never for reading."""
        return _one_line_end(self.data[:_HEAD_BYTES].decode("utf-8-sig", errors="replace"))

    @cached_property
    def text(self) -> str:
        r"""The whole text, without a byte order mark, each line end a ``\n``.

        Raises:
            StreamError: It holds a NUL, or is not UTF-8.
        """
        if (nul := self.data.find(b"\0")) >= 0:
            raise self._error_at(nul, "a NUL, so it is not a text")
        try:
            return _one_line_end(self.data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            at = len(self.data) - len(error.object) + error.start  # the codec does not count a byte order mark
            raise self._error_at(at, f"0x{self.data[at]:02x}, which is not UTF-8") from None

    def _error_at(self, at: int, what: str) -> StreamError:
        lines = _one_line_end(self.data[:at].decode("latin-1")).count("\n") + 1
        return self.error(f"byte {at + 1} is {what}", line=lines, hint="save the file as UTF-8 text")

    def error(self, what: str, *, line: int | None = None, hint: str = "") -> StreamError:
        """Return the error for something wrong in this file, to be raised."""
        return StreamError(printable(str(self.path)), what, line=line, hint=hint)


def _one_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One update as a format reads it, before it has its stream and its place.

    Attributes:
        line: Where it begins, 1-based.
        time: Story time, aware, UTC.
        id: As the input gives it, or empty.
        rev: As in an update, and so are the fields below.
        headline: One line, may be empty.
        body: Paragraphs parted by a blank line, may be empty.
        source: Who published it.
        author: Who wrote it.
        url: Where it stands.
        tags: Without `#`.
        on: Whether it is new or an edit.
        time_inferred: True where the input gives no time of its own.
        data: Extra fields.
    """

    line: int
    time: datetime
    id: str = ""
    rev: int = 1
    headline: str = ""
    body: str = ""
    source: str | None = None
    author: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    on: Literal["published", "edited"] = "published"
    time_inferred: bool = False
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recording:
    """What a format read from a file.

    Attributes:
        title: As the file gives it, or empty.
        entries: In file place, oldest first: the order of release at equal times.
        inferred: What reading had to assume, a sentence each.
        stream: The stream's name, as the file gives it, or empty.
        timezone: IANA name of the zone of its clock times, as the file gives it, or empty.
        start: When the stream began, where that is before its first update.
        end: When it ended, where that is behind its last update.
    """

    title: str
    entries: Sequence[Entry]
    inferred: Sequence[str] = ()
    stream: str = ""
    timezone: str = ""
    start: datetime | None = None
    end: datetime | None = None


class Format(Protocol):
    """What every module of a format has."""

    NAME: str
    """What a person calls it."""

    def recognises(self, source: Source) -> bool:
        """Say whether the file is meant to be of this format, right or wrong; never raises."""

    def parse(self, source: Source) -> Recording:
        """Return what the file says.

        Raises:
            StreamError: With the line.
        """
