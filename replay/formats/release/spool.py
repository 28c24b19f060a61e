"""Keep blocks of bytes in one temporary file, however many there are and whoever reads them."""

import io
import weakref
from tempfile import SpooledTemporaryFile

_MEMORY_BYTES = 2 << 20

Place = tuple[int, int]
"""Where a block begins, and how long it is. [bytes]"""


class Spool:
    """A temporary file, in memory while it is small; it is gone when nobody has it any more."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_MEMORY_BYTES)  # noqa: SIM115 -- open for as long as there is a reader
        weakref.finalize(self, self._file.close)

    def put(self, block: bytes) -> Place:
        """Keep a block.

        Raises:
            OSError: There is no room.
        """
        offset = self._file.seek(0, io.SEEK_END)
        self._file.write(block)
        self._file.flush()
        return offset, len(block)

    def get(self, place: Place) -> bytes:
        """Return the block at a place."""
        offset, length = place
        self._file.seek(offset)
        return self._file.read(length)
