"""`replay import`: make one stream file of recordings in any format.

With `--json` it prints the object that `replay info --json` prints, with `written`: the paths of the stream and its
sidecar, or an empty list with `--dry-run`. `file` is what it was made of.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from replay import __version__
from replay.cli.info import facts, render
from replay.cli.parts import options
from replay.cli.parts.verb import verb
from replay.errors import UsageError, named_by
from replay.formats import open_source, parse_stream
from replay.formats.file.sidecar import with_sidecar
from replay.formats.file.source import Source
from replay.formats.writing import write_stream
from replay.text import printable

_MOST_TOLD = 10
"""Sources that the sidecar names: it may not grow with their number."""


@verb()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True, type=options.STREAM)
@click.option(
    "--out",
    "out_path",
    metavar="NAME.jsonl",
    type=options.WRITTEN,
    help="The file to write.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@options.all_of(options.timezone, options.settings, options.json)
def command(
    sources: Sequence[str],
    out_path: Path | None,
    timezone: str | None,
    settings: Mapping[str, str],
    *,
    dry_run: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Make a stream file of SOURCE, a page, a feed, a table or a text.

    Several are copies of one page made at different times, given oldest first: what they repeat is folded, what changed
    is an edit. Beside NAME.jsonl stands NAME.yaml, with where it is from.
    """
    opened = [open_source(each, timezone=timezone, settings=settings) for each in sources]
    out = _out(out_path, opened)
    if out is None and not dry_run:
        raise UsageError("--out is missing; name the file to write, such as --out day.jsonl, or give --dry-run")
    wanted = [out, out.with_suffix(".yaml")] if out else []
    there = [printable(each) for each in wanted if os.path.lexists(each)]
    if there and not (force or dry_run):
        raise UsageError(f"--out {printable(wanted[0])}: {there[0]} is there already; name a new file, or give --force")
    stream = parse_stream(*opened)
    if out and not dry_run:
        with named_by("--out"):
            write_stream(stream, out, imported_from=_told(opened))
    if as_json:
        written = [] if dry_run else [printable(each) for each in wanted]
        click.echo(msgspec.json.encode({**facts(stream, *(each.path for each in opened)), "written": written}))
        return
    click.echo("\n".join(render(stream, opened[0].path)))
    files = ", ".join(map(printable, wanted)) or "what --out names"
    is_there = f"{' and '.join(there)} {'are' if there[1:] else 'is'} there already"
    needs = f"; {is_there}, which takes --force" if there and not force else ""
    click.echo(f"\nwould write {files}{needs}" if dry_run else f"\nwritten {files}")


def _out(path: Path | None, sources: Sequence[Source]) -> Path | None:
    """Return where the stream goes, where that is said.

    Raises:
        UsageError: It has another ending, or is a source or beside one.
    """
    if path is None:
        return None
    if path.suffix != ".jsonl":
        raise UsageError(
            f"--out {printable(path)}: a stream file ends in .jsonl; name it {printable(_stem(path))}.jsonl"
        )
    sidecar = path.with_suffix(".yaml")
    for source in sources:
        _, beside = with_sidecar(source.path)
        what = ""
        if os.path.realpath(source.path) == os.path.realpath(path):
            what = "it is a source, and would no longer say where it is from"
        elif os.path.realpath(beside) == os.path.realpath(sidecar):
            what = f"{sidecar.name} beside it would be taken for the sidecar of {source.path.name}"
        if what:
            raise UsageError(f"--out {printable(path)}: {printable(what)}; give it another name")
    return path


def _stem(path: Path) -> str:
    """Return what is left of a name without its endings, `.jsonl.gz` and the like."""
    name = path.name.removesuffix(path.suffix)
    return name.removesuffix(".jsonl")


def _told(sources: Sequence[Source]) -> str:
    """Return what the stream was made of: the first files, each with its sum, and how many more."""
    files = [f"{printable(each.path.name)} (sha256 {each.content.sha256()})" for each in sources[:_MOST_TOLD]]
    more = f" and {len(sources) - _MOST_TOLD} more" if len(sources) > _MOST_TOLD else ""
    return f"{', '.join(files)}{more}, by replay {__version__}"
