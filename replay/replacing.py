"""Write a file beside the one that it is to replace: what is there is whole at every moment, whatever interrupts.

A process that is killed leaves its file there. Whoever writes in the same place next removes it, since nobody holds
its lock any more.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import IO

from replay.errors import OutputError
from replay.text import printable

_AS_IT_STANDS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
"""How to open what anybody may have put in a shared folder: no link leads elsewhere, and no pipe waits for a writer."""


@contextmanager
def file_aside(path: Path) -> Iterator[IO[bytes]]:
    """Give a file beside *path* that is to take its place, and is gone if it did not.

    A file that is replaced hands on who may read it. Where *path* is a link, what it leads to is meant: `/dev/stdout`
    is one.

    Raises:
        OutputError: It cannot be written.
    """
    real = real_path(path)
    begin = f".replay-{sha256(os.fsencode(real.name)).hexdigest()[:8]}-"
    aside = real.with_name(begin + token_hex(8))
    try:
        _remove_left(real.parent, begin)
        with _opened(aside) as file:
            with suppress(FileNotFoundError):  # else the umask says who may read it
                os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            yield file
    except OSError as error:
        raise OutputError(printable(path), error) from None
    finally:
        try:  # noqa: SIM105 -- a signal would come before the first line of a Python function
            os.unlink(aside)  # noqa: PTH108 -- as above
        except OSError:
            pass


def _remove_left(folder: Path, begin: str) -> None:
    """Remove what others left in *folder* under a name with that *begin*."""
    for left in folder.glob(f"{begin}*"):
        with suppress(OSError), os.fdopen(os.open(left, _AS_IT_STANDS)) as found:
            fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while somebody writes it
            left.unlink()


def _opened(path: Path) -> IO[bytes]:
    """Make a file and lock it."""
    while True:
        file = path.open("xb")
        with suppress(OSError):  # the file system has no locks
            fcntl.flock(file, fcntl.LOCK_EX)
        if is_there(file, path):
            return file
        file.close()  # taken for what was left, before it was locked


def is_there(file: IO[bytes], path: Path) -> bool:
    """Say whether an open file still has its name: somebody else may have replaced or removed it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except OSError:
        return False


def flush_to_disk(file: IO[bytes]) -> None:
    """See that what was written is on the disk, before it takes a place."""
    file.flush()
    os.fsync(file.fileno())


def put_in_place(file: IO[bytes], path: Path) -> None:
    """Let a file that was written aside take its place."""
    Path(file.name).replace(real_path(path))


def real_path(path: Path) -> Path:
    """Return where a file really stands; `Path.resolve` fails where links go in circles."""
    return Path(os.path.realpath(path))


def is_replaceable(path: Path) -> bool:
    """Say whether a file can take the place of *path*: nothing is there, or a file, no pipe and no /dev/null."""
    return os.path.isfile(path) or not os.path.exists(path)  # noqa: PTH110, PTH113 -- Path's raise if it is too long


@contextmanager
def file_replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes the place of *path* once the block is through; what is no file is written to as it is.

    Raises:
        OutputError: It cannot be written.
        BrokenPipeError: It is a pipe that nobody reads.
    """
    if not is_replaceable(path):
        try:
            with path.open("wb") as file:
                yield file
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OutputError(printable(path), error) from None
        return
    with file_aside(path) as file:
        yield file
        flush_to_disk(file)
        put_in_place(file, path)


def check_replaceable(path: Path) -> None:
    """Raise now what `file_replacing` would, so that nobody works for a file that cannot be kept.

    Raises:
        OutputError: It cannot be written.
    """
    if is_replaceable(path):
        with file_aside(path):
            pass
