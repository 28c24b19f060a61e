"""`replay import`: make one stream file of recordings in any format.

With `--json` it prints the object that `replay info --json` prints, with `written`: the paths of the stream and its
sidecar, or an empty list with `--dry-run`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import msgspec

from replay import __version__
from replay.cli import options
from replay.cli.info import facts, render
from replay.errors import UsageError
from replay.formats import open_source, parse_stream
from replay.formats.file.content import plain_stem
from replay.formats.file.source import Source
from replay.formats.writing import write_stream
from replay.text import printable


@click.command()
@click.argument("sources", metavar="SOURCE...", nargs=-1, required=True)
@click.option(
    "--out",
    "out_path",
    metavar="NAME.jsonl",
    type=click.Path(path_type=Path, dir_okay=False),
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
    out = _out(out_path, opened, dry_run=dry_run, force=force)
    stream = parse_stream(*opened)
    written: list[Path] = []
    if not dry_run:
        written = [out, write_stream(stream, out, imported_from=_told(opened))]
    if as_json:
        click.echo(msgspec.json.encode({**facts(stream, out), "written": [str(path) for path in written]}))
        return
    click.echo("\n".join(render(stream, opened[0].path)))
    click.echo(f"\nwritten {', '.join(printable(str(path)) for path in written)}" if written else "\nnothing written")


def _out(path: Path | None, sources: Sequence[Source], *, dry_run: bool, force: bool) -> Path:
    """Return where the stream goes.

    Raises:
        UsageError: It is not said, has another ending, has the name of a source, or is there already.
    """
    if path is None:
        if dry_run:
            return sources[0].path.with_suffix(".jsonl")
        raise UsageError("--out is missing; name the file to write, such as --out day.jsonl, or give --dry-run")
    if path.suffix != ".jsonl":
        raise UsageError(f"--out {path}: a stream file ends in .jsonl; name it {path.stem}.jsonl")
    sidecar = path.with_suffix(".yaml")
    for source in sources:
        beside = source.path.with_name(f"{plain_stem(source.path)}.yaml")
        if source.path != path and beside.resolve() == sidecar.resolve():
            what = f"{sidecar.name} beside it would be taken for the sidecar of {source.path.name}"
            raise UsageError(f"--out {path}: {what}; give it another name")
    for each in (path, sidecar):
        if each.exists() and not (force or dry_run):
            raise UsageError(f"--out {path}: {each} is there already; name a new file, or give --force")
    return path


def _told(sources: Sequence[Source]) -> str:
    files = ", ".join(f"{printable(each.path.name)} (sha256 {each.content.sha256()})" for each in sources)
    return f"{files}, by replay {__version__}"
