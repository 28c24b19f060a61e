"""Open any number of recorded streams: of files, folders and shipped names."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from replay.backtest.outputs import NO_OUTPUTS, Outputs
from replay.errors import StreamError
from replay.formats import open_source, parse_streams, shipped_streams
from replay.formats.file.sidecar import sidecar_path
from replay.formats.file.source import Source
from replay.formats.opening import is_stream
from replay.model import Stream
from replay.text import printable

_NO_STREAM = (".yaml", ".yml")
"""Endings of sidecars and rule files."""


def open_streams(
    names_or_paths: Iterable[str | Path],
    *,
    timezone: str | None = None,
    settings: Mapping[str, str] | None = None,
    outputs: Outputs = NO_OUTPUTS,
) -> list[Stream]:
    """Open recorded streams; files that give the same name are one stream.

    Args:
        names_or_paths: Files, names of shipped streams (see `find_stream`), and folders, which stand for every stream
            below them, by name. A file that is named twice counts once.
        timezone: As for `open_stream`; so is the next.
        settings: Keys of a sidecar, which win over the files'.
        outputs: What is written must not be among the files.

    Returns:
        In the order in which they are named first.

    Raises:
        StreamError: A file cannot be used, or a folder holds no stream.
        UsageError: There is no time zone called *timezone*, a setting is wrong, or an output is one of the
            files.
    """
    found: dict[Path, Source] = {}
    for named in names_or_paths:
        for source in _sources(named, timezone, settings):
            for path in filter(None, (source.path, sidecar_path(source.path))):
                outputs.keep_off(path)
            found.setdefault(source.path.resolve(), source)
    return parse_streams(found.values())


def _sources(name_or_path: str | Path, timezone: str | None, settings: Mapping[str, str] | None) -> Iterator[Source]:
    folder = Path(name_or_path)
    if name_or_path in shipped_streams() or not folder.is_dir():
        yield open_source(name_or_path, timezone=timezone, settings=settings)
        return
    files = (path for path in sorted(folder.rglob("[!.]*")) if path.suffix.lower() not in _NO_STREAM and path.is_file())
    opened = (open_source(path, timezone=timezone, settings=settings) for path in files)
    streams = [source for source in opened if is_stream(source)]
    if not streams:
        raise StreamError(printable(str(folder)), "holds no stream", hint="name a folder with recordings, or a file")
    yield from streams
