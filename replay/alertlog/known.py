"""What an alert log on disk holds already: whoever goes on with it writes each alert once, whatever was killed."""

from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import IO

import msgspec

from replay.alertlog.log import Writer
from replay.alertlog.torn import whole_lines
from replay.model import State

MOST_LINE_BYTES = 2**24
_DIGEST_BYTES = 16
_HEAD = b'{"annotations":{'
"""How every line begins: its keys are sorted."""


class _Record(msgspec.Struct, frozen=True):
    """What tells an alert record from the others, and a line that is none.

    The time is part of it: a silence may be suppressed at its deadline, and again where active hours open.
    """

    id: str
    rule: str
    state: State
    time: str


_decoder = msgspec.json.Decoder(_Record)


def take_up(file: IO[bytes], log: IO[bytes]) -> frozenset[bytes]:
    """Return the digests of the records that a log holds, and end it behind the last whole one: a kill may cut a line.

    Args:
        file: The log, to be read from its beginning.
        log: The same, unbuffered, to be appended to.

    Raises:
        ValueError: If a line is no alert; it says which, and nothing is changed.
    """
    lines = whole_lines(file, log, _digest_of, head=_HEAD, most_bytes=MOST_LINE_BYTES, otherwise="no alert")
    return frozenset(digest for _, digest in lines)


def unless_known(write: Writer, known: AbstractSet[bytes]) -> Writer:
    """Return a writer that leaves out the records in *known*; the rest goes to *write*, at once."""

    def write_others(lines: bytes) -> None:
        others = [line for line in lines.splitlines(keepends=True) if _digest_of(line) not in known]
        if others:
            write(b"".join(others))

    return write_others if known else write


def _digest_of(line: bytes) -> bytes | None:
    try:
        record = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return blake2b(f"{record.state} {record.id} {record.time}".encode(), digest_size=_DIGEST_BYTES).digest()
