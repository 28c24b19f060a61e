"""JSON lines of our own: what they hold, what they have to say themselves, and how a broken one is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers.native import ClockLine, Header, RulesLine, UpdateLine, recognises, render_line
from replay.model import Stream, Update
from tests.unit.formats.conftest import OpenDay, told

START = datetime(2020, 3, 5, 10, tzinfo=UTC)
HEADER = '{"type":"stream","version":1,"stream":"day"}'
NO_LINE = "day.jsonl:2: is no line of a replay stream"
PRINTS = "`replay docs stream` prints what a line holds"
FIRST = 'the first line is such as {"type": "stream", "version": 1, "stream": "day"}'
UPDATE = '{"type":"update","data":{"id":"a","stream":"day","seq":1,"time":"2020-03-05T10:00:00Z"}}'


def source_of(text: str, *, zone: str | None = None) -> Source:
    """Return a file with this text."""
    return Source.of_bytes("day.jsonl", text.encode(), ZoneInfo(zone) if zone else None)


def opened(*lines: Header | UpdateLine | ClockLine | RulesLine, zone: str | None = None) -> Stream:
    """Return the stream of a file with these lines."""
    return parse_stream(source_of(b"".join(map(render_line, lines)).decode(), zone=zone))


def update_at(minute: int) -> Update:
    """Return an update."""
    return Update(id=f"u{minute}", stream="day", seq=minute + 1, time=START + timedelta(minutes=minute), tags=("x",))


def test_stream_is_what_the_file_says_of_itself() -> None:
    """Name, title and zone stand in the header; nothing has to be assumed."""
    header = Header(stream="day", title="A day", timezone="Europe/Moscow", start=START - timedelta(minutes=5))
    end = START + timedelta(hours=1)
    stream = opened(header, RulesLine(rules={"a": "0"}), UpdateLine(data=update_at(0)), ClockLine(time=end))
    assert (stream.name, stream.title, stream.timezone, stream.inferred) == ("day", "A day", "Europe/Moscow", ())
    assert (stream.start, stream.end) == (header.start, end)
    assert list(stream.updates) == [update_at(0)]


def test_zone_that_a_person_names_wins() -> None:
    """As with every other format."""
    header = Header(stream="day", timezone="Europe/Moscow")
    assert opened(header, UpdateLine(data=update_at(0)), zone="Europe/Paris").timezone == "Europe/Paris"


def test_clock_before_the_last_update_ends_nothing() -> None:
    """The stream ends with what was last, an update or a clock."""
    lines = (UpdateLine(data=update_at(0)), ClockLine(time=START), UpdateLine(data=update_at(1)))
    stream = opened(Header(stream="day"), *lines)
    assert (stream.opened, stream.closed, stream.end) == (None, None, START + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEADER, "day.jsonl: holds no update"),
        (f"{HEADER}\n{HEADER}", "day.jsonl:2: the header stands first, and once; remove this line"),
        (f"{HEADER}\n{{}}", f"{NO_LINE}: it has no 'type'; {PRINTS}"),
        (
            f'{HEADER}\n{{"type":',
            f"{NO_LINE}: input data was truncated at column 9; remove it if it was cut off as it was written",
        ),
        (
            f"{HEADER}\n{UPDATE.replace('day', 'other')}",
            "day.jsonl:2: update 'a' is of the stream 'other', the header says 'day'; keep one stream a file",
        ),
        (
            f"{HEADER}\n{UPDATE.replace('00Z', '00')}",
            f"{NO_LINE}: data.time must have an offset, such as Z; {PRINTS}",
        ),
        (
            f"{HEADER}\n{UPDATE.replace('00Z', '00Y')}",
            f"{NO_LINE}: data.time must be an RFC 3339 time; {PRINTS}",
        ),
        (
            f"{HEADER}\n" + UPDATE.replace('"id":"a"', '"id":7'),
            f"{NO_LINE}: data.id must be a text, not a whole number; {PRINTS}",
        ),
        (UPDATE, f"day.jsonl:1: the header is missing; {FIRST}"),
        (
            '{"type":"stream"}',
            f"day.jsonl:1: is no line of a replay stream: it has no 'stream'; {PRINTS}",
        ),
        (
            HEADER.replace('"day"', '"day","timezone":"Nowhere"') + f"\n{UPDATE}",
            "day.jsonl:1: timezone 'Nowhere' is not a time zone; use an IANA name such as Europe/Moscow or UTC",
        ),
        (
            HEADER.replace(":1", ":2"),
            f"day.jsonl:1: is no line of a replay stream: version cannot be 2; {PRINTS}",
        ),
        (
            f"{HEADER}\n" + UPDATE.replace('"id":"a"', '"id":"a","rev":99999999999999999999'),
            "day.jsonl:2: rev of the update 'a' is out of range",
        ),
        (
            f"{HEADER}\n" + UPDATE.replace('"id":"a"', '"id":"a","data":{"x":' + "[" * 65 + "]" * 65 + "}"),
            "day.jsonl:2: is nested more than 64 deep; flatten it",
        ),
        (
            HEADER.replace('"day"', '"a/#\\u001b"'),
            "day.jsonl:1: the stream's name 'a/#\\x1b' has more than the letters a-z, digits and '-'",
        ),
        (f"{HEADER}\n" + UPDATE.replace('"id":"a"', '"data":{"x":' + "[" * 5000), "day.jsonl:2: is nested too deeply"),
    ],
)
def test_broken_file_is_told_with_its_line(text: str, message: str) -> None:
    """Each way of being wrong has its own message."""
    with pytest.raises(StreamError) as caught:
        parse_stream(source_of(text))
    assert str(caught.value) == message


def test_day_with_all_fields_is_read(open_day: OpenDay) -> None:
    """Every field arrives; revisions are those of the file, and the header's zone and title are the stream's."""
    stream = open_day("replay/day.jsonl")
    assert (stream.title, stream.timezone, stream.inferred) == ("A day", "Europe/Moscow", ())
    assert told(stream) == [
        "03-05 10:00:00 a/1 A | One.\n\nTwo.",
        "03-05 10:01:00 a/2* A, corrected",
        "03-05 10:02:00 lead/1 ",
    ]
    first = stream.updates[0]
    assert (first.source, first.author, first.url) == ("TASS", "Desk", "https://example.org/a")
    assert (first.tags, first.data, stream.updates[2].time_inferred) == (("x",), {"n": 10**20}, True)


def test_lines_out_of_order_are_sorted_and_counted(open_day: OpenDay) -> None:
    """Ties stay as they stand: our own files are oldest first, whatever their times."""
    stream = open_day("replay/out_of_order.jsonl")
    assert [(update.id, update.rev) for update in stream.updates] == [("a", 1), ("a", 2), ("c", 1), ("b", 1)]
    assert stream.inferred == ("Out of order, and sorted by time: 1, first on line 5.",)


def test_watched_day_lasts_as_long_as_it_was_watched(open_day: OpenDay) -> None:
    """From its declared start to its last clock; rules that changed meanwhile are told."""
    stream = open_day("replay/watched.jsonl")
    assert (f"{stream.start:%H:%M}", f"{stream.end:%H:%M}") == ("09:55", "10:30")
    assert stream.inferred[0].startswith("Its rules changed while it was watched")


def test_spaces_and_line_ends_of_others_do_not_matter(open_day: OpenDay) -> None:
    """A byte order mark, a blank line before the header, spaces in it, CRLF: an editor saved it so."""
    assert told(open_day("replay/spaced.jsonl")) == ["03-05 10:00:00 a/1 "]


def test_update_of_another_stream_is_told_with_its_line(open_day: OpenDay) -> None:
    """Blank lines count."""
    with pytest.raises(StreamError, match=r"two_streams.jsonl:4: update 'b' is of the stream 'night', the header says"):
        open_day("replay/two_streams.jsonl")


@pytest.mark.parametrize("text", ["", "x", "{}", '{"a": 1}', " date 2020-03-05 Day\n"])
def test_other_files_are_not_recognised(text: str) -> None:
    """A first line without our header is somebody else's."""
    assert not recognises(source_of(text))
