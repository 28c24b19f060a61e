"""`replay docs stream`: the JSON Schema of our own JSON lines."""

import click

from replay.cli.verb import verb


@verb("stream")
def command() -> None:
    """Print the JSON Schema of a line of a stream file: what `replay import` and `--journal` write."""
    from replay.formats.schema import render_line_schema  # noqa: PLC0415 -- keeps --help fast

    click.echo(render_line_schema(), nl=False)
