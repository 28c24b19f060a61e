"""Write a stream as JSON lines of our own, with a sidecar that says where it is from and what its sum is."""

import io
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from ruamel.yaml import YAML

from replay.formats.readers.native import ClockLine, Header, UpdateLine, render_line
from replay.model import Stream
from replay.replacing import file_aside, flush_to_disk, put_in_place


def write_stream(stream: Stream, path: Path, *, imported_from: str) -> Path:
    """Write *stream* to a file and its sidecar.

    Both are written aside before either takes its place, and the old sidecar goes first: what is there can be opened
    at every moment, whatever interrupts the writing. A file that is replaced hands on who may read it.

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
    with file_aside(path) as file:
        for line in iter_lines(stream):
            digest.update(line)
            file.write(line)
        flush_to_disk(file)
        with file_aside(sidecar) as beside:
            beside.write(_sidecar(stream, imported_from, digest.hexdigest()))
            flush_to_disk(beside)
            sidecar.unlink(missing_ok=True)
            put_in_place(file, path)
            put_in_place(beside, sidecar)
    return sidecar


def iter_lines(stream: Stream) -> Iterator[bytes]:
    """Yield the lines of the file that *stream* is written to: the header, its updates, and a clock at its end."""
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
