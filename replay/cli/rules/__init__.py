"""`replay rules`: one module a verb, each with a click command called `command`; `shared` has what several need."""

import click

from replay.cli.parts.verb import VerbGroup
from replay.cli.rules import check, explain, lint, new, schema, test
from replay.cli.rules import list as list_


@click.group(cls=VerbGroup)
def command() -> None:
    """Write, check, test and explain alert rules."""


for verb in (check, test, list_, schema, new, lint, explain):
    command.add_command(verb.command)
