"""Append to a file that one process at a time writes: two that go on with one would both write what comes to both."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from stat import S_ISREG
from typing import IO

from replay.errors import OutputError, UsageError
from replay.text import printable

_DEVICES = frozenset({Path("/dev"), Path("/dev/fd")})
"""Where /dev/stdout is, which may be a file that others write too."""


def is_own_file(path: Path) -> bool:
    """Say whether *path* is a file that is there, and neither a pipe nor what stdout leads to."""
    return os.path.isfile(path) and path.parent not in _DEVICES  # noqa: PTH113 -- Path's raises if it is too long


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
        is_file = S_ISREG(os.fstat(file.fileno()).st_mode)  # what stands there by now may be another, or nothing
        if not is_file or path.parent in _DEVICES or _is_ours(file, path, option):
            return file


@contextmanager
def file_held(path: Path, *, option: str) -> Iterator[bool]:
    """Keep a file that is to be replaced from being appended to as long as the block lasts; say whether there is one.

    Args:
        path: The file.
        option: Which named it.

    Raises:
        UsageError: Another process writes it.
    """
    file = _held(path, option)
    with file or nullcontext():
        yield file is not None


def _held(path: Path, option: str) -> IO[bytes] | None:
    while is_own_file(path):
        try:
            file = path.open("rb")
        except OSError:  # it tells better when it is written
            return None
        if _is_ours(file, path, option):
            return file
    return None


def _is_ours(file: IO[bytes], path: Path, option: str) -> bool:
    """Lock a file, and say whether it is still there: whoever wrote it may have replaced or removed it before."""
    _lock(file, path, option)
    try:
        is_there = os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        is_there = False
    if not is_there:
        file.close()
    return is_there


def _lock(file: IO[bytes], path: Path, option: str) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        hint = "end that one, or name another file"
        raise UsageError(f"{option} {printable(path)}: another process writes it; {hint}") from None
    except OSError:  # the file system has no locks
        return
