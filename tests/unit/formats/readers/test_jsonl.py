"""JSON lines of other people: five files with their traps, and how a broken one is told."""

import pytest

from replay.formats.file.source import Source
from replay.formats.readers.jsonl import recognises
from tests.unit.formats.conftest import OpenDay, complaint, open_text, told

SKIPPED = "Times that the clocks of America/New_York skip, taken as if they had not been changed yet"
ROW = '{"time":"2020-03-05T10:00:00Z","text":"A"}\n'


def test_file_newest_first_is_turned_with_its_ties(open_day: OpenDay) -> None:
    """Byte order mark, CRLF and blank lines do not count; a repeat is folded, a change is an edit."""
    stream = open_day("jsonl/newest_first.jsonl")
    assert told(stream) == [
        "03-05 10:00:00 a/1 First | A.",
        "03-05 10:00:00 1000-1/1 Without id | Line one.\nLine two.",
        "03-05 10:01:00 b/1 Second | B.",
        "03-05 10:02:00 b/2* Second, corrected | B.",
        "03-05 10:03:00 c/1 Third | And last.",
    ]
    assert stream.inferred[1:] == (
        "The file is newest first, as its times tell.",
        "Edits, told by an id that repeats: 1, first on line 3.",
        "Folded, since they repeat what was said: 1, first on line 4.",
    )


def test_fields_by_path_and_in_braces_make_the_update(open_day: OpenDay) -> None:
    """Dotted paths and texts with fields are read, wrong decoding is mended, and the window ends at its midnights."""
    stream = open_day("jsonl/election.jsonl")
    assert told(stream) == [
        "03-08 06:30:00 0130-1/1 Ohio: Baker ahead",
        "03-08 07:30:00 0330-1/1 Ohio: Clark ahead | Clark says: “we won”",
        "03-08 09:00:00 0500-1/1 Utah: ahead",
        "03-09 03:59:59.500000 2359-1/1 Iowa: Clark ahead",
    ]
    first = stream.updates[0]
    assert (first.author, first.tags, first.data["votes"]) == ("Desk", ("vote", "count"), 10**30)
    assert [(aside.place, aside.why) for aside in stream.set_aside] == [
        (3, "outside of the window"),
        (5, "outside of the window"),
    ]
    assert stream.inferred == (
        "Fields told by their names: tags is 'tags'.",
        f"{SKIPPED}: 1, first on line 2.",
        "Mended, since they were decoded wrongly: 1, first on line 2.",
        "Out of order, and sorted by time: 1, first on line 6.",
    )


def test_elapsed_times_count_from_time_zero(open_day: OpenDay) -> None:
    """Clocks with and without days, seconds over 59, numbers, numbers as texts, and times before zero."""
    assert told(open_day("jsonl/transcript.jsonl")) == [
        "07-16 13:31:59 1331-1/1 Hold",
        "07-16 13:32:02 1332-1/1 Liftoff | We have liftoff.",
        "07-16 13:33:30 1333-1/1 Seconds",
        "07-16 13:33:30.500000 1333-2/1 Seconds as text",
        "07-16 13:34:15.250000 1334-1/1 Roll",
        "07-19 13:32:01.500000 1332-2/1 Days",
    ]


def test_milliseconds_since_1970_and_ids_that_are_numbers(open_day: OpenDay) -> None:
    """Unix time in milliseconds is elapsed time; the repeat between two revisions is folded."""
    assert told(open_day("jsonl/unix_ms.jsonl")) == [
        "03-05 10:00:00.249000 8/1 Eight",
        "03-05 10:00:00.250000 7/1 Seven",
        "03-05 10:00:00.252000 7/2* Seven again",
    ]


def test_order_that_is_given_wins_over_the_times(open_day: OpenDay) -> None:
    """The file is newest first by its times, but said to be oldest first: ties stay as they stand."""
    stream = open_day("jsonl/given_order.ndjson")
    assert [update.headline for update in stream.updates] == ["b", "a", "d", "c", "e"]
    assert stream.inferred[1:] == (
        "Times that the clocks of Europe/Paris show twice, taken as the earlier: 2, first on line 2.",
        "Out of order, and sorted by time: 2, first on line 2.",
        "Times that the clocks of Europe/Paris skip, taken as if they had not been changed yet: 1, first on line 4.",
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "x.jsonl:2: is no JSON: input data was truncated at column 2"),
        ('{"time": é}', "x.jsonl:2: is no JSON: invalid character at column 10"),
        ('{"é": NaN}', "x.jsonl:2: is no JSON: invalid character at column 7"),
        ('{"n": Infinity}', "x.jsonl:2: is no JSON: invalid character at column 7"),
        ('{"a": 1} {"b": 2}', "x.jsonl:2: is no JSON: trailing characters at column 11"),
        ('{"a": "\\ud800"}', "x.jsonl:2: is no JSON: \\ud800 is half a character at column 8"),
        ('["a"]', "x.jsonl:2: cannot be used: it must be an object, not a list; mend this line, or remove it"),
        ("null", "x.jsonl:2: cannot be used: it must be an object, not null; mend this line, or remove it"),
        ('{"n": 1e999}', "x.jsonl:2: cannot be used: number out of range; mend this line, or remove it"),
        (
            '{"n": ' + "9" * 5000 + "}",
            "x.jsonl:2: cannot be used: integer value out of range; mend this line, or remove it",
        ),
        ('{"n": ' + "[" * 5000 + "]" * 5000 + "}", "x.jsonl:2: is no JSON: it is nested too deeply at column 10008"),
        (ROW.replace('"A"', '"A","n":' + "[" * 65 + "]" * 65), "x.jsonl:2: is nested more than 64 deep; flatten it"),
        (ROW.replace('"A"', '"A","n":' + "[" * 500 + "]" * 500), "x.jsonl:2: is nested more than 64 deep; flatten it"),
        ('{"time":"noon"}', "x.jsonl:2: 'noon' is no date and time; write it as 2020-03-05T10:21:00+03:00"),
    ],
)
def test_broken_line_is_told_with_its_place(line: str, message: str) -> None:
    """Line and column, in characters from 1; what is JSON but no row is told with its line."""
    assert complaint("x.jsonl", f"{ROW}{line}") == message


def test_value_nested_64_deep_is_taken() -> None:
    """The bound itself is allowed."""
    nested = '"A","n":' + "[" * 64 + "]" * 64
    assert len(open_text("x.jsonl", ROW.replace('"A"', nested)).updates) == 1


@pytest.mark.parametrize(
    ("name", "text", "is_ours"),
    [
        ("x.NDJSON.gz", "", True),
        ("x.txt", '{"a": 1}\n{"b": 2}', True),
        ("x.txt", '\ufeff\n{"a": 1}\n\n{"b"', True),
        ("x.txt", '{"a": 1}', False),
        ("x.txt", '{"a":\n{"b": 2}}', False),
        ("x.txt", "[" * 5000 + "\n{", False),
    ],
)
def test_lines_of_objects_are_recognised(name: str, text: str, is_ours: bool) -> None:  # noqa: FBT001 -- a table
    """By the name, or by two lines that begin as objects; never an error."""
    assert recognises(Source.of_bytes(name, text.encode())) is is_ours
