"""What an alert log on disk holds already: whoever goes on with it writes each alert once, whatever was killed."""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import blake2b
from typing import IO

import msgspec

from replay.model import Alert, State
from replay.torn import whole_lines

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


class Known:
    """The alerts that a log holds, by their digests, in little more room than these take.

    Args:
        digests: Of the alerts.
    """

    def __init__(self, digests: Iterable[bytes] = ()) -> None:
        self._digests: defaultdict[int, bytearray] = defaultdict(bytearray)  # end to end, by how they begin
        for digest in digests:
            self._digests[_beginning(digest)] += digest

    def __contains__(self, alert: Alert) -> bool:
        digest = _digest(alert.state, alert.id, msgspec.to_builtins(alert.time))
        alike = self._digests.get(_beginning(digest), b"")
        at = alike.find(digest)
        while at % _DIGEST_BYTES and at > 0:  # the end of one and the beginning of the next look like it
            at = alike.find(digest, at + 1)
        return at >= 0


def take_up(file: IO[bytes], log: IO[bytes]) -> Known:
    """Return the alerts that a log holds, and end it behind the last whole line: a kill may cut one.

    Args:
        file: The log, to be read from its beginning.
        log: The same, unbuffered, to be appended to.

    Raises:
        ValueError: If a line is no alert; it says which, and nothing is changed.
    """
    lines = whole_lines(file, log, _digest_in, head=_HEAD, most_bytes=MOST_LINE_BYTES, otherwise="no alert")
    return Known(digest for _, digest in lines)


def _digest_in(line: bytes) -> bytes | None:
    try:
        record = _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return None
    return _digest(record.state, record.id, record.time)


def _digest(state: State, name: str, time: str) -> bytes:
    return blake2b(f"{state} {name} {time}".encode(), digest_size=_DIGEST_BYTES).digest()


def _beginning(digest: bytes) -> int:
    """Return twelve bits of it: parts of a log of a million alerts are small then, and not many."""
    return digest[0] << 4 | digest[1] >> 4
