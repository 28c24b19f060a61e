"""The verbs of `replay rules` as a process: one run each, exit codes, and one line for bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.conftest import run_verb


def rules(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `replay rules` to its end."""
    return run_verb("rules", *arguments, cwd=cwd)


def test_new_file_is_listed_checked_tested_and_linted(tmp_path: Path) -> None:
    """What `new` writes goes through every verb, and a second `new` leaves it alone."""
    assert rules("new", "my.yaml", cwd=tmp_path).returncode == 0
    listed = rules("list", "my.yaml", cwd=tmp_path)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["ceasefire", "ceasefire-burst", "stream-silent"]
    for verb in ("check", "test", "lint"):
        done = rules(verb, "my.yaml", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
    again = rules("new", "my.yaml", cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (
        2,
        "",
        "replay: my.yaml: is there already; name another file\n",
    )


def test_schema_is_json() -> None:
    """The schema can be written to a file as it comes."""
    done = rules("schema")
    assert (done.returncode, json.loads(done.stdout)["$schema"]) == (0, "http://json-schema.org/draft-07/schema#")


def test_lint_ends_with_1_where_it_finds_something(tmp_path: Path) -> None:
    """A finding is no mistake, and still no success."""
    (tmp_path / "r.yaml").write_text("version: 1\nrules: [{id: a, match: putin}]\n")
    done = rules("lint", "r.yaml", "--sample", "idlib", cwd=tmp_path)
    assert (done.returncode, done.stdout.count("\n"), done.stderr) == (1, 2, "")


def test_explain_names_the_part_that_decided() -> None:
    """The shipped rules on the shipped day, in plain lines without colours."""
    done = rules("explain", "ceasefire", "17:23")
    assert (done.returncode, done.stderr) == (0, "")
    assert "    ✓ list:truce: “Ceasefire” in the body\n" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "exit_code", "line"),
    [
        (("explain", "ceasefyre", "11:09"), 2, "no rule 'ceasefyre'; did you mean 'ceasefire'?"),
        (
            ("explain", "ceasefire", "noon"),
            2,
            "stream 'idlib' has no update 'noon'; give an id such as 1021-1 (10:21),",
        ),
        (("explain", "ceasefire", "11:09", "--stream", "idlip"), 3, "idlip: no such file or shipped stream;"),
        (("lint", "--sample", "idlip"), 3, "idlip: no such file or shipped stream;"),
        (("list", "none.yaml"), 3, "none.yaml: no such file or directory"),
        (
            ("new", "none/my.yaml"),
            2,
            "none/my.yaml cannot be written: No such file or directory; name a file that can be written",
        ),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], exit_code: int, line: str) -> None:
    """What, where, what to do, and an exit code of its own."""
    done = rules(*arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (exit_code, "", 1)
    assert done.stderr.startswith(f"replay: {line}")


def test_new_file_that_finds_no_room_is_not_left_in_part(tmp_path: Path) -> None:
    """The next try would be refused, since it is there already."""
    limited = f"ulimit -f 1; exec {sys.executable} -m replay rules new my.yaml"
    done = subprocess.run(["sh", "-c", limited], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8")
    what = "my.yaml cannot be written: File too large; make room, or name another place"
    assert (done.returncode, done.stderr, list(tmp_path.iterdir())) == (5, f"replay: {what}\n", [])
