"""Append to a file that one process at a time writes: two that go on with one would both write what comes to both."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from replay.errors import OutputError, UsageError
from replay.text import printable

_DEVICES = frozenset({Path("/dev"), Path("/dev/fd")})
"""Where /dev/stdout is, which may be a file that others write too."""


def is_own_file(path: Path) -> bool:
    """Say whether *path* is a file that is there, and neither a pipe nor what stdout leads to."""
    return path.is_file() and path.parent not in _DEVICES


@contextmanager
def file_appended(path: Path, *, option: str) -> Iterator[IO[bytes]]:
    """Give a file to append to, unbuffered; one of its own is written by no other process that asks here.

    Args:
        path: The file; it is made if it is not there.
        option: Which named it.

    Raises:
        UsageError: Another process writes it.
        OutputError: It cannot be written.
    """
    with _appended(path, option) as file:
        yield file


def _appended(path: Path, option: str) -> IO[bytes]:
    while True:
        try:
            file = path.open("ab", buffering=0)
        except OSError as error:
            raise OutputError(printable(path), error, option=option) from None
        if not is_own_file(path):
            return file
        _lock(file, path, option)
        if _is_still(path, file):
            return file
        file.close()  # whoever wrote it has replaced or removed it before it was ours


@contextmanager
def file_held(path: Path, *, option: str) -> Iterator[bool]:
    """Keep a file that is to be replaced from being appended to as long as the block lasts; say whether there is one.

    Args:
        path: The file.
        option: Which named it.

    Raises:
        UsageError: Another process writes it.
    """
    try:
        file = path.open("rb") if is_own_file(path) else None
    except OSError:  # it tells better when it is written
        file = None
    if file is None:
        yield False
        return
    with file:
        _lock(file, path, option)
        yield True


def _lock(file: IO[bytes], path: Path, option: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        hint = "end that one, or name another file"
        raise UsageError(f"{option} {printable(path)}: another process writes it; {hint}") from None
    except OSError:  # the file system has no locks
        return


def _is_still(path: Path, file: IO[bytes]) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False
