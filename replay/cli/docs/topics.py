"""`replay docs topics`: the AsyncAPI document of all topics."""

import json

import click

from replay.cli import options
from replay.cli.verb import verb


@verb("topics")
@options.root
def command(root: str) -> None:
    """Print every topic and payload as an AsyncAPI 3.0 document, in JSON.

    From it tools make documentation, mock servers and clients.
    """
    from replay.mqtt.asyncapi import describe_topics  # noqa: PLC0415 -- keeps --help fast

    click.echo(json.dumps(describe_topics(root), indent=2, ensure_ascii=False))
