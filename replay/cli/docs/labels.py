"""`replay docs labels`: the JSON Schema of label files."""

import click

from replay.cli.verb import verb


@verb("labels")
def command() -> None:
    """Print the JSON Schema of a label file, draft 7: editors complete and check by it."""
    from replay.backtest.labelschema import render_label_schema  # noqa: PLC0415 -- pydantic is slow to import

    click.echo(render_label_schema(), nl=False)
