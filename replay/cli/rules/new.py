"""`replay rules new`: a rule file to start from."""

from pathlib import Path

import click

from replay.cli.values import FileType
from replay.cli.verb import verb
from replay.errors import UsageError
from replay.text import printable

STARTER = Path(__file__).with_name("starter.yaml")
_STDOUT = Path("-")
_FILE = FileType(path_type=Path, dir_okay=False, readable=False, allow_dash=True)


@verb("new")
@click.argument("file", type=_FILE, default=_STDOUT)
def command(file: Path) -> None:
    """Write a rule file to start from to FILE, with comments and tests; to stdout if none is named, or `-`."""
    text = STARTER.read_text(encoding="utf-8")
    if file == _STDOUT:
        click.echo(text, nl=False)
        return
    shown = printable(str(file))
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise UsageError(f"{shown}: is there already; name another file") from None
    except OSError as error:
        raise UsageError(f"{shown}: {error.strerror}; name a file that can be written") from None
    click.echo(f"{shown}: three rules and their tests; replay rules test {shown}")
