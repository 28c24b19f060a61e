"""Files of our own are read as they stand where they are in order, and by way of the shelf where they are not."""

import gzip
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError
from replay.formats import open_stream, parse_stream, parse_streams
from replay.formats.file.source import Source
from replay.formats.readers.native import ClockLine, Header, Line, RulesLine, UpdateLine, render_line
from replay.formats.recording import MAX_TEXT_BYTES
from replay.formats.release.look import CHUNK_BYTES
from replay.formats.release.shelf import Shelf
from replay.formats.release.straight import StraightLines
from replay.model import Stream, Update

START = datetime(2020, 3, 5, 10, tzinfo=UTC)
HEADER = Header(stream="day")


def line(seq: int, **given: Any) -> UpdateLine:  # noqa: ANN401 -- the update's own fields
    """Return the line of an update, `seq` minutes after the start unless it says otherwise."""
    plain = {"id": f"u{seq}", "stream": "day", "seq": seq, "time": START + timedelta(minutes=seq), "headline": "a"}
    return UpdateLine(data=Update(**{**plain, **given}))


def rendered(*lines: Line) -> bytes:
    """Return a file of a header and lines."""
    return b"".join(map(render_line, (HEADER, *lines)))


def opened(data: bytes) -> Stream:
    """Return the stream that a file is."""
    return parse_stream(Source.of_bytes("day.jsonl", data))


def nested(depth: int) -> list[Any]:
    """Return a list in a list, and so on."""
    return [nested(depth - 1)] if depth else []


def large() -> list[UpdateLine]:
    """Return lines that fill several chunks."""
    return [line(seq, body="words " * 100) for seq in range(1, 5 * CHUNK_BYTES // 600)]


def test_lines_in_order_are_read_as_they_stand() -> None:
    """With each of their fields, and the clocks between them tell the end."""
    lines = [line(1), line(2, rev=3, on="edited", tags=("t",), data={"a": [1]}), line(2, id="v", url="http://x.org")]
    stream = opened(rendered(lines[0], ClockLine(time=START + timedelta(hours=1)), *lines[1:]))
    assert isinstance(stream.updates, StraightLines)
    assert list(stream.updates) == [
        lines[0].data,
        lines[1].data,
        line(3, id="v", url="http://x.org", time=lines[2].data.time).data,
    ]
    assert stream.end == START + timedelta(hours=1)


@pytest.mark.parametrize(
    "lines",
    [
        [line(2), line(1)],
        [line(1, id="")],
        [line(1, rev=0)],
        [line(1, url="javascript:alert(1)")],
        [line(1, time=datetime.fromisoformat("2020-03-05T13:00:00+03:00"))],
    ],
    ids=["out of order", "no id", "no rev", "address", "offset"],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_shelf(lines: Iterable[Line]) -> None:
    """It puts it in order, or right."""
    stream = opened(rendered(*lines))
    assert isinstance(stream.updates, Shelf)
    assert all(first.time <= second.time for first, second in pairwise(stream.updates))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (rendered(line(1)) + b"{", "day.jsonl:3: is no line of a replay stream"),
        (rendered(line(1), HEADER), "day.jsonl:3: the header stands first, and once"),
        (rendered(line(1, stream="night")), "day.jsonl:2: update 'u1' is of the stream 'night'"),
        (rendered(line(1, body="x" * (MAX_TEXT_BYTES + 1))), "day.jsonl:2: the update's text has 65538 bytes"),
        (rendered(line(1, source="x" * 250_000)), "day.jsonl:2: the update has 250"),
        (rendered(line(1)) + b"{}{}\n", "day.jsonl:3: is no line"),
        (rendered(line(1)).replace(b'"u1"', b'"u1","more":"\xff"'), "is 0xff, which is not UTF-8"),
        (rendered(line(1)).replace(b'"u1"', b'"u1","more":"\0"'), "day.jsonl:2: holds a NUL"),
        (rendered(line(1, data={"a": nested(70)})), "is nested more than 64 deep"),
        (rendered(ClockLine(time=START)), "day.jsonl: holds no update"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(data: bytes, what: str) -> None:
    """Before any of it is used, and in the words of the shelf."""
    with pytest.raises(StreamError) as error:
        opened(data)
    assert what in str(error.value)


@pytest.mark.parametrize("lines", [[line(1)], [line(2), line(1)]], ids=["straight", "shelf"])
def test_end_that_leaves_the_calendar_of_the_zone_is_told(lines: list[Line]) -> None:
    """However it is read: nobody could show what happens then."""
    end = ClockLine(time=datetime(9999, 12, 31, 23, tzinfo=UTC))
    source = Source.of_bytes("day.jsonl", rendered(*lines, end), ZoneInfo("Asia/Tokyo"))
    with pytest.raises(StreamError, match=r"its start or its end leaves the calendar in Asia/Tokyo; name another"):
        parse_stream(source)


def test_many_files_are_not_held_open(tmp_path: Path) -> None:
    """Asked by turns for what lies in them, and gone through: a year has hundreds."""
    paths = [tmp_path / f"{number}.jsonl" for number in range(3)]
    for path in paths:
        path.write_bytes(rendered(*large()))
    all_updates = [open_stream(path).updates for path in paths]
    before = len(list(Path("/proc/self/fd").iterdir()))
    assert {(updates[100].id, updates[0].id, updates[-1].id) for updates in all_updates} == {
        ("u101", "u1", f"u{len(all_updates[0])}")
    }
    assert [len(list(updates)) for updates in all_updates] == [len(all_updates[0])] * 3
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1


def test_long_text_within_the_bounds_is_read_as_it_stands() -> None:
    """A line of escapes is longer than its text."""
    stream = opened(rendered(line(1, body="\n" * MAX_TEXT_BYTES), line(2)).replace(b'"a"', b'""'))
    assert isinstance(stream.updates, StraightLines)
    assert len(stream.updates[0].body) == MAX_TEXT_BYTES


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_any_update_can_be_asked_for(tmp_path: Path, pack: Any) -> None:  # noqa: ANN401 -- a function, or the type
    """By its place, from the end, forth and back over the chunks, and as a slice."""
    lines = large()
    path = tmp_path / "day.jsonl"
    path.write_bytes(pack(rendered(*lines)))
    updates = open_stream(path).updates
    expected = [each.data for each in lines]
    assert isinstance(updates, StraightLines)
    assert list(updates) == list(updates) == expected
    assert [updates[place] for place in (0, 200, 199, len(lines) - 1, 0, -1, -len(lines))] == [
        expected[place] for place in (0, 200, 199, -1, 0, -1, 0)
    ]
    assert list(zip(updates, updates, strict=True)) == list(zip(expected, expected, strict=True))
    assert updates[100:300:7] == tuple(expected[100:300:7])
    with pytest.raises(IndexError):
        updates[len(lines)]


def test_places_and_name_are_put_right(tmp_path: Path) -> None:
    """`seq` counts from 1 over all chunks, and the stream is called as the sidecar says."""
    path = tmp_path / "day.jsonl"
    lines = (line(7, id=each.data.id, time=each.data.time, body=each.data.body) for each in large())
    path.write_bytes(rendered(*lines))
    updates = open_stream(path, settings={"stream": "desk"}).updates
    assert isinstance(updates, StraightLines)
    assert [(each.seq, each.stream) for each in updates] == [(seq, "desk") for seq in range(1, len(updates) + 1)]
    assert (updates[300].seq, updates[300].stream) == (301, "desk")


def test_rules_that_changed_are_told() -> None:
    """As by the shelf: what replays the stream uses one set."""
    stream = opened(rendered(RulesLine(rules={"a": "1"}), line(1), RulesLine(rules={"a": "2"})))
    assert isinstance(stream.updates, StraightLines)
    assert stream.inferred == (
        "Its rules changed while it was watched; what replays it uses one set from the beginning.",
    )


@pytest.mark.parametrize("change", [lambda data: data[: len(data) // 2], lambda data: data[: data.rfind(b"{")]])
def test_file_that_changes_while_it_is_read_is_told(tmp_path: Path, change: Any) -> None:  # noqa: ANN401 -- a function
    """What was looked through is not what is read: cut in the middle of a line, or short of one."""
    path = tmp_path / "day.jsonl"
    path.write_bytes(rendered(*large()))
    stream = open_stream(path)
    path.write_bytes(change(path.read_bytes()))
    with pytest.raises(StreamError, match="changed while it was read"):
        list(stream.updates)


@pytest.mark.parametrize(
    "lines",
    [
        [line(seq) for seq in range(1, 40)],
        [line(seq) for seq in (*range(1, 20), *range(21, 40))],
        [line(seq) for seq in range(2, 40)],
        [line(seq) for seq in (*range(1, 20), *range(30, 20, -1))],
        [*(line(seq) for seq in range(1, 20)), line(20, id=""), *(line(seq) for seq in range(21, 40))],
        [*(line(seq, data={"n": 10**30}) for seq in range(1, 20)), ClockLine(time=START + timedelta(hours=9))],
        [RulesLine(rules={"a": "1"}), *(line(seq) for seq in range(1, 40)), RulesLine(rules={"a": "1"})],
        [RulesLine(rules={"a": "1"}), *(line(seq) for seq in range(1, 40)), RulesLine(rules={"a": "2"})],
        [*(RulesLine(rules={"a": each}) for each in "121"), *(line(seq) for seq in range(1, 40))],
        [ClockLine(time=START + timedelta(hours=hour)) for hour in (2, 1, 0)] + [line(1, body="long " * 1000)],
    ],
)
@pytest.mark.parametrize("part_bytes", [1, 700, 3000])
def test_file_is_the_same_whoever_looks_through_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[Line], part_bytes: int
) -> None:
    """Also what is out of order, or wrong, between two parts or within one."""
    monkeypatch.setattr("replay.formats.release.look.PART_BYTES", part_bytes)
    path = tmp_path / "day.jsonl"
    path.write_bytes(rendered(*lines))
    alone, together = (
        parse_streams([Source.of_bytes("day.jsonl", path.read_bytes())], jobs=jobs)[0] for jobs in (1, 2)
    )
    assert type(alone.updates) is type(together.updates)
    assert list(alone.updates) == list(together.updates)
    assert replace(alone, updates=()) == replace(together, updates=())


@pytest.mark.parametrize("most", [1, 50, 110, 1000])
def test_parts_are_all_of_it_and_cut_where_chunks_are(tmp_path: Path, most: int) -> None:
    """Of no more updates than were asked for, nor more chunks than a process is to hold at once."""
    path = tmp_path / "day.jsonl"
    path.write_bytes(rendered(*large()))
    updates = open_stream(path).updates
    assert isinstance(updates, StraightLines)
    parts = list(updates.parts(most))
    assert list(chain.from_iterable(parts)) == list(range(len(updates)))
    assert max(map(len, parts)) <= most
    ends, whole = {part.stop for part in parts}, set(updates._look.before[1:])
    assert ends <= whole if most >= 110 else whole <= ends  # of some hundred updates each


def test_part_has_no_more_chunks_than_a_process_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Updates may be as long as a chunk each."""
    monkeypatch.setattr("replay.formats.release.straight.PART_CHUNKS", 3)
    lines = [line(seq, body="x" * (CHUNK_BYTES - 1000)) for seq in range(1, 10)]
    updates = opened(rendered(*lines)).updates
    assert isinstance(updates, StraightLines)
    assert max(map(len, updates.parts(1000))) < 9
    assert list(chain.from_iterable(updates.parts(1000))) == list(range(9))


def test_packed_file_has_no_parts(tmp_path: Path) -> None:
    """What stands in it can only be reached through all before it."""
    path = tmp_path / "day.jsonl.gz"
    path.write_bytes(gzip.compress(rendered(*large())))
    updates = open_stream(path).updates
    assert isinstance(updates, StraightLines)
    assert not list(updates.parts(1000))
