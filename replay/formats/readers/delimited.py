"""Tables: CSV, or parted by tabs, semicolons or bars, with a head line; `fields` says which column is what."""

import csv
import re
from collections.abc import Iterable, Iterator

from replay.formats.file.content import plain_name
from replay.formats.file.source import Source
from replay.formats.parts.fields import RowReader
from replay.formats.recording import Recording
from replay.text import printable

NAME = "CSV"
_ENDS = (".csv", ".tsv")
_DELIMITERS = ",;\t|"
_QUOTED = re.compile('"[^"]*"')


def recognises(source: Source) -> bool:
    """Say whether the file is called so."""
    return plain_name(source.path).lower().endswith(_ENDS)


def parse(source: Source) -> Recording:
    """Return what the table says, as it is read.

    Raises:
        StreamError: With the line.
    """
    rows = _rows(source)
    line, names = next(rows, (0, []))
    if not names:
        raise source.error("is empty")
    names = [name.strip() for name in names]
    twice = [name for place, name in enumerate(names) if name in names[:place]]
    if twice:
        raise source.error(f"the column '{printable(twice[0])}' stands twice", line=line, hint="rename one")
    recording = Recording(entries=())
    recording.entries = RowReader(source, recording.notes).entries(_named(source, names, rows), names)
    return recording


def _named(
    source: Source, names: list[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows as objects; a cell that is empty is not there."""
    for line, row in rows:
        if len(row) != len(names):
            what = f"the row has {len(row)} cells, the head line {len(names)}"
            raise source.error(what, line=line, hint="quote cells that hold the delimiter")
        yield line, {name: cell for name, cell in zip(names, row, strict=True) if cell}


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, blank ones left out, each with the line that it begins on."""
    first = next((line for line in source.head.split("\n") if line.strip()), "")
    delimiter = max(_DELIMITERS, key=_QUOTED.sub("", first).count)
    lines = (line for _, line in source.lines(blank=True))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if any(map(str.strip, row)):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        what = f"the row that begins here is broken: {printable(str(error))}"
        raise source.error(what, line=begins, hint="close its quotes") from None
