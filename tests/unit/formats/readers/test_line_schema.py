"""The JSON Schema of a stream's line: it is current, it takes what is written, and it refuses what cannot be read."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from replay.cli import docs
from replay.errors import StreamError
from replay.formats import open_stream, parse_stream
from replay.formats.file.source import Source
from replay.formats.readers.native import Header, UpdateLine, line_schema, render_line
from replay.formats.writing import write_stream

COMMITTED = Path(__file__).parents[4] / "docs/stream.schema.json"
HEADER = '{"type":"stream","stream":"day"}'
VALIDATOR = Draft202012Validator(line_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)


def test_committed_schema_is_current() -> None:
    """`docs/stream.schema.json` is what `replay docs stream` prints, and is a schema."""
    assert COMMITTED.read_text(encoding="utf-8") == CliRunner().invoke(docs.command, ["stream"]).output
    Draft202012Validator.check_schema(json.loads(COMMITTED.read_text(encoding="utf-8")))


def test_every_property_is_described() -> None:
    """Who reads only the schema knows what each key is for."""
    properties = [
        (name, value) for each in line_schema()["$defs"].values() for name, value in each["properties"].items()
    ]
    assert [name for name, value in properties if not {"$ref", "description"} & value.keys() and name != "type"] == []


def test_lines_of_an_import_fit_the_schema(tmp_path: Path) -> None:
    """Each line of the shipped day, as `replay import` writes it."""
    write_stream(open_stream("idlib"), tmp_path / "idlib.jsonl", imported_from="a test")
    lines = (tmp_path / "idlib.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 17
    for line in lines:
        VALIDATOR.validate(json.loads(line))


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"type": "updates"},
        {"type": "update"},
        {"type": "update", "data": {"id": "a", "stream": "day", "seq": 1}},
        {"type": "update", "data": {"id": "a", "stream": "day", "seq": "1", "time": "2020-03-05T10:00:00Z"}},
        {"type": "update", "data": {"id": "a", "stream": "day", "seq": 1, "time": "2020-03-05T10:00:00Z", "on": "new"}},
        {"type": "clock", "time": 5},
        {"type": "rules", "rules": []},
    ],
)
def test_what_the_schema_refuses_cannot_be_read(line: dict[str, Any]) -> None:
    """A file that is wrong by the schema is wrong for replay too."""
    assert not VALIDATOR.is_valid(line)
    with pytest.raises(StreamError, match="is no line of a replay stream"):
        parse_stream(Source.of_bytes("day.jsonl", f"{HEADER}\n{json.dumps(line)}".encode()))


def test_rendered_lines_carry_all_properties() -> None:
    """What is written leaves nothing to a default, so that other programs need none."""
    (update,) = open_stream("idlib").updates[:1]
    for line in (Header(stream="day"), UpdateLine(data=update)):
        properties = line_schema()["$defs"][type(line).__name__]["properties"]
        assert json.loads(render_line(line)).keys() == properties.keys()
