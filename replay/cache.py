"""What is worth keeping between runs, such as compiled rules: a folder of files by key, whole or not there.

A cache that cannot be read or written is an empty one. What is in it is trusted as far as its checksum goes: whoever
can write to the folder of a user can do as that user anyway.
"""

import os
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from replay.errors import OutputError
from replay.replacing import file_aside, put_in_place

MOST_FILES = 64
"""That are kept, the newest."""

_DIGEST_BYTES = 32


class Cache(Protocol):
    """Where bytes are kept by key."""

    def get(self, key: str) -> bytes | None:
        """Return what was put last under *key*, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Keep *value* under *key*, if that is possible."""


class NoCache:
    """Keep nothing."""

    def get(self, key: str) -> None:
        """Return None."""

    def put(self, key: str, value: bytes) -> None:
        """Do nothing."""


class FileCache:
    """Keep bytes in the files of a folder, which is made when it is needed.

    Args:
        folder: The folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of_user(cls, environ: Mapping[str, str] = os.environ) -> "FileCache":
        """Return the cache of the user: `replay` below `XDG_CACHE_HOME`, or below `~/.cache`."""
        named = environ.get("XDG_CACHE_HOME")
        try:
            return cls((Path(named) if named else Path.home() / ".cache") / "replay")
        except RuntimeError:  # nobody's home is known
            return cls(Path(os.devnull))

    def get(self, key: str) -> bytes | None:
        """Return what was put last under *key*, or None; a file that is damaged counts as none."""
        try:
            data = self._path(key).read_bytes()
        except OSError:
            return None
        value = data[_DIGEST_BYTES:]
        return value if sha256(value).digest() == data[:_DIGEST_BYTES] else None

    def put(self, key: str, value: bytes) -> None:
        """Keep *value* under *key*, and let go of the oldest files."""
        path = self._path(key)
        with suppress(OSError, OutputError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with file_aside(path) as file:
                file.write(sha256(value).digest() + value)
                file.flush()
                put_in_place(file, path)
            files = sorted(self._folder.iterdir(), key=lambda each: each.stat().st_mtime, reverse=True)
            for file_too_many in files[MOST_FILES:]:
                file_too_many.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / sha256(key.encode()).hexdigest()
