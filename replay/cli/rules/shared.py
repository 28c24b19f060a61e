"""What several verbs of `replay rules` have: arguments, loading, and how problems are told."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from replay.cli import problem_lines
from replay.cli.parts import options
from replay.cli.parts.describe import count_text
from replay.errors import Problem, RuleFileError
from replay.shipped import RULES

if TYPE_CHECKING:
    from replay.language.load import Loaded

paths = click.argument("paths", nargs=-1, type=options.READ, default=(RULES,))
json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def load(paths: Sequence[Path], *, for_tests: bool = False) -> "tuple[Loaded | None, tuple[Problem, ...]]":
    """Return the rules of *paths* with their files, or else every problem."""
    from replay.language.load import load_files  # noqa: PLC0415 -- pydantic and YAML are slow to import

    try:
        return load_files(paths, for_tests=for_tests), ()
    except RuleFileError as error:
        return None, error.problems


def say(problems: Sequence[Problem]) -> None:
    """Print problems, one a line."""
    click.echo(problem_lines(problems))


def problems_as_json(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as plain values."""
    return [{"path": each.path, "line": each.line, "column": each.column, "what": each.what} for each in problems]


def size_text(loaded: "Loaded") -> str:
    """Return how many rules there are in how many files."""
    return f"{count_text(len(loaded.rules.rules), 'rule')} in {count_text(len(loaded.files), 'file')}"


def size_as_json(loaded: "Loaded | None") -> dict[str, int]:
    """Return how many rules there are in how many files, none where they have problems."""
    return {"rules": len(loaded.rules.rules) if loaded else 0, "files": len(loaded.files) if loaded else 0}
