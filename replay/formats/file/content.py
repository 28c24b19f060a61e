"""A file's content, plain, also where the file is packed by gzip or zstd; read as a stream, as often as it is needed.

Packed files are told by their first bytes, whatever they are called. What they unpack to is bounded: a small file that
would fill a disk is refused on the way.
"""

import gzip
import hashlib
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

from replay.errors import MORE_FILES, NO_MORE_FILES, StreamError
from replay.text import printable

MAX_FILE_BYTES = 64 * 1024 * 1024
"""The largest file that is read whole."""

MAX_RATIO = 200
"""Bytes of content for each of the packed file, once it is over `MAX_FILE_BYTES`; news has 3 to 20."""

STDIN = Path("/dev/stdin")
"""What `-` stands for; it is read from the descriptor, which may be a socket, and has a name to call the stream by."""

_BUFFER_BYTES = 128 * 1024
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_File = io.RawIOBase | io.BufferedIOBase
_PACKED_ENDS = (".gz", ".zst")


class Content:
    """What a file holds.

    Args:
        path: The file. One that can be read only once (a pipe, `STDIN`) is kept in memory, up to `MAX_FILE_BYTES`.
        data: Its bytes, where they are at hand.

    Raises:
        StreamError: The file cannot be read, or is too large to be kept.
    """

    def __init__(self, path: Path, data: bytes | None = None) -> None:
        self.path = path
        self._data = data
        if data is None and (path == STDIN or not path.is_file()):
            with self._packed() as file:
                self._data = file.read(MAX_FILE_BYTES + 1)
            if len(self._data) > MAX_FILE_BYTES:
                what = f"is over {MAX_FILE_BYTES >> 20} MiB, and can be read only once"
                raise StreamError(printable(path), what, hint="save it to a file first")

    def open(self) -> IO[bytes]:
        """Open the content from its beginning, unpacked; whatever goes wrong while it is read is a StreamError."""
        packed = self._packed()
        begin = packed.peek(len(_ZSTD))
        if begin.startswith(_GZIP):
            plain: io.BufferedIOBase = gzip.GzipFile(fileobj=packed)
        elif begin.startswith(_ZSTD):
            plain = cast("io.BufferedIOBase", zstd.ZstdFile(packed))
        else:
            return packed
        return io.BufferedReader(_Guarded(plain, self.path, cast("_Guarded", packed.raw)), _BUFFER_BYTES)

    @property
    def is_packed(self) -> bool:
        """Say whether it is packed, so that a part of it can only be reached through all before it."""
        with self._packed() as file:
            return file.peek(len(_ZSTD)).startswith((_GZIP, _ZSTD))

    def sha256(self) -> str:
        """Return the sum of the file as it stands on the disk, packed or not; hexadecimal."""
        with self._packed() as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    def _packed(self) -> io.BufferedReader:
        try:
            raw: _File = io.BytesIO(self._data) if self._data is not None else _opened(self.path)
        except OSError as error:
            raise unreadable(self.path, error) from None
        return io.BufferedReader(_Guarded(raw, self.path), _BUFFER_BYTES)


def plain_stem(path: Path) -> str:
    """Return the file's name without its ending, and without that of packing: `day` for `day.csv.gz`."""
    return Path(plain_name(path)).stem


def plain_name(path: Path) -> str:
    """Return the file's name without the ending of packing: `day.csv` for `day.csv.gz`."""
    return path.stem if path.suffix.lower() in _PACKED_ENDS else path.name


def _opened(path: Path) -> io.RawIOBase:
    return open(0, "rb", buffering=0, closefd=False) if path == STDIN else path.open("rb", buffering=0)


def unreadable(path: Path, error: OSError) -> StreamError:
    """Return that a file or a folder cannot be read, and why."""
    hint = MORE_FILES if error.errno in NO_MORE_FILES else "name one that can"
    return StreamError(printable(path), f"cannot be read: {error.strerror}", hint=hint)


class _Guarded(io.RawIOBase):
    """Read from a file, and tell what goes wrong as an error of ours.

    Args:
        file: Where to read from.
        path: For messages.
        packed: What *file* unpacks, which bounds what may come of it.
    """

    def __init__(self, file: _File, path: Path, packed: "_Guarded | None" = None) -> None:
        self._file = file
        self._path = path
        self._packed = packed
        self._passed_bytes = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._file.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with self._told():
            return self._file.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 -- any writable buffer
        with self._told():
            count = self._file.readinto(buffer) or 0
        self._passed_bytes += count
        if self._packed is not None and self._passed_bytes > max(
            MAX_FILE_BYTES,
            MAX_RATIO * self._packed._passed_bytes,  # noqa: SLF001 -- of the same class
        ):
            what = f"unpacks to over {MAX_RATIO} times its size"
            raise StreamError(printable(self._path), what, hint="unpack it yourself if you trust it")
        return count

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what goes wrong."""
        try:
            yield
        except (gzip.BadGzipFile, zlib.error, zstd.ZstdError, EOFError) as error:
            what = "is packed, and damaged or cut off" if isinstance(error, EOFError) else f"is packed badly ({error})"
            raise StreamError(printable(self._path), what, hint="get the file again") from None
        except OSError as error:
            raise unreadable(self._path, error) from None

    def close(self) -> None:
        super().close()
        self._file.close()
        if self._packed is not None:
            self._packed.close()
