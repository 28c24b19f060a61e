"""Append to a file that one process at a time writes: two that go on with one would both write what comes to both."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from stat import S_ISREG
from typing import IO

from replay.errors import OutputError, UsageError
from replay.replacing import is_there, real_path
from replay.text import printable

_DEVICES = frozenset({Path("/dev"), Path("/dev/fd")})
"""Where /dev/stdout is, which may be a file that others write too."""


def is_own(file: IO[bytes]) -> bool:
    """Say whether what was opened is a file, and neither a pipe nor what stdout leads to."""
    return S_ISREG(os.fstat(file.fileno()).st_mode) and Path(file.name).parent not in _DEVICES


@contextmanager
def file_appended(path: Path, *, option: str, keeps_empty: bool = True) -> Iterator[IO[bytes]]:
    """Give a file to append to, unbuffered; one of its own is written by no other process that asks here.

    Args:
        path: The file; it is made if it is not there.
        option: Which named it.
        keeps_empty: Whether it stays if nothing was written to it.

    Raises:
        UsageError: Another process writes it.
        OutputError: It cannot be written.
    """
    with _appended(path, option) as file:
        try:
            yield file
        finally:
            if not keeps_empty and is_own(file) and is_there(file, path) and not path.stat().st_size:
                with suppress(OSError):
                    real_path(path).unlink()


def _appended(path: Path, option: str) -> IO[bytes]:
    while True:
        try:
            file = path.open("ab", buffering=0)
        except OSError as error:
            raise OutputError(printable(path), error, option=option) from None
        if not is_own(file):
            return file
        _lock(file, path, option)
        if is_there(file, path):
            os.register_at_fork(after_in_child=file.close)  # else a fork that outlives us keeps the lock
            return file
        file.close()


def _lock(file: IO[bytes], path: Path, option: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        hint = "end that one, or name another file"
        raise UsageError(f"{option} {printable(path)}: another process writes it; {hint}") from None
    except OSError:  # the file system has no locks
        return


def write_line(file: IO[bytes], line: bytes, what: str) -> None:
    """Write a whole line to an unbuffered file.

    Raises:
        OutputError: If the file cannot take it; *what* says what it is.
        BrokenPipeError: If it is a pipe that nobody reads.
    """
    try:
        if file.write(line) == len(line):
            return
        reason: OSError | str = "disk full"
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = error
    raise OutputError(f"{what} {file.name}", reason)
