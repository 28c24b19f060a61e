"""Which field of a row is what: as the sidecar says, else by the names that fields commonly have."""

import json
from typing import Any

import pytest

from tests.unit.formats.conftest import complaint, open_text

AT = "2020-03-05T10:00:00Z"


def row(**fields: object) -> str:
    """Return a line with these fields, and a time."""
    return json.dumps({"time": AT, **fields}) + "\n"


@pytest.mark.parametrize(
    ("fields", "headline", "body"),
    [
        ({"headline": "H", "body": "B"}, "H", "B"),
        ({"title": "H", "content": "B"}, "H", "B"),
        ({"text": "\n H \nB\nC\n"}, "H", "B\nC"),
        ({"TITLE": "H", "Message": "B"}, "H", "B"),
        ({"headline": "H", "title": "T", "comment": "B"}, "H", "B"),
        ({"headline": " a\n\tb ", "body": "B\r\n\r\nC\rD"}, "a b", "B\n\nC\nD"),
        ({"headline": None, "body": 3}, "", "3"),
        ({"headline": {"a": 1}, "text": "H"}, "H", ""),
    ],
)
def test_texts_are_told_by_common_names(fields: dict[str, object], headline: str, body: str) -> None:
    """A headline makes the text its body; a headline is one line, and paragraphs are parted by a blank one."""
    [update] = open_text("x.jsonl", row(**fields)).updates
    assert (update.headline, update.body) == (headline, body)


@pytest.mark.parametrize(
    ("fields", "settings", "attribute", "value"),
    [
        ({"a": {"b": {"c": "x"}}}, {"author_field": "a.b.c"}, "author", "x"),
        ({"a.b": "x", "a": {"b": "y"}}, {"author_field": "a.b"}, "author", "x"),
        ({"a": ["x"]}, {"author_field": "{a}!"}, "author", '["x"]!'),
        ({"a": "", "b": "x"}, {"headline_field": "{a}: {b}", "author_field": "b"}, "headline", ": x"),
        ({"t": ["#a", " b", "a", None, 3]}, {"tags_field": "t"}, "tags", ("a", "b", "3")),
        ({"t": "#a, b,,a"}, {"tags_field": "t"}, "tags", ("a", "b")),
        ({"user": {"name": "x"}}, {}, "author", None),
        ({"byline": "x", "publisher": "y", "link": "z"}, {}, "author", "x"),
        ({"url": "", "source": None}, {"url_field": "url"}, "url", None),
        ({"guid": 7}, {}, "id", "7"),
        ({"id": ""}, {}, "id", "1000-1"),
    ],
)  # fmt: skip
def test_other_fields_are_found(
    fields: dict[str, Any], settings: dict[str, str], attribute: str, value: object
) -> None:
    """By path, in braces and by name; an object is nobody's name, and what is empty is not there."""
    [update] = open_text("x.jsonl", row(text="A", **fields), **settings).updates
    assert getattr(update, attribute) == value


def test_fields_that_are_nothing_travel_along() -> None:
    """A field that is read whole is not kept twice; one that only gives a part of itself stays in `data`."""
    [update] = open_text("x.jsonl", row(text="A", n=1, user={"name": "x"}), author_field="user.name").updates
    assert update.data == {"n": 1, "user": {"name": "x"}}


ROW = '{"time":"2020-03-05T10:00:00Z","text":"A","user":{"name":"x"},"state":"Ohio"}\n'


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"author_field": "usr"}, "author_field: no row has a field 'usr'; did you mean 'user'?"),
        ({"author_field": "user.nam"}, "author_field: no row has a field 'user.nam'"),
        ({"headline_field": "{stat} is {state}"}, "headline_field: no row has a field 'stat'; did you mean 'state'?"),
        ({"time_field": "tim"}, "time_field: no row has a field 'tim'; did you mean 'time'?"),
        ({"url_field": "q\x1b"}, "url_field: no row has a field 'q\\x1b'; there are time, text, user, state"),
    ],
)
def test_field_that_no_row_has_is_told(settings: dict[str, str], message: str) -> None:
    """A mistyped name is an error with the one that was meant, also within braces, whatever the file's length."""
    assert complaint("x.jsonl", ROW * 150, **settings).startswith(f"x.jsonl: {message}")
    told = complaint("x.csv", "time,text,user,state\n2020-03-05T10:00:00Z,A,x,Ohio\n", **settings)
    assert told.startswith(f"x.csv: {message}")


@pytest.mark.parametrize("line", [row(text="A", who=None), row(text="A") * 150 + row(text="B", who="x")])
def test_field_that_is_empty_or_comes_late_is_there(line: str) -> None:
    """What a row has, if only as null, or behind the first hundred rows, was not mistyped."""
    assert len(open_text("x.jsonl", line, author_field="who").updates) in (1, 151)


def test_column_without_cells_is_there() -> None:
    """A table names its columns in the head line."""
    assert len(open_text("x.csv", f"time,text,who\n{AT},A,\n", author_field="who").updates) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            '{"headline":"A"}',
            "no field is known to be the time; name it with --set time_field=NAME; the fields are headl",
        ),
        ('{"time":"x"}', "no field is known to be the text; name it with --set text_field=NAME; the fields are time"),
        (
            '{"time":"x","headline":{"a":1}}',
            "no field is known to be the text; name it with --set text_field=NAME; the fields are time, headline.a",
        ),
        ("{}", "no field is known to be the time; name it with --set time_field=NAME; there are no fields"),
    ],
)
def test_rows_without_time_or_text_are_told(text: str, message: str) -> None:
    """What is missing is told with the key that names it, and the names there are."""
    assert complaint("x.jsonl", text).startswith(f"x.jsonl: {message}")


def test_row_without_a_time_is_set_aside() -> None:
    """It is told with its place, and all others are played, one without a text too; a time of zero is a time."""
    rows = row(text="A") + "".join(f'{{"text":"B",{time}"x":1}}\n' for time in ("", '"time":null,', '"time":" ",'))
    stream = open_text("x.jsonl", rows + row(text=""))
    assert [update.headline for update in stream.updates] == ["A", ""]
    assert [(each.place, each.time, each.why) for each in stream.set_aside] == [
        (place, None, "has no time") for place in (2, 3, 4)
    ]
    assert open_text("x.jsonl", '{"time":0,"text":"A"}', time_zero=AT).start.isoformat() == "2020-03-05T10:00:00+00:00"


def test_what_was_guessed_is_told() -> None:
    """Each role with its field, in the file's own spelling."""
    stream = open_text("x.jsonl", row(GUID="1", Title="A", tags=[]))
    [sentence] = stream.inferred
    assert sentence == "Fields told by their names: time is 'time', id is 'GUID', tags is 'tags', headline is 'Title'."
