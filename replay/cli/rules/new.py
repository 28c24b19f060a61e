"""`replay rules new`: a rule file to start from."""

import os
from pathlib import Path

import click

from replay.cli.values import FileType
from replay.cli.verb import verb
from replay.errors import UsageError
from replay.replacing import file_replacing
from replay.text import printable

STARTER = Path(__file__).with_name("starter.yaml")
_STDOUT = Path("-")
_FILE = FileType(path_type=Path, dir_okay=False, readable=False, allow_dash=True)


@verb("new")
@click.argument("file", type=_FILE, default=_STDOUT)
def command(file: Path) -> None:
    """Write a rule file to start from to FILE, with comments and tests; to stdout if none is named, or `-`."""
    starter = STARTER.read_bytes()
    if file == _STDOUT:
        click.echo(starter, nl=False)
        return
    shown = printable(str(file))
    if os.path.lexists(file):
        raise UsageError(f"{shown}: is there already; name another file")
    with file_replacing(file) as new:
        new.write(starter)
    click.echo(f"{shown}: three rules and their tests; replay rules test {shown}")
