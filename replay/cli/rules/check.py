"""`replay rules check`: say everything that is wrong with rule files.

With `--json` it prints one object: `rules` and `files` (how many), `problems` (a list of `path`, `line`, `column`,
`what`).
"""

import sys
from pathlib import Path

import click
import msgspec

from replay.cli.parts.verb import verb
from replay.cli.rules import shared


@verb("check")
@shared.paths
@shared.json
def command(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Say everything that is wrong with PATHS, rule files and folders of them; the shipped packs if none is named."""
    loaded, problems = shared.load(paths)
    if as_json:
        told = {**shared.size_as_json(loaded), "problems": shared.problems_as_json(problems)}
        click.echo(msgspec.json.encode(told))
    elif loaded:
        click.echo(f"{shared.size_text(loaded)}, no problems")
    else:
        shared.say(problems)
    sys.exit(bool(problems))
