"""Write a stream as JSON lines of our own, with a sidecar that says where it is from and what its sum is."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from ruamel.yaml import YAML

from replay.errors import OutputError
from replay.formats.readers.native import ClockLine, Header, UpdateLine, render_line
from replay.model import Stream


def write_stream(stream: Stream, path: Path, *, imported_from: str) -> Path:
    """Write *stream* to a file and its sidecar; either both are whole, or nothing is there.

    Args:
        stream: What to write.
        path: Of the file, `NAME.jsonl`; what stands there is replaced.
        imported_from: What it was made of, a sentence.

    Returns:
        The sidecar's path, `NAME.yaml` beside it.

    Raises:
        OutputError: The files cannot be written.
    """
    sidecar = path.with_suffix(".yaml")
    digest = sha256()
    with _replacing(path) as file, _replacing(sidecar) as beside:
        for line in _lines(stream):
            digest.update(line)
            file.write(line)
        beside.write(_sidecar(stream, imported_from, digest.hexdigest()))
    return sidecar


def _lines(stream: Stream) -> Iterator[bytes]:
    header = Header(stream=stream.name, title=stream.title, timezone=stream.timezone, start=stream.opened)
    yield render_line(header)
    for update in stream.updates:
        yield render_line(UpdateLine(data=update))
    if stream.closed is not None:
        yield render_line(ClockLine(time=stream.closed))


def _sidecar(stream: Stream, imported_from: str, digest: str) -> bytes:
    told = {
        "title": stream.title,
        "stream": stream.name,
        "timezone": stream.timezone,
        "origin": stream.origin,
        "imported_from": imported_from,
        "sha256": digest,
    }
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style, yaml.sort_base_mapping_type_on_output = False, False  # type: ignore[assignment]  # untyped
    yaml.width, yaml.allow_unicode = 1 << 16, True
    text = io.BytesIO()
    yaml.dump({key: value for key, value in told.items() if value}, text)
    return text.getvalue()


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """Give a temporary file beside *path*, which takes its place once it is whole.

    Raises:
        OutputError: It cannot be written.
    """
    temporary: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            temporary = Path(file.name)
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(path, error.strerror) from None
    finally:
        if temporary is not None:
            with suppress(FileNotFoundError):
                temporary.unlink()
