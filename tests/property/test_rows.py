"""Rows of any kind: release order and revisions by a plain oracle, and a round trip to JSON lines of our own."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.formats import open_stream, parse_stream
from replay.formats.file.sidecar import Order, Sidecar
from replay.formats.file.source import Source
from replay.formats.writing import write_stream
from replay.model import Stream

START = datetime(2020, 3, 5, 23, 58, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
SAID = st.sampled_from(["", "A", "B", 'a, "b"; c\td|e', "two\n\nparagraphs", "\ufeff\x85\u2028"]) | TEXT


@dataclass(frozen=True)
class Row:
    """A row of a file, all texts."""

    minute: int
    id: str
    headline: str
    body: str
    extra: str

    @property
    def time(self) -> datetime:
        """Return its story time."""
        return START + timedelta(minutes=self.minute)

    def fields(self) -> dict[str, str]:
        """Return its fields, those that are empty left out."""
        given = {
            "time": self.time.isoformat(),
            "id": self.id,
            "headline": self.headline,
            "body": self.body,
            "x": self.extra,
        }
        return {name: value for name, value in given.items() if value}


ROWS = st.lists(
    st.builds(
        Row,
        st.integers(0, 3),
        st.sampled_from(["", "a", "b"]),
        st.sampled_from("AB") | SAID,
        st.just("") | SAID,
        st.sampled_from(["", "1"]),
    ),
    min_size=1,
    max_size=8,
)
FIRST = Row(0, "z", "here", "here", "")
"""A row in which every field is there: one that no row has is refused."""

NAMES = ("time", "id", "headline", "body", "x")
FIELDS = Sidecar(time_field="time", id_field="id", headline_field="headline", body_field="body")


def json_lines(rows: list[Row]) -> str:
    """Return the rows as objects, one a line; half of them with their characters escaped."""
    return "\n".join(json.dumps(row.fields(), ensure_ascii=row.minute % 2 == 0) for row in rows)


def json_document(rows: list[Row]) -> str:
    """Return the rows as a list, over many lines."""
    return json.dumps([row.fields() for row in rows], indent=2)


def table(rows: list[Row], delimiter: str = ",") -> str:
    """Return the rows as a table, each cell within quotes."""
    quoted = (['"{}"'.format(row.fields().get(name, "").replace('"', '""')) for name in NAMES] for row in rows)
    return "".join(f"{delimiter.join(cells)}\r\n" for cells in [list(NAMES), *quoted])


def opened(name: str, text: str, order: Order | None = None) -> Stream:
    """Return the stream of a file."""
    sidecar = FIELDS.model_copy(update={"order": order})
    return parse_stream(Source.of_bytes(name, text.encode(), None, sidecar))


def released(rows: list[Row], order: Order | None) -> list[tuple[datetime, str, int, str, str]]:
    """Return what must come of rows, in the plainest way: sort, fold, count revisions, make up ids."""
    steps = [later.minute - earlier.minute for earlier, later in pairwise(rows)]
    newest_first = order == "newest-first"
    if order is None:
        newest_first = sum(step < 0 for step in steps) > sum(step > 0 for step in steps)
    placed = [(row.time, -place if newest_first else place, row) for place, row in enumerate(rows)]
    said: dict[str, list[tuple[str, str, str]]] = {}
    seen: set[tuple[str, datetime, tuple[str, str, str]]] = set()
    made_up: dict[str, int] = {}
    found = []
    for time, _, row in sorted(placed, key=lambda each: each[:2]):
        headline, body = " ".join(row.headline.split()), row.body.replace("\r\n", "\n").replace("\r", "\n")
        if not row.id:
            minute = f"{time:%H%M}"
            made_up[minute] = made_up.get(minute, 0) + 1
            found.append((time, f"{minute}-{made_up[minute]}", 1, headline, body))
            continue
        revisions = said.setdefault(row.id, [])
        new = (headline, body, row.extra)
        if (row.id, time, new) not in seen and (not revisions or revisions[-1] != new):
            revisions.append(new)
            found.append((time, row.id, len(revisions), headline, body))
        seen.add((row.id, time, new))
    return found


WRITERS: list[tuple[str, Callable[[list[Row]], str]]] = [
    ("x.jsonl", json_lines),
    ("x.json", json_document),
    ("x.csv", table),
    ("x.tsv", lambda rows: table(rows, "\t")),
]


@pytest.mark.parametrize(("name", "write"), WRITERS)
@given(rows=ROWS, order=st.sampled_from([None, "oldest-first", "newest-first"]))
def test_rows_are_released_as_a_plain_sort_says(
    name: str, write: Callable[[list[Row]], str], rows: list[Row], order: Order | None
) -> None:
    """Whatever the format: by time and place, repeats folded, revisions counted, `seq` without gaps."""
    stream = opened(name, write([FIRST, *rows]), order)
    updates = [(each.time, each.id, each.rev, each.headline, each.body) for each in stream.updates]
    assert updates == released([FIRST, *rows], order)
    assert [update.seq for update in stream.updates] == list(range(1, len(updates) + 1))
    assert all((update.on == "edited") == (update.rev > 1) for update in stream.updates)


@pytest.mark.parametrize(("name", "write"), WRITERS)
@given(rows=ROWS)
def test_rows_that_are_written_as_our_own_come_back(
    name: str, write: Callable[[list[Row]], str], rows: list[Row]
) -> None:
    """Opened, written and opened again, every update is the same in every field."""
    stream = opened(name, write([FIRST, *rows]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.jsonl"
        write_stream(stream, path, imported_from="rows")
        again = open_stream(path)
        assert list(again.updates) == list(stream.updates)
    assert (again.name, again.title, again.timezone, again.span) == (
        stream.name, stream.title, stream.timezone, stream.span,
    )  # fmt: skip


@given(ROWS, st.integers(-9, 9), st.slices(9))
def test_updates_are_a_sequence(rows: list[Row], place: int, part: slice) -> None:
    """Places, slices, length and iteration agree with a tuple of the same updates."""
    updates = opened("x.csv", table(rows)).updates
    every = tuple(updates)
    assert (len(updates), updates[part]) == (len(every), every[part])
    if -len(every) <= place < len(every):
        assert updates[place] == every[place]
    else:
        with pytest.raises(IndexError):
            updates[place]
