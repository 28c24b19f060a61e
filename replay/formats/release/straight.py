"""Read a file of our own lines as it stands, where that is what the shelf would make of it: whole, in order, in bounds.

It is looked through from end to end before any of it is used. Whatever is out of the ordinary, also what is wrong, is
left to the shelf, which can tell where. It is read again for each look at its updates, so that none is held.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO

import msgspec
from msgspec import structs

from replay.formats.file.source import Source
from replay.formats.readers.native import LINES, RELOADED, UpdateLine
from replay.formats.recording import Recording
from replay.formats.release.look import Look, look_through
from replay.model import Update, Updates
from replay.zones import is_in_calendar

PART_CHUNKS = 64
"""That are in a part at most: a process holds all its updates."""


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

    def __init__(self, source: Source, name: str, look: Look) -> None:
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

    def parts(self, most: int) -> Iterator[range]:
        """Yield the places in parts that can be read at once, cut where chunks are; none where the file is packed."""
        if self._source.content.is_packed:
            return
        before, first = self._look.before, 0
        while first < len(self):
            chunk = bisect_right(before, first)
            behind = before[min(bisect_right(before, first + most), chunk + PART_CHUNKS) - 1]
            if behind <= first:
                behind = min(first + most, before[chunk])
            yield range(first, behind)
            first = behind

    def between(self, first: int, behind: int) -> Iterator[Update]:
        """Read the updates from one place to before another; the file is opened anew."""
        return chain.from_iterable(self._chunks(first, behind))

    def _chunks(self, first: int, behind: int) -> Iterator[Sequence[Update]]:
        if first >= behind:
            return
        before = self._look.before
        begin = bisect_right(before, first) - 1
        with self._source.content.open() as file:
            file.seek(self._look.offsets[begin])
            for number in range(begin, bisect_left(before, behind)):
                updates = self._decoded(number, file)
                is_cut = before[number] < first or behind < before[number + 1]
                yield updates[max(0, first - before[number]) : behind - before[number]] if is_cut else updates

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
            updates = [line.data for line in LINES.decode_lines(chunk) if type(line) is UpdateLine]
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
        look = look_through(source, recording.stream, jobs)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        return None
    if not (look.first and look.last and is_in_calendar(source.zone, look.first.time, look.last.time)):
        return None
    recording.end = look.end
    if look.is_reloaded:
        recording.notes.say(RELOADED)
    return StraightLines(source, name, look)
