"""`replay rules lint`: what it prints, and what it exits with."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from replay.cli.rules import command
from replay.errors import InputError, UsageError

FILE = """version: 1
lists: {idle: [truce]}
rules: [{id: a, match: putin}]
tests: [{name: t, updates: [{at: 0s, headline: Putin}], expect: [{rule: a, at: 0s}]}]
"""


def run(*args: str | Path) -> Result:
    """Run the verb."""
    return CliRunner().invoke(command, ["lint", *map(str, args)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a file with a list that nobody uses, and a term that every update of the shipped day has."""
    path = tmp_path / "rules.yaml"
    path.write_text(FILE)
    return path


def test_findings_are_told_as_problems_are(path: Path) -> None:
    """A line each with its place, sorted, and exit 1."""
    found = run(path, "--sample", "idlib")
    much = "query: putin matches 15 of the sample's 16 updates, more than 20 %; drop it, or narrow it with NEAR"
    assert found.exit_code == 1
    assert found.output.splitlines() == [
        f"{path}:2:9  no query of the file uses the list 'idle'; write list:idle in one, or remove it",
        f"{path}:3:24  {much}",
    ]


def test_without_a_sample_terms_are_not_judged(path: Path) -> None:
    """What needs no sample is found all the same."""
    assert run(path).output.count("\n") == 1


def test_json_is_one_object(path: Path) -> None:
    """Findings and problems have the form that `check` gives, and keep apart."""
    answer = json.loads(run(path, "--sample", "idlib", "--json").output)
    assert (answer["rules"], answer["files"], answer["sample"], answer["problems"]) == (1, 1, 16, [])
    assert [(each["path"], each["line"], each["column"]) for each in answer["findings"]] == [
        (str(path), 2, 9),
        (str(path), 3, 24),
    ]
    assert json.loads(run(path, "--json").output)["sample"] is None


def test_broken_file_is_told_as_check_tells_it(path: Path) -> None:
    """Rules with problems are not linted: the problems, and exit 1."""
    path.write_text("version: 1\nrules: [{id: a, match: truce talks}]\n")
    found = run(path)
    assert found.exit_code == 1
    assert "two terms side by side" in found.output
    assert json.loads(run(path, "--json").output)["findings"] == []


def test_unknown_sample_is_bad_input(path: Path) -> None:
    """A stream that is not there is one line, with what was meant."""
    found = run(path, "--sample", "idlip")
    assert isinstance(found.exception, InputError)
    assert "did you mean 'idlib'?" in str(found.exception)


def test_shipped_packs_and_the_starter_have_no_findings(tmp_path: Path) -> None:
    """What travels with the program is an example of its own advice."""
    assert run("--sample", "idlib").output.endswith(", no findings\n")
    starter = tmp_path / "starter.yaml"
    CliRunner().invoke(command, ["new", str(starter)])
    assert run(starter).output == "3 rules in 1 file, no findings; --sample STREAM judges their terms too\n"
    assert run(starter, "--sample", "idlib").output == "3 rules in 1 file, no findings\n"


def test_sample_is_read_as_its_settings_say(path: Path, tmp_path: Path) -> None:
    """A table whose columns go by other names is a sample as it is a stream."""
    (tmp_path / "day.csv").write_text("when,what\n2020-03-05T10:00:00Z,Putin\n")
    settings = ("--set", "time_field=when", "--set", "headline_field={what}")
    answer = run(path, "--sample", tmp_path / "day.csv", *settings, "--json")
    assert json.loads(answer.output)["sample"] == 1


def test_settings_without_a_sample_are_refused(path: Path) -> None:
    """They would say how to read what is not read."""
    with pytest.raises(UsageError, match="give --sample STREAM, or leave them out"):
        CliRunner().invoke(command, ["lint", str(path), "--set", "time_field=when"], catch_exceptions=False)
