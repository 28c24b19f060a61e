"""Every file of the JSONTestSuite, as a document and as JSON lines: what is no JSON is refused with its place.

Source: https://github.com/nst/JSONTestSuite by Nicolas Seriot; its MIT licence is in the archive.
"""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source

with ZipFile(Path(__file__).parents[2] / "data" / "jsontestsuite.zip") as archive:
    FILES = {name: archive.read(name) for name in archive.namelist() if name.endswith(".json")}
PLACE = re.compile(r"^x\.jsonl?:[0-9]+: (is no JSON: .* at column [0-9]+$|byte [0-9]+ |cannot be used: |holds a NUL)")
IS_JSON = re.compile(
    r"^x\.jsonl?:( holds no update| it is not known which list holds the updates| no field is known to be the"
    r"|[0-9]+: cannot be used: it must be an object| item 1: is no object)"
)
EMPTY = ("n_single_space.json", "n_structure_UTF8_BOM_no_data.json", "n_structure_no_data.json")
SEVERAL_LINES = ("y_object_with_newlines.json",)


def refusal(kind: str, name: str) -> str:
    """Return the message with which a file is refused as one of this kind, or an empty text."""
    try:
        parse_stream(Source.of_bytes(kind, FILES[name]))
    except StreamError as error:
        return str(error)
    return ""


def test_suite_is_complete() -> None:
    """Nothing was lost on the way: as many files of each kind as the suite has."""
    assert [sum(name.startswith(kind) for name in FILES) for kind in "nyi"] == [188, 95, 35]


@pytest.mark.parametrize("kind", ["x.json", "x.jsonl"])
@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("n_")])
def test_what_is_no_json_is_refused_with_its_place(kind: str, name: str) -> None:
    """With the line, and the column or the byte; what holds nothing has no place."""
    told = refusal(kind, name)
    assert PLACE.match(told) or (name in EMPTY and told == f"{kind}: is empty")
    assert told.isprintable()


@pytest.mark.parametrize("kind", ["x.json", "x.jsonl"])
@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("y_")])
def test_what_is_json_is_refused_only_for_being_no_stream(kind: str, name: str) -> None:
    """None of these files holds updates; one is an object over several lines, which JSON lines cannot be."""
    told = refusal(kind, name)
    assert IS_JSON.match(told) or (kind, name) in [("x.jsonl", each) for each in SEVERAL_LINES]


@pytest.mark.parametrize("kind", ["x.json", "x.jsonl"])
@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("i_")])
def test_what_may_be_json_ends_in_one_line(kind: str, name: str) -> None:
    """Huge numbers, lone surrogates, UTF-16: read or refused, but never a crash."""
    assert refusal(kind, name).isprintable()
