"""`replay rules new`: a rule file to start from."""

from pathlib import Path

import click

from replay.cli.parts.values import FileType
from replay.cli.parts.verb import verb
from replay.errors import OutputError, UsageError
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
    shown = printable(file)
    try:
        new = file.open("xb")
    except FileExistsError:
        raise UsageError(f"{shown}: is there already; name another file") from None
    except OSError as error:
        raise OutputError(shown, error) from None
    try:
        with new:
            new.write(starter)
    except OSError as error:
        file.unlink()  # else it would be in the way once there is room
        raise OutputError(shown, error) from None
    click.echo(f"{shown}: three rules and their tests; replay rules test {shown}")
