"""The journal of a live watch: what came, and what counted; a watch that was killed goes on with it.

Source: docs/decisions/0003-a-journal-is-a-stream.md.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

import msgspec

from replay.appending import write_line
from replay.formats.file.source import MAX_LINE_BYTES
from replay.formats.readers.native import LINES, Header, HeldLine, Line, RulesLine, UpdateLine, render_line
from replay.text import printable
from replay.torn import whole_lines

_HEAD = b'{"type":"'
"""How every line begins."""


class JournalFile:
    """A journal to be written, and what it holds from before; a kill may have cut its last line, which goes.

    Args:
        file: Where lines are appended, unbuffered.
        stream: Whose journal it is.
        path: Where what it holds is read, None where that is nothing.

    Attributes:
        header: Its first line, None where it holds none.
        rules: Those that held last, or None.

    Raises:
        ValueError: It is no journal of *stream*, and nothing was changed.
    """

    def __init__(self, file: IO[bytes], stream: str, path: Path | None = None) -> None:
        self.header: Header | None = None
        self.rules: RulesLine | None = None
        self._file: IO[bytes] | None = file
        self._path = path
        self._unwritten: Sequence[Line] = ()
        if path is not None:
            self._look_through(path, file, stream)

    def _look_through(self, path: Path, log: IO[bytes], stream: str) -> None:
        with path.open("rb") as file:
            lines: Iterator[tuple[int, Line]] = whole_lines(
                file, log, _parsed, head=_HEAD, most_bytes=MAX_LINE_BYTES, otherwise="none of a journal"
            )
            for number, line in lines:
                self._note(line, number, stream)

    def _note(self, line: Line, number: int, stream: str) -> None:
        if isinstance(line, Header) != (number == 1):
            raise ValueError(f"line {number} is none of a journal")
        match line:
            case Header():
                if line.stream != stream:
                    raise ValueError(f"is no journal of '{stream}' but of '{printable(line.stream[:40])}'")
                if line.start is None:
                    raise ValueError("is no journal of a watch: it says no start")
                self.header = line
            case UpdateLine() | HeldLine() if line.data.stream != stream:
                raise ValueError(f"line {number} is of the stream '{printable(line.data.stream[:40])}'")
            case RulesLine():
                self.rules = line

    def past(self) -> Iterator[Line]:
        """Yield what it holds from before, read anew."""
        if self._path is None:
            return
        with self._path.open("rb") as file:
            yield from (line for text in file if (line := _parsed(text)) is not None)

    def begin(self, *lines: Line) -> None:
        """Put *lines* before the first that is worth a file."""
        self._unwritten = lines

    def write(self, line: Line) -> None:
        """Add a line; a journal that failed takes no more.

        Raises:
            OutputError: If the file cannot take it.
        """
        if self._file is not None:
            file, self._file = self._file, None
            for each in (*self._unwritten, line):
                write_line(file, render_line(each), "journal")
            self._unwritten = ()
            self._file = file


def _parsed(text: bytes) -> Line | None:
    try:
        return LINES.decode(text)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
