"""What a format is given: a file's content as text, whole or line by line, and all that is known about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from replay.errors import StreamError
from replay.formats.file.content import MAX_FILE_BYTES, Content, plain_name
from replay.formats.file.sidecar import Sidecar
from replay.text import one_line_end, printable

MAX_LINE_BYTES = 1024 * 1024
_HEAD_BYTES = 64 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_AS_UTF8 = "save the file as UTF-8 text"


@dataclass(frozen=True)
class Source:
    """A file's content with all that is needed to read it.

    Attributes:
        content: The file's bytes, plain.
        zone: The zone that clock times without an offset are in.
        sidecar: What is known about the file; empty where it has no sidecar.
        is_zone_named: Whether somebody named the zone; else the file may.
    """

    content: Content
    zone: ZoneInfo
    sidecar: Sidecar = field(default_factory=Sidecar)
    is_zone_named: bool = True

    @classmethod
    def of_bytes(cls, name: str, data: bytes, zone: ZoneInfo | None = None, sidecar: Sidecar | None = None) -> "Source":
        """Return the source that *data* would be as a file called *name*, in *zone*, or where nobody named one."""
        content = Content(Path(name), data)
        return cls(content, zone or ZoneInfo("UTC"), sidecar or Sidecar(), is_zone_named=zone is not None)

    @property
    def path(self) -> Path:
        """Return the file, as the user named it."""
        return self.content.path

    @property
    def name(self) -> str:
        """Return the file's name in lower case, without the ending of packing: `day.csv` for `Day.csv.gz`."""
        return plain_name(self.path).lower()

    @property
    def head(self) -> str:
        """Return the first 64 KiB as text, whatever they are: for recognising a format, never for reading."""
        return _head(self.content)

    @cached_property
    def data(self) -> bytes:
        """The whole content.

        Raises:
            StreamError: It is larger than what is read whole, or cannot be read.
        """
        with self.content.open() as file:
            data = file.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            hint = "split it into days, or make JSON lines or CSV of it: these are read line by line"
            raise self.error(f"is over {MAX_FILE_BYTES >> 20} MiB", hint=hint)
        return data

    @cached_property
    def text(self) -> str:
        r"""The whole text, without a byte order mark, each line end a ``\n``.

        Raises:
            StreamError: It is too large, holds a NUL, or is not UTF-8.
        """
        if (nul := self.data.find(b"\0")) >= 0:
            raise self._error_at(nul, "a NUL, so it is not a text")
        try:
            return one_line_end(self.data.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            at = len(self.data) - len(error.object) + error.start  # the codec does not count a byte order mark
            raise self._error_at(at, f"0x{self.data[at]:02x}, which is not UTF-8") from None

    def window(self, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """Return what of the file belongs to its stream, the second instant not included, with days by a zone's clock.

        Raises:
            StreamError: It leaves the calendar.
        """
        try:
            return self.sidecar.window.bounds(zone) if self.sidecar.window else None
        except OverflowError:
            raise self.error("window leaves the calendar") from None

    def lines(self, *, blank: bool = False) -> Iterator[tuple[int, str]]:
        """Yield the lines with their numbers, from 1, as a stream; line ends stay, blank lines only if asked for.

        Raises:
            StreamError: A line is too long, holds a NUL, or is not UTF-8.
        """
        with self.content.open() as file:
            number = 0
            while line := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                if number == 1:
                    line = line.removeprefix(_BYTE_ORDER_MARK)
                if len(line) > MAX_LINE_BYTES:
                    raise self.error(f"a line is over {MAX_LINE_BYTES >> 20} MiB", line=number, hint="break it up")
                if b"\0" in line:
                    raise self.error("holds a NUL, so it is not a text", line=number, hint=_AS_UTF8)
                if blank or not line.isspace():
                    yield number, self._decoded(number, line)

    def _decoded(self, number: int, line: bytes) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            what = f"byte {error.start + 1} of the line is 0x{line[error.start]:02x}, which is not UTF-8"
            raise self.error(what, line=number, hint=_AS_UTF8) from None

    def _error_at(self, at: int, what: str) -> StreamError:
        lines = one_line_end(self.data[:at].decode("latin-1")).count("\n") + 1
        return self.error(f"byte {at + 1} is {what}", line=lines, hint=_AS_UTF8)

    def error(self, what: str, *, line: int | None = None, item: int | None = None, hint: str = "") -> StreamError:
        """Return the error for something wrong in this file, to be raised; it stands on a line, or in an item."""
        told = f"item {item}: {what}" if item else what
        return StreamError(printable(self.path), told, line=line, hint=hint)


@lru_cache(maxsize=1)  # formats are asked one after the other about one file, and of many files none is to be held
def _head(content: Content) -> str:
    with content.open() as file:
        return one_line_end(file.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace"))
