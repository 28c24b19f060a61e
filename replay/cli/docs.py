"""`replay docs`: descriptions that machines read, of topics, stream files and label files."""

import json
from typing import Any

import click

from replay.cli.parts import options
from replay.cli.parts.verb import VerbGroup, verb


@click.group(cls=VerbGroup)
def command() -> None:
    """Print descriptions that machines read."""


@verb("labels")
def _labels() -> None:
    """Print the JSON Schema of a label file, draft 7: editors complete and check by it."""
    from replay.backtest.labels import label_schema  # noqa: PLC0415 -- pydantic is slow to import

    _print(label_schema())


@verb("stream")
def _stream() -> None:
    """Print the JSON Schema of a line of a stream file: what `replay import` and `--journal` write."""
    from replay.formats.readers.native import line_schema  # noqa: PLC0415 -- keeps --help fast

    _print(line_schema())


@verb("topics")
@options.root
def _topics(root: str) -> None:
    """Print every topic and payload as an AsyncAPI 3.0 document, in JSON.

    From it tools make documentation, mock servers and clients.
    """
    from replay.mqtt.asyncapi import describe_topics  # noqa: PLC0415 -- keeps --help fast

    _print(describe_topics(root))


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


for each in (_labels, _stream, _topics):
    command.add_command(each)
