"""`replay rules new`: a rule file to start from."""

from contextlib import suppress
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
    _write_new(file, starter)
    shown = printable(file)
    click.echo(f"{shown}: three rules and their tests; replay rules test {shown}")


def _write_new(file: Path, content: bytes) -> None:
    """Write a file where none is; half a file does not stay, since it would be in the way of the next try."""
    try:
        new = file.open("xb")
    except FileExistsError:
        raise UsageError(f"{printable(file)}: is there already; name another file") from None
    except OSError as error:
        raise OutputError(printable(file), error) from None
    is_whole = False
    try:
        with new:
            new.write(content)
        is_whole = True
    except OSError as error:
        raise OutputError(printable(file), error) from None
    finally:
        if not is_whole:
            with suppress(OSError):
                file.unlink()
