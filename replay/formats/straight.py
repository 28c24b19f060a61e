"""Read a file of our own lines as it stands, where that is what the shelf would make of it: whole, in order, in bounds.

It is looked through from end to end before any of it is used. Whatever is out of the ordinary, also what is wrong, is
left to the shelf, which can tell where. It is read again for each look at its updates, so that none is held.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

import msgspec
from msgspec import structs

from replay.formats.file.source import MAX_LINE_BYTES, Source
from replay.formats.readers.native import MAX_REV, RELOADED, ClockLine, Line, RulesLine, UpdateLine
from replay.formats.recording import MAX_DEPTH, MAX_TEXT_BYTES, Recording
from replay.formats.shelf import MAX_UPDATE_BYTES, is_address, is_deeper
from replay.model import Update, Updates
from replay.zones import is_in_calendar

CHUNK_BYTES = 64 * 1024
"""Read at once. Many more would be many objects at once, and the garbage collector looks at each."""

_EVER = datetime.min.replace(tzinfo=UTC)
_lines: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


class _OutOfTheOrdinaryError(Exception):
    """Raise for what the shelf must see to."""


@dataclass(slots=True)
class _Look:
    """What looking through a file tells.

    Attributes:
        stream: Name of the stream, as the header gives it.
        offsets: Where each chunk begins. [bytes]
        before: How many updates come before each chunk, and before the end.
        count: How many updates there are.
        time: That of the last one.
        first: The first one, or None.
        last: The last one, or None.
        end: The latest clock, or None.
        is_numbered: Whether each `seq` is right as it stands.
        rules: Those that held last, or None.
        is_reloaded: Whether they changed.
    """

    stream: str
    offsets: list[int] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    count: int = 0
    time: datetime = _EVER
    first: Update | None = None
    last: Update | None = None
    end: datetime | None = None
    is_numbered: bool = True
    rules: RulesLine | None = None
    is_reloaded: bool = False

    def take_chunk(self, offset: int, chunk: bytes) -> None:
        """Look at the lines of a chunk.

        Raises:
            ValueError: A line is not as it should be.
        """
        self.offsets.append(offset)
        self.before.append(self.count)
        if b"\0" in chunk:
            raise _OutOfTheOrdinaryError
        chunk.decode()  # JSON that is passed over is not looked at by the decoder
        for text in filter(None, chunk.split(b"\n")):
            line = _lines.decode(text)
            if type(line) is UpdateLine:
                self._take_update(line.data, len(text))
            else:
                self._take_other(line)

    def _take_update(self, update: Update, line_bytes: int) -> None:
        time, url = update.time, update.url
        self.count += 1
        self.first = self.first or update
        if (
            time < self.time
            or update.stream != self.stream
            or not update.id
            or not 0 < update.rev <= MAX_REV
            or time.tzinfo is not UTC
            or (url is not None and not is_address(url))
            or (update.data and is_deeper(update.data.values(), MAX_DEPTH))
            or (line_bytes > MAX_TEXT_BYTES and not _fits(update, line_bytes))
        ):
            raise _OutOfTheOrdinaryError
        self.time = time
        self.last = update
        if update.seq != self.count:
            self.is_numbered = False

    def _take_other(self, line: Line) -> None:
        if isinstance(line, ClockLine):
            self.end = max(line.time, self.end or line.time)
        elif isinstance(line, RulesLine):
            self.is_reloaded |= line != (self.rules or line)
            self.rules = line
        else:
            raise _OutOfTheOrdinaryError


def _fits(update: Update, line_bytes: int) -> bool:
    """Say whether the update of a long line is within all bounds; a short line cannot hold one that is not."""
    text_bytes = len(update.headline.encode()) + len(update.body.encode())
    is_short = line_bytes <= MAX_LINE_BYTES and text_bytes <= MAX_TEXT_BYTES
    return is_short and len(msgspec.json.encode(update)) <= MAX_UPDATE_BYTES


@dataclass(slots=True)
class _Hand:
    """The chunk that was asked for last, and its file: only one of all, since a year has hundreds."""

    whose: object = None
    file: IO[bytes] | None = None
    number: int = -1
    updates: Sequence[Update] = ()

    def take(self, whose: object, file: IO[bytes]) -> None:
        """Let go of what is held, for another file."""
        if self.file:
            self.file.close()
        self.whose, self.file, self.number, self.updates = whose, file, -1, ()


_hand = _Hand()


class StraightLines(Updates):
    """The updates of a file of our own, each read when it is asked for; the first and the last are at hand.

    Args:
        source: The file. It is open while it is gone through, and of all such files the one that was asked last.
        name: Of the stream.
        look: What looking through it told.
    """

    def __init__(self, source: Source, name: str, look: _Look) -> None:
        self._source = source
        self._name = name
        self._look = look
        ends = {0: look.first, look.count - 1: look.last}
        self._ends = {
            place: structs.replace(update, seq=place + 1, stream=name) for place, update in ends.items() if update
        }

    def __len__(self) -> int:
        return self._look.count

    def one(self, place: int) -> Update:
        """Read the update at a place."""
        if place in self._ends:
            return self._ends[place]
        number = bisect_right(self._look.before, place) - 1
        return self._chunk(number)[place - self._look.before[number]]

    @property
    def is_read_anywhere(self) -> bool:
        """Say whether any part can be read at once, also by another process: the file is not packed."""
        return not self._source.content.is_packed

    def between(self, first: int, behind: int) -> Iterator[Update]:
        """Read the updates from one place to before another; the file is opened anew."""
        if first >= behind:
            return
        before = self._look.before
        begin = bisect_right(before, first) - 1
        with self._source.content.open() as file:
            file.seek(self._look.offsets[begin])
            chunks = _chunks(file)
            for number in range(begin, bisect_left(before, behind)):
                updates = self._decoded(number, next(chunks, b""))
                yield from updates[max(0, first - before[number]) : behind - before[number]]

    def _chunk(self, number: int) -> Sequence[Update]:
        """Return the updates of a chunk, and hold them: who asks for one asks for the next, too."""
        if _hand.whose is not self:
            _hand.take(self, self._source.content.open())
        if number != _hand.number and _hand.file:
            _hand.file.seek(self._look.offsets[number])
            _hand.updates, _hand.number = self._decoded(number, next(_chunks(_hand.file), b"")), number
        return _hand.updates

    def _decoded(self, number: int, chunk: bytes) -> Sequence[Update]:
        first, behind = self._look.before[number : number + 2]
        try:
            updates = [line.data for line in _lines.decode_lines(chunk) if type(line) is UpdateLine]
        except (msgspec.MsgspecError, RecursionError, ValueError):
            updates = []
        if len(updates) != behind - first:
            raise self._source.error("changed while it was read")
        if not self._look.is_numbered:
            for seq, update in enumerate(updates, first + 1):
                structs.force_setattr(update, "seq", seq)
        if self._name != self._look.stream:
            for update in updates:
                structs.force_setattr(update, "stream", self._name)
        return updates


def straight_lines(source: Source, name: str, recording: Recording) -> StraightLines | None:
    """Return the updates of a file of our own, None where the shelf must put them in order, or tell what is wrong.

    Args:
        source: The file.
        name: What the stream is called.
        recording: What its header says; is told its end, and what is worth noting.
    """
    sidecar = source.sidecar
    if sidecar.window or sidecar.mojibake != "keep" or sidecar.order == "newest-first":
        return None
    look = _Look(recording.stream)
    try:
        with source.content.open() as file:
            offset = len(file.readline(MAX_LINE_BYTES))
            for chunk in _chunks(file):
                look.take_chunk(offset, chunk)
                offset += len(chunk)
        look.before.append(look.count)
        if not look.first or not is_in_calendar(source.zone, look.first.time, look.time):
            return None
    except (_OutOfTheOrdinaryError, msgspec.MsgspecError, RecursionError, ValueError):
        return None
    recording.end = look.end
    if look.is_reloaded:
        recording.notes.say(RELOADED)
    return StraightLines(source, name, look)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield whole lines, as many as there are in a chunk."""
    while chunk := file.read(CHUNK_BYTES):
        yield chunk if chunk.endswith(b"\n") else chunk + file.readline(MAX_LINE_BYTES)
