"""`replay rules schema`: the JSON Schema of rule files, for editors."""

import click

from replay.cli.parts.verb import verb


@verb("schema")
def command() -> None:
    """Print the JSON Schema of a rule file, draft 7: editors complete and check by it."""
    from replay.language.schema.draft07 import render_json_schema  # noqa: PLC0415 -- pydantic is slow to import

    click.echo(render_json_schema(), nl=False)
