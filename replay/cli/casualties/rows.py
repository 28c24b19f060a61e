"""Rows of texts in, rows of mentions out, a line each, for batches.

A row that comes in is `{id, text}`, other keys are left alone; one that goes out is `{id, mentions, summary}`, with the
keys of `MENTION` in each mention.
"""

from collections.abc import Iterator, Sequence
from io import BufferedIOBase
from operator import attrgetter
from typing import Any

import msgspec

from replay.engine.read.casualties import Mention, Range, read_all, summarise
from replay.errors import StreamError
from replay.formats.file.source import MAX_LINE_BYTES
from replay.formats.parts.faults import words_of
from replay.formats.recording import MAX_TEXT_BYTES

MENTION = ("kind", "min", "max", "approx", "who", "status", "total", "previous", "said_by", "start", "end")
_values_of = attrgetter(*MENTION)
_PIECE = 1 << 16
_NAME = "standard input"
_HINT = 'write such as {"id": 1, "text": "Two men were killed."}'


class Row(msgspec.Struct):
    """A text to read.

    Attributes:
        id: Whatever tells it from others; it comes back as it is.
        text: The text, at most `MAX_TEXT_BYTES` of UTF-8.
    """

    id: str | int
    text: str


_decoder = msgspec.json.Decoder(Row)
_encoder = msgspec.json.Encoder()


def iter_rows(given: BufferedIOBase) -> Iterator[bytes]:
    """Yield the rows that those of *given* come to, as JSON lines; those that came together stay together.

    A blank line comes to nothing.

    Raises:
        StreamError: At the first row that cannot be read, with its number, behind what those before it come to.
    """
    for first, lines in _iter_lines(given):
        rows: list[Row] = []
        fault: StreamError | None = None
        for number, line in enumerate(lines, first):
            try:
                rows += [_parsed(line, number)] if line.strip() else []
            except StreamError as error:
                fault = error
                break
        if rows:
            yield _encoder.encode_lines(_told(rows))
        if fault is not None:
            raise fault


def _iter_lines(given: BufferedIOBase) -> Iterator[tuple[int, list[bytes]]]:
    """Yield the lines that are there, with the number of the first; one that is too long is cut, and is the last."""
    number, size, begun = 1, 0, list[bytes]()
    while size <= MAX_LINE_BYTES and (piece := given.read1(_PIECE)):
        *ended, rest = piece.split(b"\n")
        if ended:
            yield number, [b"".join([*begun, ended[0]]), *ended[1:]]
            number, size, begun = number + len(ended), 0, []
        size += len(rest)
        begun.append(rest)
    yield number, [b"".join(begun)]


def _told(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for row, mentions in zip(rows, read_all(row.text for row in rows), strict=True):
        yield {"id": row.id, "mentions": [*map(facts_of, mentions)], "summary": summary_of([mentions])}


def _parsed(line: bytes, number: int) -> Row:
    if len(line) > MAX_LINE_BYTES:
        raise StreamError(_NAME, f"is over {MAX_LINE_BYTES >> 20} MiB", line=number, hint="cut it into parts")
    try:
        row = _decoder.decode(line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line)
        size = len(row.text.encode())
    except UnicodeError:
        raise StreamError(_NAME, "is not UTF-8", line=number, hint="write the row as UTF-8 text") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise StreamError(_NAME, f"is no row {{id, text}}: {words_of(error)}", line=number, hint=_HINT) from None
    if size > MAX_TEXT_BYTES:
        raise StreamError(_NAME, f"the text is over {MAX_TEXT_BYTES >> 10} KiB", line=number, hint="cut it into parts")
    return row


def facts_of(mention: Mention) -> dict[str, Any]:
    """Return a mention as its row has it."""
    return dict(zip(MENTION, _values_of(mention), strict=True))


def summary_of(fields: Sequence[Sequence[Mention]]) -> dict[str, Range]:
    """Return what the reported mentions of *fields* come to."""
    return summarise(fields, statuses=("reported",))
