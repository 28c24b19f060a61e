"""`replay docs`: one module a verb, each with a click command called `command`."""

import click

from replay.cli.docs import topics


@click.group()
def command() -> None:
    """Print descriptions that machines read."""


command.add_command(topics.command)
