"""Read a live blog as it is copied from its page: newest first, clock times, blocks parted by a line `-`.

     date 2020-03-05 Title of the day
    Lead, the last line of which may be the newest update's headline
    -
    17:23
    Headline
    Further headline lines, and paragraphs.
    -
    10:21
    ...

The first line of a block is the headline; the lines below it are the body, a paragraph each, so that no word is lost
and no phrase is found across two lines. A headline line that repeats one above it is dropped. The line below a tweet
that names its author (`— RT (@RT_com) March 5, 2020`) belongs to the tweet's paragraph. The headline of the lead is
the title in the first line, where there is one. The date is that of the oldest update. A time may also be written as
17h23, 17h, 5:23 p.m., 5.23pm or 5 pm, with the abbreviation of a zone behind it (17:23 GMT) that the named zone uses
then.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile

import regex

from replay.formats.file.source import Source
from replay.formats.parts.dating import Clock, ClockError, date_clocks
from replay.formats.recording import Entry, Recording
from replay.text import PARAGRAPH, printable

NAME = "live blog"
SETTINGS = frozenset({"lead_lines"})

_NO_ZONE = "Its clock times are in UTC: neither a sidecar nor --timezone names a time zone."
_SEPARATOR = "-"
_DATE = re.compile(r"\s*date +(\d{4}-\d\d-\d\d)(?:\s+(.*?))?\s*", re.IGNORECASE | re.ASCII)
_TIME = (
    r"([0-9]{1,2})(?:(?:[:hH]|\.(?=[0-9]{2} ?[A-Za-z]))([0-9]{2})|[hH]|(?= ?[AaPp]\.? ?[Mm]))"
    r"(?: ?([AaPp])\.? ?[Mm]\.?)?(?: ?(Z|(?<= )[A-Z]{2,5}))?"
)
_CLOCK = re.compile(_TIME)
_BEGINS_WITH_DATE = re.compile(r"\s*date +[0-9]", re.IGNORECASE)
_TIMED_BLOCK = re.compile(rf"^[ \t]*-[ \t]*\n\s*{_TIME}[ \t]*$", re.MULTILINE)
_SENTENCE_END = regex.compile(r"[\p{Sentence_Terminal}\u2026][\p{Pe}\p{Pf}\p{Pi}\"'*]*$")
_NEVER_HEADLINE = ("*", "#", "\N{EM DASH}")
_ATTRIBUTION = re.compile(r"[\u2013\u2014] ?(\S.*\(@\w{1,15}\))(?: .{1,30})?")
_A_MINUTE = timedelta(minutes=1)
_NOON = 12


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str


def recognises(source: Source) -> bool:
    """Say whether the text begins with a date line, or has a block that begins with a time."""
    return bool(_BEGINS_WITH_DATE.match(source.head) or _TIMED_BLOCK.search(source.head))


def parse(source: Source) -> Recording:
    """Return what a live blog says, oldest first, the untimed newest headline and the lead at the end.

    Raises:
        StreamError: With the line.
    """
    lines = [_Line(n, line.strip()) for n, line in enumerate(source.text.split("\n"), 1) if not line.isspace() and line]
    day, title = _date_line(source, lines[0])
    head, *blocks = _blocks(lines[1:])
    if head and _CLOCK.fullmatch(head[0].text):
        head, blocks = [], [head, *blocks]
    clocks = [_clock(source, block) for block in blocks if block]
    if not clocks:
        raise source.error("no update has a time", hint="each begins with a line '-' and a line HH:MM")
    blocks = [block for block in blocks if block][::-1]
    try:
        times, inferred = date_clocks(clocks[::-1], day, source.zone, is_zone_named=source.is_zone_named)
        entries = [_entry(block[1:], at) for block, at in zip(blocks, times, strict=True)]
        for entry, note in _untimed(source, head, title, max(times)):
            entries.append(entry)
            inferred.append(note)
    except ClockError as error:
        raise source.error(str(error), line=error.line) from None
    except OverflowError:
        raise source.error("the days leave the calendar", line=lines[0].number) from None
    recording = Recording(entries=entries, order="oldest-first", title=title)
    if not source.is_zone_named and not all(clock.zone for clock in clocks):
        recording.notes.say(_NO_ZONE)
    for sentence in inferred:
        recording.notes.say(sentence)
    return recording


def _date_line(source: Source, line: _Line) -> tuple[date, str]:
    found = _DATE.fullmatch(line.text)
    hint = "write: date YYYY-MM-DD TITLE"
    if not found:
        raise source.error("a live blog begins with its date", line=line.number, hint=hint)
    try:
        return date.fromisoformat(found[1]), found[2] or ""
    except ValueError:
        raise source.error(f"there is no day {found[1]}", line=line.number, hint=hint) from None


def _blocks(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Return the stretches between separators, the first of them above all; some may be empty."""
    blocks: list[list[_Line]] = [[]]
    for line in lines:
        if line.text == _SEPARATOR:
            blocks.append([])
        else:
            blocks[-1].append(line)
    return blocks


def _clock(source: Source, block: Sequence[_Line]) -> Clock:
    """Return the time of a block, and see that it is the only one and has a text."""
    first, *rest = block
    found = _CLOCK.fullmatch(first.text)
    if not found:
        what = f"a block begins with its time, not with '{printable(first.text[:40])}'"
        raise source.error(what, line=first.number, hint="write HH:MM on a line of its own above it")
    try:
        clock = Clock(first.number, time(_hour(found), int(found[2] or 0)), found[4] or "")
    except ValueError:
        what = f"'{first.text}' is not a time of day"
        raise source.error(what, line=first.number, hint="write 00:00 to 23:59") from None
    if not rest:
        raise source.error(f"the update at {first.text} has no text", line=first.number)
    for line in rest:
        if _CLOCK.fullmatch(line.text):
            what = f"a second time in the update at {first.text}"
            raise source.error(what, line=line.number, hint="put a line '-' above it")
    return clock


def _hour(clock: re.Match[str]) -> int:
    """Return the hour of the day, 0 to 23 if there is such a one."""
    hour, half = int(clock[1]), (clock[3] or "").lower()
    if half and not 1 <= hour <= _NOON:
        raise ValueError(hour)
    return hour % _NOON + _NOON * (half == "p") if half else hour


def _untimed(source: Source, head: Sequence[_Line], title: str, newest: datetime) -> Iterator[tuple[Entry, str]]:
    """Yield what stands above the first separator, with a sentence on the time that it was given."""
    lead = _lead_length(source, head)
    at = newest
    if headline := head[lead:]:
        at += _A_MINUTE
        note = f"The newest headline (line {headline[0].number}) has no time: one minute after the newest that has"
        yield _entry(headline, at, inferred=True), f"{note}, {at.astimezone(source.zone):%H:%M}."
    if lead:
        at += _A_MINUTE
        note = f"The lead (line {head[0].number}) has no time: one minute after everything else"
        yield _entry(head[:lead], at, title=title, inferred=True), f"{note}, {at.astimezone(source.zone):%H:%M}."


def _lead_length(source: Source, head: Sequence[_Line]) -> int:
    """Return how many of the lines above the first separator are the lead."""
    wanted = source.sidecar.lead_lines
    if wanted is None:
        return len(head) - bool(head and _is_headline(head[-1].text))
    if wanted > len(head):
        what = f"lead_lines is {wanted}, but between the date and the first '-' there are {len(head)}"
        raise source.error(what, hint="correct the sidecar")
    return wanted


def _entry(lines: Sequence[_Line], at: datetime, *, title: str = "", inferred: bool = False) -> Entry:
    """Return the update that *lines* are, with *title* for a headline where they have none of their own."""
    texts = [line.text for line in lines]
    headline, *paragraphs = _paragraphs([title, *texts] if title else texts)
    further = list(takewhile(lambda text: text == headline or _is_headline(text), paragraphs))
    distinct = dict.fromkeys(text for text in further if text != headline)
    tweet = len(texts) == len(("text", "author")) and not title and _ATTRIBUTION.fullmatch(texts[1])
    return Entry(
        place=lines[0].number,
        time=at,
        headline=headline,
        body=PARAGRAPH.join([*distinct, *paragraphs[len(further) :]]),
        author=tweet[1] if tweet else None,
        time_inferred=inferred,
    )


def _paragraphs(texts: Sequence[str]) -> list[str]:
    """Return the headline and the paragraphs, a tweet's author in the tweet's paragraph; a headline stays one line."""
    paragraphs = [texts[0]]
    for text in texts[1:]:
        if _ATTRIBUTION.fullmatch(text) and len(paragraphs) > 1:
            paragraphs[-1] += f"\n{text}"
        else:
            paragraphs.append(text)
    return paragraphs


def _is_headline(text: str) -> bool:
    return not text.startswith(_NEVER_HEADLINE) and not _SENTENCE_END.search(text)
