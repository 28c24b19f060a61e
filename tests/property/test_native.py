"""JSON lines of our own: what is written is read back, whatever it holds."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.parsing import _shelved
from replay.formats.readers.native import ClockLine, Header, Line, UpdateLine, render_line
from replay.formats.release.spool import Spool
from replay.model import Update

START = datetime(2020, 3, 5, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
OPTIONAL = st.none() | TEXT
UPDATES: st.SearchStrategy[list[dict[str, Any]]] = st.lists(
    st.builds(
        dict,
        id=TEXT.filter(bool),
        rev=st.integers(1, 9),
        time=st.integers(0, 10**12).map(lambda us: START + timedelta(microseconds=us)),
        headline=TEXT,
        body=TEXT,
        source=OPTIONAL,
        author=OPTIONAL,
        url=st.none() | TEXT.map(lambda text: f"https://example.org/{text}"),
        tags=st.lists(TEXT, max_size=3).map(tuple),
        on=st.sampled_from(["published", "edited"]),
        time_inferred=st.booleans(),
        data=st.dictionaries(TEXT, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXT, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


@given(UPDATES, st.booleans())
def test_stream_that_is_written_is_read_back(drawn: list[dict[str, Any]], ticks: bool) -> None:  # noqa: FBT001 -- drawn
    """Every field of every update comes back, in release order, with clocks between them or without."""
    ordered = sorted(drawn, key=lambda each: each["time"])
    updates = [Update(stream="day", seq=seq, **given) for seq, given in enumerate(ordered, 1)]
    lines: list[Line] = [Header(stream="day")]
    for update in updates:
        lines += [UpdateLine(data=update), *([ClockLine(time=update.time)] if ticks else [])]
    source = Source.of_bytes("day.jsonl", b"".join(map(render_line, lines)), ZoneInfo("UTC"))
    assert list(parse_stream(source).updates) == updates


@given(UPDATES, st.data())
def test_straight_reading_gives_what_the_shelf_gives(drawn: list[dict[str, Any]], data: st.DataObject) -> None:
    """In order or not, with any `seq`, clocks between, blank lines, and line ends of another system."""
    ordered = sorted(drawn, key=lambda each: each["time"])
    lines: list[bytes] = [render_line(Header(stream="day"))]
    for given_ in data.draw(st.sampled_from([ordered, ordered, drawn])):
        update = Update(stream="day", seq=data.draw(st.integers(1, 3)), **given_)
        lines += [render_line(UpdateLine(data=update))]
        lines += data.draw(st.sampled_from([[], [], [b"\n"], [render_line(ClockLine(time=update.time))]]))
    text = b"".join(lines).replace(b"\n", data.draw(st.sampled_from([b"\n", b"\n", b"\r\n"])))
    source = Source.of_bytes("day.jsonl", text, ZoneInfo("UTC"))
    stream = parse_stream(source)
    assert list(stream.updates) == list(_shelved("day", [source], Spool())[0])
    assert stream.updates[-1] == list(stream.updates)[-1]
