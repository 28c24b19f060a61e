"""`replay rules`: one module a verb, each with a click command called `command`; `shared` has what several need."""

import click

from replay.cli.rules import check, test


@click.group()
def command() -> None:
    """Check and test alert rules."""


for verb in (check, test):
    command.add_command(verb.command)
