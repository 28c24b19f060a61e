"""What an alert log on disk holds already: whoever goes on with it writes each alert once, whatever was killed."""

from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import IO

import msgspec

from replay.alertlog.log import Writer
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
    known: set[bytes] = set()
    number = end = 0
    while line := file.readline(MOST_LINE_BYTES + 1):
        number += 1
        digest, is_ended = _digest_of(line), line.endswith(b"\n")
        if digest is not None:
            known.add(digest)
            end += len(line)
        elif is_ended or len(line) > MOST_LINE_BYTES or not _is_head(line):
            raise ValueError(f"line {number} is no alert")
        if not is_ended:
            log.truncate(end)
            log.write(b"\n" if digest else b"")
            break
    return frozenset(known)


def unless_known(write: Writer, known: AbstractSet[bytes]) -> Writer:
    """Return a writer that leaves out the records in *known*; the rest goes to *write*, at once."""

    def write_others(lines: bytes) -> None:
        others = [line for line in lines.splitlines(keepends=True) if _digest_of(line) not in known]
        if others:
            write(b"".join(others))

    return write_others if known else write


def _is_head(line: bytes) -> bool:
    """Say whether a line may be the beginning of a record: one that is whole JSON is of somebody else."""
    return (line.startswith(_HEAD) or _HEAD.startswith(line)) and not _is_json(line)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
    return True


def _digest_of(line: bytes) -> bytes | None:
    try:
        record = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return blake2b(f"{record.state} {record.id} {record.time}".encode(), digest_size=_DIGEST_BYTES).digest()
