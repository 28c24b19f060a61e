"""Make streams of what files hold: updates in release order, what the files say beside them, what had to be assumed."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice
from zoneinfo import ZoneInfo

from msgspec import structs

from replay.formats.file.content import plain_stem
from replay.formats.file.finding import slug
from replay.formats.file.source import Source
from replay.formats.file.window import EVER
from replay.formats.notes import MOST_LISTED
from replay.formats.readers import native
from replay.formats.recognising import check_settings, format_of
from replay.formats.recording import Entry, Recording
from replay.formats.release.shelf import Shelf, Shelving
from replay.formats.release.spool import Spool
from replay.formats.release.straight import straight_lines
from replay.model import Aside, Stream, Update
from replay.text import printable
from replay.zones import is_in_calendar

MAX_TITLE = 300
"""Of a stream, in characters; a longer one is cut."""

_MADE_UP = re.compile(r"\d+(-a)*", re.ASCII)
_Read = tuple[Source, Recording]


def parse_stream(*sources: Source) -> Stream:
    """Return the stream that the content of files is: of several, copies of one page made at different times.

    Args:
        sources: At least one; what the first says of the stream holds.

    Raises:
        StreamError: One is empty, of no known format, or wrong; with the line where there is one.
    """
    return _joined(_name_of(sources[0]), sources, Spool())


def parse_streams(sources: Iterable[Source], *, jobs: int = 1) -> list[Stream]:
    """Return the streams that files hold, those that give the same name joined; errors as for `parse_stream`.

    Args:
        sources: The files.
        jobs: How many processes look through a large one.
    """
    named: dict[str, list[Source]] = {}
    for source in sources:
        named.setdefault(_name_of(source), []).append(source)
    spool = Spool()
    return [_joined(name, of_one, spool, jobs) for name, of_one in named.items()]


def _name_of(source: Source) -> str:
    if source.sidecar.stream:
        return source.sidecar.stream
    if format_of(source) is not native:
        return slug(plain_stem(source.path))
    recording = native.parse(source)
    recording.entries = ()  # they hold the file open, and each other
    return recording.stream


def _joined(name: str, sources: Sequence[Source], spool: Spool, jobs: int = 1) -> Stream:
    """Return the stream that the content of files is; what has to be put in order stands in the spool."""
    found = _straight(name, sources[0], jobs) if len(sources) == 1 else None
    updates, read = found or _shelved(name, sources, spool)
    source, recording = read[0]
    starts, ends = _declared(read, source.zone)
    return Stream(
        name=name,
        title=_short(source.sidecar.title or recording.title or printable(plain_stem(source.path))),
        timezone=source.zone.key,
        updates=updates,
        inferred=tuple(_told(read)),
        origin=source.sidecar.origin,
        format=", ".join(dict.fromkeys(format_of(each).NAME for each, _ in read)),
        opened=min((start for start in starts if start < updates[0].time), default=None),
        closed=max((end for end in ends if end > updates[-1].time), default=None),
        set_aside=tuple(islice(_set_aside(read), MOST_LISTED)),
        set_aside_count=sum(its.notes.reasons.total() for _, its in read),
    )


def _short(title: str) -> str:
    """Return a title as it is, or its beginning where somebody took a whole text for one."""
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"


def _straight(name: str, source: Source, jobs: int) -> tuple[Sequence[Update], Sequence[_Read]] | None:
    """Return the updates of a file of our own, where it can be read as it stands, and what it says."""
    if format_of(source) is not native:
        return None
    source, recording = _recording(source)
    updates = straight_lines(source, name, recording, jobs)
    recording.entries = ()
    return (updates, [(source, recording)]) if updates else None


def _shelved(name: str, sources: Sequence[Source], spool: Spool) -> tuple[Shelf, Sequence[_Read]]:
    """Return the updates of a stream in release order, and what its files say beside them; one is open at a time.

    Raises:
        StreamError: There is none, or what holds one is wrong.
    """
    opened = (_recording(replace(each)) for each in sources)  # the text that a copy keeps goes with it
    first = next(opened)
    zone = first[0].zone
    shelving = Shelving(name, zone, spool)
    read: list[_Read] = []
    for source, its in chain([first], opened):
        entries = _mended(source, its)
        if len(sources) > 1:
            entries = _without_made_up_ids(entries, source.zone)
        order = source.sidecar.order or its.order
        shelving.add(entries, source=source, window=source.window(zone), order=order, notes=its.notes)
        its.entries = ()
        read.append((replace(source), its))
    updates = shelving.shelf()
    if not updates:
        reasons = sum((its.notes.reasons for _, its in read), Counter[str]())
        told = ", ".join(f"{why} ({count})" for why, count in reasons.items())
        raise read[0][0].error("holds no update", hint=told and f"set aside: {told}")
    return updates, read


def _declared(read: Sequence[_Read], zone: ZoneInfo) -> tuple[Sequence[datetime], Sequence[datetime]]:
    """Return when files say that they begin, and that they end, none of it outside of their windows.

    Raises:
        StreamError: The stream's clock cannot show it.
    """
    starts, ends = [], []
    for source, its in read:
        first, behind = source.window(zone) or EVER
        starts += [max(its.start, first)] if its.start else []
        ends += [min(its.end, behind)] if its.end else []
        if not is_in_calendar(zone, *starts, *ends):
            raise source.error(f"its start or its end leaves the calendar in {zone.key}", hint="name another time zone")
    return starts, ends


def _recording(source: Source) -> _Read:
    """Return what a file holds, and the file with the zone that is its own where nobody named one."""
    known = format_of(source)
    check_settings(source, known)
    recording = known.parse(source)
    if not source.is_zone_named and recording.timezone:
        source = replace(source, zone=ZoneInfo(recording.timezone))
    return source, recording


def _told(read: Sequence[_Read]) -> Iterator[str]:
    """Yield what was assumed, with the file where there are several."""
    for source, recording in read:
        of = f"{printable(source.path.name)}: " if len(read) > 1 else ""
        yield from (f"{of}{sentence}" for sentence in recording.notes.sentences())
    zones = list(dict.fromkeys(source.zone.key for source, _ in read))
    if len(zones) > 1:
        yield f"The files are in {len(zones)} time zones, and the stream is in that of the first, {zones[0]}."


def _set_aside(read: Sequence[_Read]) -> Iterator[Aside]:
    """Yield what is not played, with the file where there are several."""
    for source, recording in read:
        file = printable(source.path.name) if len(read) > 1 else None
        yield from (replace(aside, file=file) for aside in recording.notes.set_aside)


def _without_made_up_ids(entries: Iterable[Entry], zone: ZoneInfo) -> Iterator[Entry]:
    """Yield entries without the ids that were made of time and number within their file: in another they say nothing.

    Args:
        entries: Of one of several files of a stream.
        zone: That of the file's clock.
    """
    for entry in entries:
        yield structs.replace(entry, id="", rev=0) if _is_made_up(entry, zone) else entry


def _is_made_up(entry: Entry, zone: ZoneInfo) -> bool:
    minute, _, number = entry.id.partition("-")
    try:
        return entry.rev <= 1 and bool(_MADE_UP.fullmatch(number)) and minute == f"{entry.time.astimezone(zone):%H%M}"
    except OverflowError:  # the shelf tells of it
        return False


def _mended(source: Source, recording: Recording) -> Iterator[Entry]:
    """Yield the entries, with texts that were decoded wrongly mended, where the sidecar asks for it."""
    if source.sidecar.mojibake == "keep":
        yield from recording.entries
        return
    from ftfy import fix_encoding  # noqa: PLC0415 -- slow to import, and seldom asked for

    for entry in recording.entries:
        headline, body = fix_encoding(entry.headline), fix_encoding(entry.body)
        if (headline, body) != (entry.headline, entry.body):
            recording.notes.count("Mended, since they were decoded wrongly", entry.place)
        yield structs.replace(entry, headline=headline, body=body)
