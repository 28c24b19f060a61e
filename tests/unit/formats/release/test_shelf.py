"""The shelf: release order, revisions, folding, bounds, and that it is a sequence like any other."""

import gc
import json
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.recording import MAX_TEXT_BYTES, Entry
from replay.formats.release.limits import MAX_UPDATE_BYTES
from replay.formats.release.shelf import Shelf, Shelving
from replay.formats.release.spool import Spool
from tests.unit.formats.conftest import complaint, open_text, told

START = datetime(2020, 3, 5, 10, tzinfo=UTC)
SOURCE = Source.of_bytes("x.jsonl", b"")


def shelf_of(*files: list[dict[str, Any]], order: Any = "oldest-first") -> Shelf:  # noqa: ANN401 -- a literal
    """Return the shelf of files with these entries, each with its minute."""
    shelving = Shelving("day", ZoneInfo("UTC"), Spool())
    for file in files:
        entries = [
            Entry(place=place, time=START + timedelta(minutes=each.pop("minute", 0)), **each)
            for place, each in enumerate(file, 1)
        ]
        shelving.add(entries, source=SOURCE, window=None, order=order, notes=Notes())
    return shelving.shelf()


def lines(shelf: Shelf) -> list[str]:
    """Return an update a line: minute, id, revision, edit, headline."""
    return [f"{each.time:%M} {each.id}/{each.rev}{'*' * (each.on == 'edited')} {each.headline}" for each in shelf]


def test_files_follow_each_other_at_equal_times() -> None:
    """The first file's entries come first, whatever the order within the files."""
    first = [{"headline": "a"}, {"headline": "b"}]
    second: list[dict[str, Any]] = [{"headline": "c"}, {"headline": "d", "minute": 1}]
    assert lines(shelf_of(first, second, order="newest-first")) == [
        "00 1000-1/1 b",
        "00 1000-2/1 a",
        "00 1000-3/1 c",
        "01 1001-1/1 d",
    ]


def test_copies_of_a_page_are_folded_into_revisions() -> None:
    """What both copies have is one update; what changed between them is an edit, back and forth."""
    first = [{"id": "a", "headline": "A"}, {"id": "b", "headline": "B"}]
    second: list[dict[str, Any]] = [{"id": "a", "headline": "A"}, {"id": "b", "headline": "C", "minute": 1}]
    third = [{"id": "b", "headline": "B", "minute": 2}]
    assert lines(shelf_of(first, second, third)) == ["00 a/1 A", "00 b/1 B", "01 b/2* C", "02 b/3* B"]


def test_copies_without_ids_are_folded_across_files_alone() -> None:
    """What stands twice in one file is two, in any number of copies; another time or text is another update."""
    twice = [{"headline": "A"}, {"headline": "A"}]
    later: list[dict[str, Any]] = [{"headline": "A"}, {"headline": "B"}, {"headline": "A", "minute": 1}]
    assert lines(shelf_of([*map(dict, twice)], later, [*map(dict, twice)])) == [
        "00 1000-1/1 A",
        "00 1000-2/1 A",
        "00 1000-3/1 B",
        "01 1001-1/1 A",
    ]


def test_revisions_of_several_files_are_counted_anew() -> None:
    """What each file counted for itself says nothing of the other: copies fold, and no revision comes twice."""
    first: list[dict[str, Any]] = [
        {"id": "a", "rev": 1, "headline": "A"},
        {"id": "a", "rev": 2, "headline": "C", "on": "edited", "minute": 2},
    ]
    second: list[dict[str, Any]] = [
        {"id": "a", "rev": 1, "headline": "A"},
        {"id": "a", "rev": 2, "headline": "B", "on": "edited", "minute": 1},
        {"id": "a", "rev": 3, "headline": "C", "on": "edited", "minute": 2},
    ]
    assert lines(shelf_of(first, second)) == ["00 a/1 A", "01 a/2* B", "02 a/3* C"]


def test_edit_of_what_is_not_there_is_new() -> None:
    """What was published before the window begins its story with its edit."""
    given: list[dict[str, Any]] = [{"id": "a", "headline": "A", "on": "edited"}]
    given.append({"id": "a", "headline": "B", "on": "edited", "minute": 1})
    assert lines(shelf_of(given)) == ["00 a/1 A", "01 a/2* B"]


def test_what_was_folded_and_edited_is_told_of_its_file() -> None:
    """Each file with its own count; an edit is told where only an id that repeats says so, and where it has no time."""
    shelving, notes = Shelving("day", ZoneInfo("UTC"), Spool()), [Notes(), Notes()]
    texts: list[list[tuple[str, int]]] = [[("A", 0), ("B", 0)], [("A", 0), ("B", 0), ("C", 1)]]
    for each, file in zip(notes, texts, strict=True):
        entries = [
            Entry(place=place, time=START + timedelta(minutes=minute), id="a", headline=text)
            for place, (text, minute) in enumerate(file, 1)
        ]
        shelving.add(entries, source=SOURCE, window=None, order="oldest-first", notes=each)
    assert lines(shelving.shelf()) == ["00 a/1 A", "00 a/2* B", "01 a/3* C"]
    assert [each.sentences() for each in notes] == [
        (
            "Edits, told by an id that repeats: 1, first on line 2.",
            "Edits without a time of change, played at that of publication: 1, first on line 2.",
        ),
        (
            "Folded, since they repeat what was said: 2, first on line 1.",
            "Edits, told by an id that repeats: 1, first on line 3.",
        ),
    ]


def test_revisions_that_the_input_counts_are_left_alone() -> None:
    """They are played as they are, also where they say the same."""
    given = [{"id": "a", "rev": 3, "headline": "A"}, {"id": "a", "rev": 5, "headline": "A", "on": "edited"}]
    assert lines(shelf_of(given)) == ["00 a/3 A", "00 a/5* A"]


@pytest.mark.parametrize("field", ["body", "source", "author", "url"])
def test_change_of_any_field_is_an_edit(field: str) -> None:
    """Not only the headline counts."""
    assert lines(shelf_of([{"id": "a", field: "http://x"}, {"id": "a", field: "http://y"}])) == ["00 a/1 ", "00 a/2* "]


def test_made_up_ids_give_way_to_those_of_the_input() -> None:
    """An id is unique in its stream, even where the input has one that looks like ours."""
    given = [
        {"headline": "a"},
        {"id": "1000-1", "headline": "b"},
        {"id": "1000-1-a", "headline": "c"},
        {"headline": "d"},
    ]
    assert lines(shelf_of(given)) == ["00 1000-1-a-a/1 a", "00 1000-1/1 b", "00 1000-1-a/1 c", "00 1000-2/1 d"]


def test_ids_of_several_days_are_unique() -> None:
    """The minute comes again on the next day, its number goes on."""
    shelf = shelf_of([{"minute": minute} for minute in (0, 1440, 2880)])
    assert [update.id for update in shelf] == ["1000-1", "1000-2", "1000-3"]


def test_shelf_is_a_sequence() -> None:
    """Places, negative ones and slices give what iterating gives; beyond the ends there is nothing."""
    shelf = shelf_of([{"headline": str(number), "minute": -number} for number in range(5)])
    every = list(shelf)
    assert [update.seq for update in every] == [1, 2, 3, 4, 5]
    assert all(earlier.time < later.time for earlier, later in pairwise(shelf))
    assert [shelf[place] for place in range(-5, 5)] == every * 2
    assert (shelf[1:4:2], shelf[::-1], shelf[9:]) == (tuple(every[1:4:2]), tuple(every[::-1]), ())
    assert list(reversed(shelf)) == every[::-1]
    assert every[2] in shelf
    for place in (5, -6, 10**30):
        with pytest.raises(IndexError):
            shelf[place]


def test_updates_are_there_as_long_as_somebody_iterates() -> None:
    """The disk's file goes with the shelf, not before what reads from it."""
    updates = iter(shelf_of([{"headline": "a"}, {"headline": "b"}]))
    first = next(updates)
    gc.collect()
    assert (first.headline, next(updates).headline) == ("a", "b")


def test_shelves_in_one_spool_are_apart() -> None:
    """Read by turns, forth and back, also where they are so many that the spool goes to disk."""
    spool, shelves = Spool(), []
    for stream in ("a", "b"):
        shelving = Shelving(stream, ZoneInfo("UTC"), spool)
        entries = [Entry(place=place, time=START, headline=f"{place}", body="x" * 60_000) for place in range(1, 67)]
        shelving.add(entries, source=SOURCE, window=None, order=None, notes=Notes())
        shelves.append(shelving.shelf())
    for pair in zip(*shelves, strict=True):
        assert [each.stream for each in pair] == ["a", "b"]
        assert pair[0].seq == pair[1].seq == int(pair[0].headline)
    assert [shelves[0][place].seq for place in (65, 0, 63, 64, -1)] == [66, 1, 64, 65, 66]


def row(**fields: object) -> str:
    """Return a line with these fields, and a time."""
    return json.dumps({"time": "2020-03-05T10:00:00Z", **fields}, ensure_ascii=False)


def test_text_of_64_kib_is_the_longest() -> None:
    """Counted in bytes of UTF-8, headline and body together."""
    assert told(open_text("x.jsonl", row(headline="ä", body="x" * (MAX_TEXT_BYTES - 2))))
    told_off = complaint("x.jsonl", row(headline="ä", body="x" * (MAX_TEXT_BYTES - 1)))
    assert told_off == "x.jsonl:1: the update's text has 65537 bytes, over 64 KiB; split it into several updates"


def test_update_of_240_kib_is_the_largest() -> None:
    """With all its fields; the message says what to do."""
    assert told(open_text("x.jsonl", row(text="A", extra="x" * (MAX_UPDATE_BYTES - 300))))
    told_off = complaint("x.jsonl", row(text="A", extra="x" * MAX_UPDATE_BYTES))
    assert told_off.startswith("x.jsonl:1: the update has 245")
    assert told_off.endswith("with all its fields, over 240 KiB; leave out what no rule and no reader needs")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/p/1", "ftp://a", " http://a"])
def test_address_that_is_none_of_the_web_is_left_out(url: str) -> None:
    """Whatever the format, and told; a dashboard may link to what is left."""
    rows = [{"time": "2020-03-05T10:00:00Z", "text": "A", "url": each} for each in (url, "HTTPS://a", "http://a")]
    stream = open_text("x.json", json.dumps(rows))
    assert [update.url for update in stream.updates] == [None, "HTTPS://a", "http://a"]
    told = "Addresses left out, since they do not begin with http:// or https://: 1, first in item 1."
    assert told in stream.inferred


def test_shelf_may_be_let_go_by_any_thread() -> None:
    """The garbage collector runs wherever it likes; a database that minds would warn there."""
    shelves = [shelf_of([{"headline": "a"}])]
    seen: list[object] = []
    before, sys.unraisablehook = sys.unraisablehook, seen.append
    try:
        thread = Thread(target=shelves.clear)
        thread.start()
        thread.join()
    finally:
        sys.unraisablehook = before
    assert seen == []
