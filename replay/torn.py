"""Go on with a file of JSON lines that a kill may have cut in the middle of its last one."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import IO, TypeVar

import msgspec

Parsed = TypeVar("Parsed")


def whole_lines(
    file: IO[bytes],
    log: IO[bytes],
    parse: Callable[[bytes], Parsed | None],
    *,
    head: bytes,
    most_bytes: int,
    otherwise: str,
) -> Iterator[tuple[int, Parsed]]:
    """Yield what the lines of a file say, with their numbers; then end it behind the last whole one.

    Args:
        file: The file, to be read from its beginning.
        log: The same, unbuffered, to be appended to.
        parse: Returns what a line says, None where it is none of the file's own.
        head: How every line begins.
        most_bytes: Of a line.
        otherwise: What a line is that is none of the file's own.

    Raises:
        ValueError: If a line is *otherwise*; it says which, and nothing is changed.
    """
    end = 0
    for number in count(1):
        line = file.readline(most_bytes + 1)
        if not line:
            return
        parsed, is_ended = parse(line), line.endswith(b"\n")
        if parsed is not None:
            yield number, parsed
            end += len(line)
        elif is_ended or len(line) > most_bytes or not _is_torn(line, head):
            raise ValueError(f"line {number} is {otherwise}")
        if not is_ended:
            log.truncate(end)
            log.write(b"" if parsed is None else b"\n")
            return


def _is_torn(line: bytes, head: bytes) -> bool:
    """Say whether it may be the beginning of a line; what is whole JSON is of somebody else."""
    return (line.startswith(head) or head.startswith(line)) and not _is_json(line)


def _is_json(line: bytes) -> bool:
    try:
        msgspec.json.decode(line)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return False
    return True
