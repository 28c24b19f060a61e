"""`replay docs`: one module a verb, each with a click command called `command`."""

import click

from replay.cli.docs import labels, stream, topics
from replay.cli.verb import VerbGroup


@click.group(cls=VerbGroup)
def command() -> None:
    """Print descriptions that machines read."""


command.add_command(labels.command)
command.add_command(stream.command)
command.add_command(topics.command)
