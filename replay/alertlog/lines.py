"""Where the lines of the alert log go: into a file, and into a pipe."""

from functools import partial
from typing import IO, BinaryIO

from replay.alertlog.log import Writer
from replay.appending import write_line
from replay.errors import OutputError


def file_writer(file: IO[bytes]) -> Writer:
    """Return a writer into an unbuffered file; one that is full is an OutputError."""
    return partial(write_line, file, what="alert log")


def pipe_writer(out: BinaryIO) -> Writer:
    """Return a writer into stdout, of which all lines are out at once; whatever interrupts it leaves whole ones."""

    def write(lines: bytes) -> None:
        try:
            out.writelines(lines.splitlines(keepends=True))  # what its buffer cannot hold is cut where a signal comes
            out.flush()
        except BrokenPipeError:
            return  # who read them has seen enough (`| head`); the file and the broker still get the rest
        except OSError as error:
            raise OutputError("stdout", error) from None

    return write
