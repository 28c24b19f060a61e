"""Rows of texts in, rows of mentions out."""

import io
import json
from typing import Any

import pytest

from replay.cli.casualties.rows import iter_rows
from replay.errors import StreamError
from replay.formats.file.source import MAX_LINE_BYTES

GOOD = b'{"id": 1, "text": "Two men were killed, three were wounded."}\n'


def rows(data: bytes) -> list[dict[str, Any]]:
    """Return the rows that *data* comes to."""
    return [json.loads(row) for row in b"".join(iter_rows(io.BytesIO(data))).splitlines()]


def test_row_has_its_mentions_and_what_is_reported_of_them() -> None:
    """A mention has these keys in this order, and the summary counts what is reported."""
    text = "Turkey says 33 Turkish soldiers were killed. Last week two men died."
    (row,) = rows(json.dumps({"id": "a", "text": text}).encode())
    assert (row["id"], row["summary"]) == ("a", {"killed": {"min": 33, "max": 33}})
    first, second = row["mentions"]
    assert list(first.items()) == [
        ("kind", "killed"),
        ("min", 33),
        ("max", 33),
        ("approx", False),
        ("who", "Turkish soldiers"),
        ("status", "reported"),
        ("total", False),
        ("previous", None),
        ("said_by", "Turkey"),
        ("start", text.index("33")),
        ("end", text.index(".")),
    ]
    assert second["status"] == "recap"


def test_empty_texts_blank_lines_and_other_keys_are_fine() -> None:
    """An empty text has no mention, a blank line is no row, and what else a row has is left alone."""
    told = rows(b'\xef\xbb\xbf{"id": 1, "text": ""}\r\n\n{"lang": "en", "id": 2, "text": "x"}')
    assert told == [{"id": number, "mentions": [], "summary": {}} for number in (1, 2)]


def test_offsets_count_code_points() -> None:
    """What stands before a mention may be of any script."""
    ((mention,),) = (row["mentions"] for row in rows('{"id": 1, "text": "\U0001f525\u0416 Two men died"}'.encode()))
    assert (mention["start"], mention["end"]) == (3, 15)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        (b'{"id": 2}', "is no row {id, text}: it has no 'text'"),
        (b'{"id": null, "text": "x"}', "is no row {id, text}: id must be a whole number or a text, not null"),
        (b'{"id": 1.5, "text": "x"}', "is no row {id, text}: id must be a whole number or a text, not a number"),
        (b'{"id": 2, "text": 3}', "is no row {id, text}: text must be a text, not a whole number"),
        (b"[1]", "is no row {id, text}: it must be an object, not a list"),
        (b"{", "is no row {id, text}: input data was truncated"),
        (b'{"id": 2, "text": "\\ud800"}', "is no row {id, text}: "),
        (b'{"id": 2, "text": "x", "y": ' + b"[" * 100_000, "is no row {id, text}: it is nested too deeply"),
        (b'{"id": 2, "text": "\xff"}', "is not UTF-8; write the row as UTF-8 text"),
        (b'{"id": 2, "text": "%s"}' % ("\u0416" * 32769).encode(), "the text is over 64 KiB; cut it into parts"),
        (b'{"id": 2, "text": "%s"}' % (b"x" * 2**20), "is over 1 MiB; cut it into parts"),
    ],
)
def test_bad_row_ends_with_its_number_behind_the_rows_before_it(row: bytes, what: str) -> None:
    """Rows come one by one, until one cannot be read."""
    read = iter_rows(io.BytesIO(GOOD + b"\n" + row + b"\n" + GOOD))
    assert json.loads(next(read))["id"] == 1
    with pytest.raises(StreamError) as raised:
        next(read)
    assert str(raised.value).startswith(f"standard input:3: {what}")
    assert "\n" not in str(raised.value)


def test_text_of_64_kib_is_read() -> None:
    """The bound itself is fine."""
    assert rows(b'{"id": 1, "text": "%s"}' % (b"x" * 2**16))[0]["mentions"] == []


def test_row_that_never_ends_is_read_no_further_than_a_line_may_go() -> None:
    """Whoever pipes something else in here gets an error, not a machine without memory."""
    given = io.BytesIO(b"x" * (3 * MAX_LINE_BYTES))
    with pytest.raises(StreamError, match="is over 1 MiB"):
        list(iter_rows(given))
    assert given.tell() < 2 * MAX_LINE_BYTES
