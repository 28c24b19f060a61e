"""Read a file of our own lines as it stands, where that is what the shelf would make of it: whole, in order, in bounds.

It is looked through from end to end before any of it is used. Whatever is out of the ordinary, also what is wrong, is
left to the shelf, which can tell where. It is read again for each look at its updates, so that none is held.
"""

import os
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import IO

import msgspec
from msgspec import structs

from replay.formats.file.source import MAX_LINE_BYTES, Source
from replay.formats.readers.native import MAX_REV, RELOADED, ClockLine, Line, RulesLine, UpdateLine
from replay.formats.recording import MAX_DEPTH, MAX_TEXT_BYTES, Recording
from replay.formats.shelf import MAX_UPDATE_BYTES, is_address, is_deeper
from replay.model import Update, Updates
from replay.workers import in_order
from replay.zones import is_in_calendar

CHUNK_BYTES = 64 * 1024
"""Read at once. Many more would be many objects at once, and the garbage collector looks at each."""

PART_BYTES = 8 * 1024 * 1024
"""Looked through at once, where several processes do."""

_lines: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)
_part = msgspec.json.Decoder(tuple[int, int])


class _OutOfTheOrdinaryError(ValueError):
    """Raise for what the shelf must see to."""


class _Look(msgspec.Struct):
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
        count = self.before[-1]
        for text in filter(None, chunk.split(b"\n")):
            line = _lines.decode(text)
            if type(line) is UpdateLine:
                self._take_update(line.data, len(text))
                count += 1
            else:
                self._take_other(line)
        self.offsets.append(self.offsets[-1] + len(chunk))
        self.before.append(count)

    def take_part(self, part: "_Look") -> None:
        """Take what looking through the next part told."""
        if part.first and part.last:
            self._take_place(part.first)
            self.last = part.last
        for line in part.rules or ():
            self._take_other(line)
        if part.end:
            self._take_other(ClockLine(time=part.end))
        self.is_counted &= part.is_counted
        self.is_reloaded |= part.is_reloaded
        self.offsets += part.offsets[1:]
        count = self.before[-1]
        self.before += [count + before for before in part.before[1:]]

    def _take_update(self, update: Update, line_bytes: int) -> None:
        url = update.url
        if (
            update.stream != self.stream
            or not update.id
            or not 0 < update.rev <= MAX_REV
            or update.time.tzinfo is not UTC
            or (url is not None and not is_address(url))
            or (update.data and is_deeper(update.data.values(), MAX_DEPTH))
            or (line_bytes > MAX_TEXT_BYTES and not _fits(update, line_bytes))
        ):
            raise _OutOfTheOrdinaryError
        self._take_place(update)

    def _take_place(self, update: Update) -> None:
        last = self.last
        if last is None:
            self.first = update
        elif update.time < last.time:
            raise _OutOfTheOrdinaryError
        elif update.seq != last.seq + 1:
            self.is_counted = False
        self.last = update

    def _take_other(self, line: Line) -> None:
        if isinstance(line, ClockLine):
            self.end = max(line.time, self.end or line.time)
        elif isinstance(line, RulesLine):
            first, last = self.rules or (line, line)
            self.is_reloaded |= line != last
            self.rules = first, line
        else:
            raise _OutOfTheOrdinaryError


def _fits(update: Update, line_bytes: int) -> bool:
    """Say whether the update of a long line is within all bounds; a short line cannot hold one that is not."""
    text_bytes = len(update.headline.encode()) + len(update.body.encode())
    is_short = line_bytes <= MAX_LINE_BYTES and text_bytes <= MAX_TEXT_BYTES
    return is_short and len(msgspec.json.encode(update)) <= MAX_UPDATE_BYTES


_look = msgspec.json.Decoder(_Look)


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
        ends = {0: look.first, look.before[-1] - 1: look.last}
        self._ends = {
            place: structs.replace(update, seq=place + 1, stream=name) for place, update in ends.items() if update
        }

    def __len__(self) -> int:
        return self._look.before[-1]

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
            for number in range(begin, bisect_left(before, behind)):
                updates = self._decoded(number, file)
                yield from updates[max(0, first - before[number]) : behind - before[number]]

    def _chunk(self, number: int) -> Sequence[Update]:
        """Return the updates of a chunk, and hold them: who asks for one asks for the next, too."""
        if _hand.whose is not self:
            _hand.take(self, self._source.content.open())
        if number != _hand.number and _hand.file:
            _hand.file.seek(self._look.offsets[number])
            _hand.updates, _hand.number = self._decoded(number, _hand.file), number
        return _hand.updates

    def _decoded(self, number: int, file: IO[bytes]) -> Sequence[Update]:
        """Return the updates of a chunk, which comes next in the file."""
        first, behind = self._look.before[number : number + 2]
        begin, end = self._look.offsets[number : number + 2]
        chunk = file.read(end - begin)
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


def straight_lines(source: Source, name: str, recording: Recording, jobs: int = 1) -> StraightLines | None:
    """Return the updates of a file of our own, None where the shelf must put them in order, or tell what is wrong.

    Args:
        source: The file.
        name: What the stream is called.
        recording: What its header says; is told its end, and what is worth noting.
        jobs: How many processes look through it, if it is large.
    """
    sidecar = source.sidecar
    if sidecar.window or sidecar.mojibake != "keep" or sidecar.order == "newest-first":
        return None
    try:
        look = _look_through(source, recording.stream, jobs)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if not (look.first and look.last and is_in_calendar(source.zone, look.first.time, look.last.time)):
        return None
    recording.end = look.end
    if look.is_reloaded:
        recording.notes.say(RELOADED)
    return StraightLines(source, name, look)


def _look_through(source: Source, stream: str, jobs: int) -> _Look:
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

    look = _Look(stream, [parts[0][0]])
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


def _look_at(source: Source, stream: str, begin: int, end: int) -> _Look:
    """Look through a part of a file, lines at once as many as there are in a chunk."""
    look = _Look(stream, [begin])
    with source.content.open() as file:
        file.seek(begin)
        while chunk := file.read(min(CHUNK_BYTES, max(0, end - look.offsets[-1]))):
            look.take_chunk(chunk if chunk.endswith(b"\n") else chunk + file.readline(MAX_LINE_BYTES))
    return look
