"""What a format gives (`Recording`, of `Entry`), and what each one has (`Format`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from msgspec import Struct

from replay.formats.file.sidecar import Order
from replay.formats.file.source import Source
from replay.formats.notes import Notes

MAX_TEXT_BYTES = 64 * 1024
"""Of an update's headline and body together, as UTF-8."""

MAX_DEPTH = 64
"""Of a value of `data`, in brackets and braces."""


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One update as a format reads it, before it has its stream and its place.

    Attributes:
        place: Which line it begins on, or which item of the file it is (`Notes.unit`); from 1.
        time: Story time, aware, UTC.
        id: As the input gives it, or empty. Entries of one id are revisions of one update, in the order of their times:
            one that says nothing new is folded into the one before it, and so is one that repeats another of its time.
            Without an id one is folded into that of another file with the same time and content.
        rev: As the input gives it; 0 where it does not. Revisions are counted there, and where there are several files.
        headline: One line, may be empty.
        body: Paragraphs parted by a blank line, may be empty.
        source: Who published it.
        author: Who wrote it.
        url: Where it stands.
        tags: Without `#`.
        on: Whether it is new or an edit; where revisions are counted, the first one left is new.
        hindsight: That the text is that of a later edit, the first one being unknown. Such an entry gives way to one
            of its id and time that knows better: another copy of the page, made before the edit.
        time_inferred: True where the input gives no time of its own.
        data: Extra fields, JSON values.
    """

    place: int
    time: datetime
    id: str = ""
    rev: int = 0
    headline: str = ""
    body: str = ""
    source: str | None = None
    author: str | None = None
    url: str | None = None
    tags: tuple[str, ...] = ()
    on: Literal["published", "edited"] = "published"
    hindsight: bool = False
    time_inferred: bool = False
    data: dict[str, Any] = {}


@dataclass(slots=True, kw_only=True)
class Recording:
    """What a format reads from a file.

    Attributes:
        entries: In file place. May be read lazily, and once; then all else here is final.
        order: Whether file place is oldest first (the order of release at equal times) or newest first (the reverse of
            it), where the format knows; else the times tell.
        title: As the file gives it, or empty.
        stream: The stream's name, as the file gives it, or empty.
        timezone: IANA name of the zone of its clock times, as the file gives it, or empty.
        start: When the stream began, where the file says.
        end: When it ended, where the file says.
        notes: What reading had to assume, and what it set aside.
    """

    entries: Iterable[Entry]
    order: Order | None = None
    title: str = ""
    stream: str = ""
    timezone: str = ""
    start: datetime | None = None
    end: datetime | None = None
    notes: Notes = field(default_factory=Notes)


class Format(Protocol):
    """What every module of a format has."""

    NAME: str
    """What a person calls it."""

    SETTINGS: frozenset[str]
    """Keys of a sidecar that not every format reads, and this one does."""

    def recognises(self, source: Source) -> bool:
        """Say whether the file is meant to be of this format, right or wrong; never raises."""

    def parse(self, source: Source) -> Recording:
        """Return what the file says; entries that are read lazily raise as they are read.

        Raises:
            StreamError: With the line.
        """
