"""The Big List of Naughty Strings through every text of an update: kept as they are, and harmless on a terminal.

Source: https://github.com/minimaxir/big-list-of-naughty-strings by Max Woolf; its MIT licence is in the archive.
"""

import csv
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
import regex

from replay.cli.info import render
from replay.formats import open_stream
from replay.formats.writing import write_stream
from replay.model import Stream
from tests.unit.formats.conftest import open_text

with ZipFile(Path(__file__).parents[2] / "data" / "blns.zip") as archive:
    STRINGS: list[str] = sorted({string for string in json.loads(archive.read("blns.json")) if string.strip()})
HARMFUL = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]")
ROWS = [
    {"time": "2020-03-05T10:00:00Z", "id": f"{number} {string}", "headline": string, "body": string, "author": string}
    for number, string in enumerate(STRINGS)
]


def as_table() -> str:
    """Return the rows as a table."""
    file = io.StringIO()
    writer = csv.DictWriter(file, ROWS[0])
    writer.writeheader()
    writer.writerows(ROWS)
    return file.getvalue()


FILES = {
    "x.jsonl": "\n".join(map(json.dumps, ROWS)),
    "x.json": json.dumps(ROWS, ensure_ascii=False),
    "x.csv": as_table(),
}


def printed(stream: Stream, path: Path) -> str:
    """Return what `replay info` prints."""
    return "\n".join(render(stream, path))


@pytest.mark.parametrize("name", FILES)
def test_naughty_strings_arrive_as_they_are(name: str, tmp_path: Path) -> None:
    """In every format, and again from the file that is written; a headline has its spaces collapsed."""
    stream = open_text(name, FILES[name])
    found = [(each.id, each.headline, each.body, each.author) for each in stream.updates]
    assert found == [(row["id"], " ".join(row["body"].split()), row["body"], row["author"]) for row in ROWS]
    write_stream(stream, tmp_path / "day.jsonl", imported_from="x")
    assert list(open_stream(tmp_path / "day.jsonl").updates) == list(stream.updates)


def test_naughty_title_is_harmless_on_a_terminal(tmp_path: Path) -> None:
    """As the title in a sidecar, as the file's name and as its origin: nothing that moves the cursor gets through."""
    stream = open_text("x.jsonl", FILES["x.jsonl"])
    for string in STRINGS:
        named = Stream(
            name=stream.name, title=string, timezone="UTC", updates=stream.updates[:1], origin=string,
            inferred=(string,),
        )  # fmt: skip
        assert not HARMFUL.search(printed(named, Path(string)).replace("\n", ""))
        write_stream(named, tmp_path / "day.jsonl", imported_from=string)
        again = open_stream(tmp_path / "day.jsonl")
        assert (again.title, again.origin) == (string, string)


def test_naughty_names_of_fields_are_harmless() -> None:
    """What is guessed about them is printed, and so are they in an error; the values travel along."""
    for string in STRINGS:
        row = {"time": "2020-03-05T10:00:00Z", "text": "A", string: "x"}
        stream = open_text("x.jsonl", json.dumps(row))
        assert not HARMFUL.search(printed(stream, Path("x.jsonl")).replace("\n", ""))
        assert string in row.keys() & {"time", "text"} or "x" in stream.updates[0].data.values()
