"""`replay rules list`: the rules as a table.

With `--json` it prints one object: `rules` (a list of `id`, `type`, `severity`, `title`, `path`, `line`) and
`problems` as `check` does.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from replay.cli.parts.verb import verb
from replay.cli.rules import shared
from replay.text import printable

if TYPE_CHECKING:
    from replay.language.load import Loaded

_COLUMNS = ("id", "type", "severity", "title")


@verb("list")
@shared.paths
@shared.json
def command(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """List the rules of PATHS, rule files and folders of them; those of the shipped packs if none is named."""
    loaded, problems = shared.load(paths)
    rows = _rows(loaded) if loaded else []
    if as_json:
        click.echo(msgspec.json.encode({"rules": rows, "problems": shared.problems_as_json(problems)}))
    elif loaded:
        click.echo("\n".join(_table(rows)))
    else:
        shared.say(problems)
    sys.exit(bool(problems))


def _rows(loaded: "Loaded") -> list[dict[str, Any]]:
    """Return a row for each rule, sorted by id."""
    rows = []
    for rule in loaded.rules.rules:
        place = loaded.place_of(rule.id)
        named = {"id": rule.id, "type": loaded.catalog.rules[rule.id].type, "severity": rule.severity}
        rows.append({**named, "title": rule.title, "path": place.path, "line": place.line})
    return rows


def _table(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each row, its columns in line, and where the rule stands at the end."""
    cells = [[*(printable(row[name]) for name in _COLUMNS), printable(f"{row['path']}:{row['line']}")] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
