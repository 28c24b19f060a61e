"""Open any number of recorded streams: of files, folders and shipped names."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from replay.errors import StreamError
from replay.formats.file.content import unreadable
from replay.formats.file.finding import shipped_streams
from replay.formats.file.sidecar import with_sidecar
from replay.formats.file.source import Source
from replay.formats.opening import open_source
from replay.formats.parsing import parse_streams
from replay.formats.recognising import is_stream
from replay.model import Stream
from replay.outputs import NO_OUTPUTS, Outputs
from replay.text import printable

_NO_STREAM = (".yaml", ".yml")
"""Endings of sidecars and rule files."""

_MOST_NAMED = 3
_PassOver = Callable[[Path], object]


def open_streams(
    names_or_paths: Iterable[str | Path],
    *,
    timezone: str | None = None,
    settings: Mapping[str, str] | None = None,
    outputs: Outputs = NO_OUTPUTS,
    pass_over: _PassOver = lambda _: None,
    jobs: int = 1,
) -> list[Stream]:
    """Open recorded streams; files that give the same name are one stream.

    Args:
        names_or_paths: Files, names of shipped streams (see `find_stream`), and folders, which stand for every stream
            below them, by name. A file that is named twice counts once.
        timezone: As for `open_stream`; so is the next.
        settings: Keys of a sidecar, which win over the files'.
        outputs: What is written must not be among the files.
        pass_over: Called with each file of a folder that is no stream, but for sidecars, rule files and hidden files.
        jobs: How many processes look through a large file.

    Returns:
        In the order in which they are named first.

    Raises:
        StreamError: A file cannot be used, or a folder holds no stream, or cannot be read.
        UsageError: There is no time zone called *timezone*, a setting is wrong, or an output is one of the
            files.
    """
    found: dict[Path, Source] = {}
    for named in names_or_paths:
        for source in _sources(named, timezone, settings, pass_over):
            outputs.keep_off(*with_sidecar(source.path))
            found.setdefault(source.path.resolve(), source)
    return parse_streams(found.values(), jobs=jobs)


def _sources(
    name_or_path: str | Path, timezone: str | None, settings: Mapping[str, str] | None, pass_over: _PassOver
) -> Iterator[Source]:
    folder = Path(name_or_path)
    if name_or_path in shipped_streams() or not os.path.isdir(folder):  # noqa: PTH112 -- Path's raises where it may not look
        yield open_source(name_or_path, timezone=timezone, settings=settings)
        return
    streams: list[Source] = []
    others: list[Path] = []
    for path in _files(folder):
        source = open_source(path, timezone=timezone, settings=settings) if path.is_file() else None
        if source and is_stream(source):
            streams.append(source)
        else:
            others.append(path)
    if not streams:
        what = f"holds no stream{f', only {names_of(others)}' if others else ''}"
        raise StreamError(printable(folder), what, hint="name a folder with recordings, or a file")
    for path in others:
        pass_over(path)
    yield from streams


def _files(folder: Path) -> list[Path]:
    """Return what may be a recording in a folder and those below, by path; a link to a folder stands for itself.

    Raises:
        StreamError: One of them cannot be read.
    """

    def refuse(error: OSError) -> NoReturn:
        raise unreadable(Path(error.filename), error)

    found: list[Path] = []
    for above, folders, files in os.walk(folder, onerror=refuse):
        folders[:] = [name for name in folders if not name.startswith(".")]
        links = (name for name in folders if Path(above, name).is_symlink())
        found += (Path(above, name) for name in (*files, *links) if not name.startswith("."))
    return sorted(path for path in found if path.suffix.lower() not in _NO_STREAM)


def names_of(paths: Sequence[Path]) -> str:
    """Return the names of files as a person reads them, no more than the first of many."""
    named = ", ".join(printable(path.name) for path in paths[:_MOST_NAMED])
    return f"{named} and {len(paths) - _MOST_NAMED:,} more" if len(paths) > _MOST_NAMED else named
