"""Find the file that STREAM means: a path, `-` for stdin, or the name of a shipped stream."""

import errno
import re
import unicodedata
from pathlib import Path

from replay.errors import StreamError
from replay.formats.file.content import STDIN, unreadable
from replay.formats.file.sidecar import load_sidecar
from replay.shipped import SEEDS
from replay.spelling import did_you_mean
from replay.text import printable


def find_stream(name_or_path: str | Path) -> Path:
    """Return the file of a stream.

    The name of a shipped stream wins over a file or folder of that name, so that `idlib` means the same in every
    folder; `./idlib` is the file. `-` is stdin.

    Raises:
        StreamError: It is neither; the message names the shipped streams.
    """
    if isinstance(name_or_path, str) and re.fullmatch(r"[a-z0-9-]+", name_or_path):
        shipped = shipped_streams().get(name_or_path)
        if shipped is not None:
            return shipped
    path = STDIN if name_or_path == "-" else Path(name_or_path)
    if path == STDIN:
        return path
    shown = printable(path)
    if not _exists(path):
        names = shipped_streams()
        hint = f"{did_you_mean(shown, names)} shipped: {', '.join(names)}"
        raise StreamError(shown, "no such file or shipped stream", hint=hint.strip())
    if path.is_dir():
        raise StreamError(shown, "is a directory", hint="name a file in it")
    return path


def _exists(path: Path) -> bool:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise unreadable(path, error) from None
    return True


def shipped_streams() -> dict[str, Path]:
    """Return the file of each shipped stream by the stream's name, sorted by name."""
    found: dict[str, Path] = {}
    for sidecar in SEEDS.glob("*.yaml"):
        files = sorted(path for path in SEEDS.glob(f"{sidecar.stem}.*") if path != sidecar)
        name = load_sidecar(sidecar).stream
        if name and files:
            found[name] = files[0]
    return dict(sorted(found.items()))


def slug(stem: str) -> str:
    """Return *stem* as a stream's name, `[a-z0-9-]+`; `stream` where no letter of it is left."""
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", errors="ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "stream"
