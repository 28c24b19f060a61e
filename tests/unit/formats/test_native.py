"""JSON lines of our own: what they hold, what they have to say themselves, and how a broken one is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError
from replay.formats.native import ClockLine, Header, RulesLine, UpdateLine, recognises, render_line
from replay.formats.opening import parse_stream
from replay.formats.source import Source
from replay.model import Stream, Update

START = datetime(2020, 3, 5, 10, tzinfo=UTC)
HEADER = '{"type":"stream","version":1,"stream":"day"}'
NO_LINE = "day.jsonl:2: is no line of a replay stream"
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
        (f"{HEADER}\n{{}}", "day.jsonl:2: is no line of a replay stream: object missing required field `type`"),
        (f'{HEADER}\n{{"type":', "day.jsonl:2: is no line of a replay stream: input data was truncated at column 9"),
        (
            f"{HEADER}\n{UPDATE.replace('day', 'other')}",
            "day.jsonl:2: update 'a' is of the stream 'other', the header says 'day'; keep one stream a file",
        ),
        (
            f"{HEADER}\n{UPDATE.replace('00Z', '00')}",
            f"{NO_LINE}: expected `datetime` with a timezone component - at `$.data.time`",
        ),
        (
            HEADER.replace('"day"', '"day","timezone":"Nowhere"') + f"\n{UPDATE}",
            "day.jsonl:1: timezone 'Nowhere' is not a time zone; use an IANA name such as Europe/Moscow or UTC",
        ),
        (
            HEADER.replace(":1", ":2"),
            "day.jsonl:1: is no line of a replay stream: invalid enum value 2 - at `$.version`",
        ),
        (f"{HEADER}\n" + UPDATE.replace('"id":"a"', '"data":{"x":' + "[" * 5000), "day.jsonl:2: is nested too deeply"),
    ],
)
def test_broken_file_is_told_with_its_line(text: str, message: str) -> None:
    """Each way of being wrong has its own message."""
    with pytest.raises(StreamError) as caught:
        parse_stream(source_of(text))
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["", "x", "{}", '{"a": 1}', " date 2020-03-05 Day\n"])
def test_other_files_are_not_recognised(text: str) -> None:
    """A first line without our header is somebody else's."""
    assert not recognises(source_of(text))
