"""`replay rules`: what it prints, and what it exits with."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result

from replay.cli.rules import command
from replay.errors import InputError, OutputError, UsageError

SOUND = """version: 1
rules: [{id: truce, match: truce}]
tests:
  - {name: found, updates: [{at: 0s, headline: Truce}], expect: [{rule: truce, at: 0s}]}
"""
FAILING = SOUND + "  - {name: late, updates: [{at: 1m, headline: A truce}], expect: [{rule: truce, at: 0s}]}\n"
BROKEN = "version: 1\nrules: [{id: truce, match: truce talks}]\n"
SIDE_BY_SIDE = "query: two terms side by side; use AND or OR, or quote the phrase"


def run(*args: str | Path) -> Result:
    """Run the verb."""
    return CliRunner().invoke(command, [str(arg) for arg in args])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the place of a rule file."""
    return tmp_path / "rules.yaml"


def test_check_of_sound_files_counts_them(path: Path) -> None:
    """No problems: a line, and exit 0."""
    path.write_text(SOUND)
    found = run("check", path)
    assert (found.exit_code, found.output) == (0, "1 rule in 1 file, no problems\n")


def test_check_of_a_broken_file_prints_every_problem(path: Path) -> None:
    """Problems: a line each with its place, and exit 1; `test` does not run on them either."""
    path.write_text(BROKEN)
    for verb in ("check", "test"):
        found = run(verb, path)
        assert (found.exit_code, found.output) == (1, f"{path}:2:34  {SIDE_BY_SIDE}\n")


def test_missing_file_is_bad_input(path: Path) -> None:
    """A file that is not there is no finding: exit 3, by the command line's own border."""
    found = run("check", path)
    assert isinstance(found.exception, InputError)
    assert found.exception.exit_code == 3


def test_passing_tests_are_counted(path: Path) -> None:
    """Nothing but the summary, and exit 0."""
    path.write_text(SOUND)
    found = run("test", path)
    assert (found.exit_code, found.output) == (0, "1 test passed, 0 failed\n")


def test_failing_test_shows_its_difference(path: Path) -> None:
    """The place and name of the test, the difference, the summary, and exit 1."""
    path.write_text(FAILING)
    found = run("test", path)
    assert found.exit_code == 1
    assert found.output.splitlines() == [
        f"FAILED {path}:5:5  late",
        "  - 0s  truce  firing",
        '  + 1m  truce  firing  {stream: test}  updates u1  headline of u1: "truce"',
        "1 test passed, 1 failed",
    ]


def test_files_without_tests_prove_nothing(path: Path) -> None:
    """No tests: said so, and exit 1."""
    path.write_text("version: 1\nrules: [{id: truce, match: truce}]\n")
    found = run("test", path)
    assert (found.exit_code, found.output) == (1, "no tests found\n")


def test_json_is_one_object(path: Path) -> None:
    """Both verbs give what they found as JSON, with the same exit codes."""
    path.write_text(BROKEN)
    problem = {"path": str(path), "line": 2, "column": 34, "what": SIDE_BY_SIDE}
    found = run("check", path, "--json")
    assert (found.exit_code, json.loads(found.output)) == (1, {"rules": 0, "files": 0, "problems": [problem]})
    path.write_text(FAILING)
    found = run("test", path, "--json")
    answer = json.loads(found.output)
    assert (found.exit_code, answer["passed"], answer["failed"], answer["problems"]) == (1, 1, 1, [])
    assert [(test["name"], test["rules"], test["passed"], len(test["diff"])) for test in answer["tests"]] == [
        ("found", ["truce"], True, 0),
        ("late", ["truce"], False, 2),
    ]


def test_junit_is_written(path: Path, tmp_path: Path) -> None:
    """The report goes to the file that is named, also where the rules do not load; where it cannot, a line says so."""
    path.write_text(FAILING)
    run("test", path, "--junit", tmp_path / "junit.xml")
    assert ET.parse(tmp_path / "junit.xml").getroot().get("failures") == "1"  # noqa: S314 -- our own
    path.write_text("version: 1\nrules: [{id: a, match: x y}]\n")
    run("test", path, "--junit", tmp_path / "junit.xml")
    (error,) = ET.parse(tmp_path / "junit.xml").getroot().iter("error")  # noqa: S314 -- our own
    assert "side by side" in error.get("message", "")
    found = run("test", path, "--junit", tmp_path / "none" / "junit.xml")
    assert isinstance(found.exception, OutputError)


def test_junit_keeps_off_the_rules(path: Path) -> None:
    """A slip of the shell's completion would cost the rule file, or the tests beside it."""
    beside = path.with_suffix(".test.yaml")
    for each in (path, beside):
        each.write_text(FAILING)
        found = run("test", path, "--junit", each)
        assert isinstance(found.exception, UsageError)
        assert each.read_text() == FAILING


@pytest.mark.parametrize("more", ["", "nonsense: 1\n"])
def test_junit_keeps_off_what_tests_need(path: Path, more: str) -> None:
    """A further rule file, also where the rules do not load, and the recording that a test runs on."""
    needed = path.with_name("needed.yaml")
    needed.write_text(FAILING)
    path.write_text(FAILING.replace("name:", "needs: [needed.yaml]\n    name:") + more)
    found = run("test", path, "--junit", needed)
    assert isinstance(found.exception, UsageError)
    assert needed.read_text() == FAILING


def test_junit_keeps_off_the_recordings_of_tests(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And off where a sidecar of it would stand."""
    monkeypatch.chdir(tmp_path)
    day = Path("day")
    day.write_text("time,text\n2020-03-05T10:00:00Z,fire\n")
    path.write_text("version: 1\nrules: [{id: a, match: fire}]\ntests: [{name: t, stream: day, expect: []}]\n")
    for each in (day, Path("day.yaml")):
        found = run("test", path, "--junit", each)
        assert isinstance(found.exception, UsageError)
    assert day.read_text().startswith("time,text")
    assert not Path("day.yaml").exists()


def test_shipped_packs_do_what_they_say() -> None:
    """Without a path, the shipped packs pass the tests that stand in them, on the recorded day too."""
    assert run("check").output == "27 rules in 8 files, no problems\n"
    found = run("test")
    assert (found.exit_code, found.output) == (0, "71 tests passed, 0 failed\n")
