"""`replay rules list` and `replay rules schema`: what they print."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from replay.cli.rules import command

FILE = """version: 1
defaults: {severity: critical}
rules:
  - {id: truce, match: truce, title: "Truce \\e[31m"}
  - {id: a-burst, type: count, rules: [truce], timespan: 5m, condition: {gte: 2}, severity: info}
"""
COMMITTED = Path(__file__).parents[4] / "docs/rules.schema.json"


def run(*args: str | Path) -> Result:
    """Run the verb."""
    return CliRunner().invoke(command, [str(arg) for arg in args])


def test_list_is_a_table_sorted_by_id(tmp_path: Path) -> None:
    """A line for each rule, its columns in line; text from outside cannot move a terminal."""
    path = tmp_path / "rules.yaml"
    path.write_text(FILE)
    found = run("list", path)
    assert (found.exit_code, found.output.splitlines()) == (
        0,
        [
            f"a-burst  count  info      a-burst         {path}:5",
            f"truce    match  critical  Truce \\x1b[31m  {path}:4",
        ],
    )


def test_list_as_json_has_the_same_columns(tmp_path: Path) -> None:
    """One object, the rules in the same order."""
    path = tmp_path / "rules.yaml"
    path.write_text(FILE)
    rows = json.loads(run("list", path, "--json").output)["rules"]
    assert [row["id"] for row in rows] == ["a-burst", "truce"]
    expected = {"id": "truce", "type": "match", "severity": "critical", "title": "Truce \x1b[31m"}
    assert rows[1] == {**expected, "path": str(path), "line": 4}


def test_list_of_broken_files_tells_the_problems(tmp_path: Path) -> None:
    """Problems as `check` tells them, and exit 1."""
    path = tmp_path / "rules.yaml"
    path.write_text("version: 1\nrules: [{id: truce}]\n")
    found = run("list", path)
    assert (found.exit_code, found.output) == (1, f"{path}:2:9  match rule 'truce' has no key 'match'\n")
    assert json.loads(run("list", path, "--json").output)["rules"] == []


def test_list_without_paths_is_of_the_shipped_packs() -> None:
    """The rules that `replay run` takes without being told."""
    rows = json.loads(run("list", "--json").output)["rules"]
    assert {"casualty-report", "ceasefire", "mass-casualty"} <= {row["id"] for row in rows}


def test_schema_is_the_committed_one() -> None:
    """Letter for letter: `replay rules schema > docs/rules.schema.json` renews it."""
    found = run("schema")
    assert (found.exit_code, found.output) == (0, COMMITTED.read_text(encoding="utf-8"))
