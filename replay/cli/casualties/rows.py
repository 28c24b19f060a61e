"""Rows of texts in, rows of mentions out, a line each, for batches.

A row that comes in is `{id, text}`, other keys are left alone; one that goes out is `{id, mentions, summary}`, with the
keys of `MENTION` in each mention.
"""

from collections.abc import Iterator, Sequence
from typing import IO, Any

import msgspec

from replay.engine.read.casualties import Mention, Range, read, summarise
from replay.errors import StreamError
from replay.formats.file.source import MAX_LINE_BYTES
from replay.formats.parts.faults import words_of
from replay.formats.recording import MAX_TEXT_BYTES

MENTION = ("kind", "min", "max", "approx", "who", "status", "total", "previous", "said_by", "start", "end")
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


def iter_rows(lines: IO[bytes]) -> Iterator[bytes]:
    """Yield the row that each row of *lines* comes to, JSON without a line end; blank lines come to nothing.

    Raises:
        StreamError: At the first row that cannot be read, with its number.
    """
    number = 0
    while line := lines.readline(MAX_LINE_BYTES + 1):
        number += 1
        if not line.isspace():
            row = _parsed(line, number)
            mentions = read(row.text)
            told = {"id": row.id, "mentions": [*map(facts_of, mentions)], "summary": summary_of([mentions])}
            yield msgspec.json.encode(told)


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
    return {key: getattr(mention, key) for key in MENTION}


def summary_of(fields: Sequence[Sequence[Mention]]) -> dict[str, Range]:
    """Return what the reported mentions of *fields* come to."""
    return summarise(fields, statuses=("reported",))
