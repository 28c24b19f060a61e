"""Look through a file of our own lines from end to end, in parts where several processes do.

Whatever is out of the ordinary, also what is wrong, ends the look: it is left to the shelf, which can tell where.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise

import msgspec

from replay.formats.file.source import MAX_LINE_BYTES, Source
from replay.formats.readers.native import LINES, MAX_REV, ClockLine, HeldLine, Line, RulesLine, UpdateLine
from replay.formats.recording import MAX_DEPTH, MAX_TEXT_BYTES
from replay.formats.release.limits import MAX_UPDATE_BYTES, is_address, is_deeper
from replay.model import Update
from replay.workers import in_order

CHUNK_BYTES = 64 * 1024
"""Read at once. Many more would be many objects at once, and the garbage collector looks at each."""

PART_BYTES = 8 * 1024 * 1024
"""Looked through at once, where several processes do."""

_part = msgspec.json.Decoder(tuple[int, int])


class _OutOfTheOrdinaryError(ValueError):
    """Raise for what the shelf must see to."""


class Look(msgspec.Struct):
    """What looking through a file, or a part of it, tells.

    Attributes:
        stream: Name of the stream, as the header gives it.
        offsets: Where each chunk begins, and where the last one ends. [bytes]
        before: How many updates come before each chunk, and before the end.
        first: The first update, or None.
        last: The last one, or None.
        end: The latest clock, or None.
        is_counted: Whether each `seq` is one more than that before it.
        rules: Those that held first and last, or None.
        is_reloaded: Whether they changed.
    """

    stream: str
    offsets: list[int]
    before: list[int] = msgspec.field(default_factory=lambda: [0])
    first: Update | None = None
    last: Update | None = None
    end: datetime | None = None
    is_counted: bool = True
    rules: tuple[RulesLine, RulesLine] | None = None
    is_reloaded: bool = False

    @property
    def is_numbered(self) -> bool:
        """Say whether each `seq` of a whole file is right as it stands."""
        return self.is_counted and self.first is not None and self.first.seq == 1

    def take_chunk(self, chunk: bytes) -> None:
        """Look at the lines of a chunk.

        Raises:
            ValueError: A line is not as it should be.
        """
        if b"\0" in chunk:
            raise _OutOfTheOrdinaryError
        chunk.decode()  # JSON that is passed over is not looked at by the decoder
        texts = [text for text in BytesIO(chunk) if text != b"\n"]  # in half the time that `split` takes
        lines = list(map(LINES.decode, texts))
        updates = [line.data for line in lines if type(line) is UpdateLine]
        self._take_updates(updates)
        if len(updates) < len(lines):
            self._take_others([line for line in lines if type(line) is not UpdateLine])
        if max(map(len, texts), default=0) > MAX_TEXT_BYTES:
            _check_long_ones(texts, lines)
        self.offsets.append(self.offsets[-1] + len(chunk))
        self.before.append(self.before[-1] + len(updates))

    def take_part(self, part: "Look") -> None:
        """Take what looking through the next part told."""
        if part.first and part.last:
            self._take_updates([part.first])
            self.last = part.last
        self._take_others([*(part.rules or ()), *([ClockLine(time=part.end)] if part.end else [])])
        self.is_counted &= part.is_counted
        self.is_reloaded |= part.is_reloaded
        self.offsets += part.offsets[1:]
        count = self.before[-1]
        self.before += [count + before for before in part.before[1:]]

    def _take_updates(self, updates: Sequence[Update]) -> None:
        stream, last = self.stream, self.last
        for update in updates:  # one loop with all in it: most of a large file's time goes here
            if (
                update.stream != stream
                or not update.id
                or not 0 < update.rev <= MAX_REV
                or update.time.tzinfo is not UTC
                or (update.url is not None and not is_address(update.url))
                or (update.data and is_deeper(update.data.values(), MAX_DEPTH))
            ):
                raise _OutOfTheOrdinaryError
            if last is None:
                self.first = update
            elif update.time < last.time:
                raise _OutOfTheOrdinaryError
            elif update.seq != last.seq + 1:
                self.is_counted = False
            last = update
        self.last = last

    def _take_others(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if isinstance(line, ClockLine):
                self.end = max(line.time, self.end or line.time)
            elif isinstance(line, RulesLine):
                first, last = self.rules or (line, line)
                self.is_reloaded |= line != last
                self.rules = first, line
            elif not isinstance(line, HeldLine):
                raise _OutOfTheOrdinaryError


def _check_long_ones(texts: Sequence[bytes], lines: Sequence[Line]) -> None:
    """Refuse an update that is not within all bounds; a short line cannot hold one."""
    for text, line in zip(texts, lines, strict=True):
        if len(text) > MAX_TEXT_BYTES and type(line) is UpdateLine and not _fits(line.data, len(text)):
            raise _OutOfTheOrdinaryError


def _fits(update: Update, line_bytes: int) -> bool:
    """Say whether the update of a long line is within all bounds."""
    text_bytes = len(update.headline.encode()) + len(update.body.encode())
    is_short = line_bytes <= MAX_LINE_BYTES and text_bytes <= MAX_TEXT_BYTES
    return is_short and len(msgspec.json.encode(update)) <= MAX_UPDATE_BYTES


_look = msgspec.json.Decoder(Look)


def look_through(source: Source, stream: str, jobs: int) -> Look:
    """Look through a file, in parts where several processes do.

    Raises:
        ValueError: Something is not as it should be.
    """
    parts = _parts(source, jobs)
    if len(parts) == 1:
        return _look_at(source, stream, *parts[0])

    def work(task: bytes) -> bytes:
        try:
            return msgspec.json.encode(_look_at(source, stream, *_part.decode(task)))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return b""  # which is no look either

    look = Look(stream, [parts[0][0]])
    with closing(in_order(work, map(msgspec.json.encode, parts), jobs)) as answers:
        for answer in answers:
            look.take_part(_look.decode(answer))
    return look


def _parts(source: Source, jobs: int) -> list[tuple[int, int]]:
    """Return where what is behind the header is cut, at the ends of lines: one part for one job, or a packed file."""
    with source.content.open() as file:
        cuts = [len(file.readline(MAX_LINE_BYTES))]
        if jobs == 1 or source.content.is_packed:
            return [(cuts[0], sys.maxsize)]
        for place in range(cuts[0] + PART_BYTES, file.seek(0, os.SEEK_END), PART_BYTES):
            file.seek(place)
            cuts.append(place + len(file.readline(MAX_LINE_BYTES)))
    return list(pairwise([*cuts, sys.maxsize]))


def _look_at(source: Source, stream: str, begin: int, end: int) -> Look:
    """Look through a part of a file, lines at once as many as there are in a chunk."""
    look = Look(stream, [begin])
    with source.content.open() as file:
        file.seek(begin)
        while chunk := file.read(min(CHUNK_BYTES, max(0, end - look.offsets[-1]))):
            look.take_chunk(chunk if chunk.endswith(b"\n") else chunk + file.readline(MAX_LINE_BYTES))
    return look
