"""Put the entries of a file in release order, however many there are: on disk, with little of it in memory.

SQLite does it: its private temporary database stays in memory while it is small, spills when it is not, and is gone
when it is closed. It sorts by (time, file place), counts the revisions of an id, and folds those that say nothing new.
What comes of it stands in a spool, which many streams share: each with a database of its own took memory and a file.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import MAXYEAR, MINYEAR, UTC, datetime, timedelta
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import structs

from replay.errors import OutputError
from replay.formats.file.sidecar import Order
from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.recording import Entry
from replay.formats.release.limits import checked_body, linked
from replay.formats.release.spool import Place, Spool
from replay.formats.release.sql import COPY, PART, PLAY, PLAY_UNREVISED, PLAYED, REVISED, TABLES, TOLD
from replay.model import Update, Updates

BLOCK = 64
"""Updates that are read at once."""

Bounds = tuple[datetime, datetime]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_Row = tuple[int, str, int, int, bytes]
_rows = msgspec.msgpack.Decoder(list[_Row])
_body = msgspec.json.Decoder(Update)


class Shelf(Updates):
    """The updates of a stream in release order, each read when it is asked for.

    Args:
        spool: Where they stand.
        blocks: Of `BLOCK` each, the last of fewer.
        count: How many they are.
    """

    def __init__(self, spool: Spool, blocks: Sequence[Place], count: int) -> None:
        self._spool = spool
        self._blocks = blocks
        self._count = count

    def __len__(self) -> int:
        return self._count

    def one(self, place: int) -> Update:
        """Read the update at a place."""
        block, place = divmod(place, BLOCK)
        return _update(*self._rows(block)[place])

    def between(self, first: int, behind: int) -> Iterator[Update]:
        """Read the updates from one place to before another, a block at a time."""
        for block in range(first // BLOCK, -(-behind // BLOCK)):
            begin = block * BLOCK
            for row in self._rows(block)[max(0, first - begin) : behind - begin]:
                yield _update(*row)

    def _rows(self, block: int) -> Sequence[_Row]:
        return _rows.decode(self._spool.get(self._blocks[block]))


def _update(seq: int, identity: str, rev: int, edited: int, body: bytes) -> Update:
    update = _body.decode(body)
    return structs.replace(update, id=identity, rev=rev, seq=seq, on="edited" if edited else "published")


class Shelving:
    """Put entries on a shelf, file by file; `shelf` ends it.

    Args:
        stream: The stream's name.
        zone: That of its clock, which gives the ids that are made up.
        spool: Where the shelf is to stand.
    """

    def __init__(self, stream: str, zone: ZoneInfo, spool: Spool) -> None:
        self._stream = stream
        self._zone = zone
        self._spool = spool
        self._notes: list[Notes] = []
        self._entries = 0
        self._idless = False
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(TABLES)

    def add(
        self, entries: Iterable[Entry], *, source: Source, window: Bounds | None, order: Order | None, notes: Notes
    ) -> None:
        """Take the entries of a file.

        Args:
            entries: In file place.
            source: Where they are from.
            window: From when on, and before when, they belong to the stream; None for all.
            order: What file place means at equal times; None asks the times.
            notes: Gets what was out of order, or outside of the window.

        Raises:
            StreamError: An entry is too large, or they cannot be read.
            OutputError: The disk for temporary files is full.
        """
        self._notes.append(notes)
        steps = _Steps()
        rows = self._rows(_within(entries, window, notes), source, steps, notes)
        with _room():
            self._database.execute("BEGIN")
            self._database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            direction = -1 if steps.newest_first(order, notes) else 1
            self._database.execute("INSERT INTO file VALUES (?, ?)", (len(self._notes), direction))
            self._database.execute("COMMIT")

    def shelf(self) -> Shelf:
        """Return the updates in release order, and note for each file what was folded, and what an edit."""
        with _room(), closing(self._database):
            if self._idless and len(self._notes) > 1:
                self._database.execute(COPY)
            [is_revised] = self._database.execute(REVISED).fetchone()
            self._database.execute(PLAY if is_revised else PLAY_UNREVISED)
            while self._idless and self._database.execute(PART).rowcount:
                pass
            for file, what, place, count in self._database.execute(TOLD):
                self._notes[file - 1].count(what, place, times=count)
            return self._spooled()

    def _spooled(self) -> Shelf:
        played = self._database.execute(PLAYED)
        count, blocks = 0, []
        while rows := played.fetchmany(BLOCK):
            blocks.append(self._spool.put(msgspec.msgpack.encode(rows)))
            count += len(rows)
        return Shelf(self._spool, blocks, count)

    def _rows(
        self, entries: Iterable[Entry], source: Source, steps: "_Steps", notes: Notes
    ) -> Iterator[tuple[Any, ...]]:
        for read in entries:
            steps.take(read)
            entry = linked(read, notes)
            body = checked_body(source, entry, self._stream, notes)
            digest = blake2b(msgspec.json.encode(_content(entry)), digest_size=16).digest()
            time_us = (entry.time - _EPOCH) // _MICROSECOND
            minute = _minute(source, entry, self._zone, notes)
            self._idless |= not entry.id
            edited, hindsight = entry.on == "edited", entry.hindsight
            self._entries += 1
            yield (
                self._entries, len(self._notes), entry.place, time_us, minute, entry.id, entry.rev, edited, hindsight,
                digest, body,
            )  # fmt: skip


@contextmanager
def _room() -> Iterator[None]:
    """Tell a full disk as what it is.

    Raises:
        OutputError: There is no room for the entries.
    """
    try:
        yield
    except (sqlite3.OperationalError, OSError) as error:
        why = error if isinstance(error, OSError) else str(error)
        raise OutputError("a temporary file (TMPDIR says where)", why) from None


def _within(entries: Iterable[Entry], window: Bounds | None, notes: Notes) -> Iterator[Entry]:
    """Yield the entries of a window, and set the others aside."""
    for entry in entries:
        if window and not window[0] <= entry.time < window[1]:
            notes.put_aside(entry.place, entry.time, "outside of the window")
        else:
            yield entry


def _minute(source: Source, entry: Entry, zone: ZoneInfo, notes: Notes) -> str:
    """Return what the stream's clock shows at an entry's time, where an id is to be made of it; else nothing.

    Raises:
        StreamError: The clock cannot show it.
    """
    if entry.id and MINYEAR < entry.time.year < MAXYEAR:
        return ""
    try:
        local = entry.time.astimezone(zone)
    except OverflowError:
        raise notes.error(source, f"the time leaves the calendar in {zone.key}", entry.place) from None
    return "" if entry.id else f"{local.hour:02}{local.minute:02}"  # a format of its own takes six times as long


def _content(entry: Entry) -> tuple[object, ...]:
    """Return what two entries that say the same have in common."""
    return entry.headline, entry.body, entry.source, entry.author, entry.url, entry.tags, entry.data


class _Steps:
    """How time goes from entry to entry of a file."""

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._forward: list[int] = []
        self._back: list[int] = []

    def take(self, entry: Entry) -> None:
        """Look at the next entry; an edit stands beside what it changes, whenever it was made."""
        if entry.on == "edited":
            return
        if self._last is not None and entry.time != self._last:
            counted = self._forward if entry.time > self._last else self._back
            counted[:] = [counted[0] + 1, counted[1]] if counted else [1, entry.place]
        self._last = entry.time

    def newest_first(self, order: Order | None, notes: Notes) -> bool:
        """Say whether the file is newest first, and note what is not in its order."""
        newest_first = order == "newest-first"
        if order is None and self._back[:1] > self._forward[:1]:
            newest_first = True
            notes.say("The file is newest first, as its times tell.")
        if astray := self._forward if newest_first else self._back:
            notes.count("Out of order, and sorted by time", astray[1], times=astray[0])
        return newest_first
