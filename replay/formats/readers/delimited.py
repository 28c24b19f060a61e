"""Tables: CSV, or parted by tabs, semicolons or bars, with a head line; `fields` says which column is what."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from replay.formats.file.source import MAX_LINE_BYTES, Source
from replay.formats.parts import fields
from replay.formats.parts.fields import RowReader
from replay.formats.recording import Recording
from replay.text import printable

NAME = "CSV"
SETTINGS = fields.SETTINGS
ENDS = (".csv", ".tsv")
_DELIMITERS = ",;\t|"
_QUOTED = re.compile('"[^"]*"')
_SEPARATOR = re.compile(r"\"?sep=([^\s\w\"]|\t)\"?[ \t]*", re.IGNORECASE)
"""A first line that Excel reads and writes."""

_MOST_TOLD = 5


def recognises(source: Source) -> bool:
    """Say whether the file is called so."""
    return source.name.endswith(ENDS)


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
    _see_that_names_differ(source, line, names)
    recording = Recording(entries=())
    recording.entries = RowReader(source, recording.notes).entries(_named(source, names, rows), names)
    return recording


def _see_that_names_differ(source: Source, line: int, names: list[str]) -> None:
    unnamed = [str(number) for number, name in enumerate(names, 1) if not name]
    if len(unnamed) > 1:
        first, more = unnamed[:_MOST_TOLD], len(unnamed) - _MOST_TOLD
        told = f"{', '.join(first)} and {more} more" if more > 0 else f"{', '.join(first[:-1])} and {first[-1]}"
        raise source.error(f"columns {told} have no name", line=line, hint="name them, or leave them out")
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise source.error(f"the column '{printable(name)}' stands twice", line=line, hint="rename one")


def _named(
    source: Source, names: list[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows as objects; a cell that is empty is not there."""
    for line, row in rows:
        if len(row) != len(names):
            what = f"the row has {len(row)} cell{'s' * (len(row) != 1)}, the head line {len(names)}"
            hint = "quote cells that hold the delimiter"
            if len(row) < len(names):
                hint = "give it a cell for each column, be it an empty one"
            raise source.error(what, line=line, hint=hint)
        yield line, {name: cell for name, cell in zip(names, row, strict=True) if cell}


def _rows(source: Source) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows, blank ones and `sep=;` left out, each with the line that it begins on."""
    first = next((line for line in source.head.split("\n") if line.strip()), "")
    said = _SEPARATOR.fullmatch(first)
    delimiter = said[1] if said else max(_DELIMITERS, key=_QUOTED.sub("", first).count)
    lines = (line for _, line in source.lines(blank=True))
    csv.field_size_limit(MAX_LINE_BYTES)  # quotes that are never closed would take in all that follows
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            is_blank = not any(map(str.strip, row))
            if not is_blank and not said:
                yield begins, row
            said = said if is_blank else None
            begins = reader.line_num + 1
    except csv.Error as error:
        what, hint = _fault(str(error))
        raise source.error(what, line=begins, hint=hint) from None


def _fault(error: str) -> tuple[str, str]:
    """Return what is wrong with a row, and what to do."""
    if error.startswith("field larger"):
        return (
            f"a cell of the row that begins here is over {MAX_LINE_BYTES >> 20} MiB",
            "close its quotes, or break it up",
        )
    if error.startswith("new-line character"):
        return "has line ends of old Macs", "convert them to those of Unix or Windows"
    return f"the row that begins here is broken: {printable(error)}", "close its quotes"
