"""`replay rules new`: the starter file does what it says, and takes nobody's place."""

import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner, Result

from replay.cli.rules import command
from replay.errors import OutputError, UsageError
from replay.language.load import load_rules
from replay.language.ruleset import AbsenceRule, CountRule, MatchRule


def run(*args: str | Path) -> Result:
    """Run the verb."""
    return CliRunner().invoke(command, [str(arg) for arg in args])


def test_starter_is_sound_and_its_tests_pass(tmp_path: Path) -> None:
    """What is written passes `check` and `test` as it stands, and begins with the schema's modeline."""
    path = tmp_path / "my.yaml"
    found = run("new", path)
    assert (found.exit_code, found.output) == (0, f"{path}: three rules and their tests; replay rules test {path}\n")
    assert run("check", path).output == "3 rules in 1 file, no problems\n"
    assert run("test", path).output == "3 tests passed, 0 failed\n"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=")
    assert text.count("\n") < 60


def test_starter_teaches_one_rule_of_each_kind(tmp_path: Path) -> None:
    """A match rule, a count over it, an absence; and a test with updates that must not match."""
    path = tmp_path / "my.yaml"
    run("new", path)
    rules = load_rules([path])
    assert sorted(type(rule).__name__ for rule in rules.rules) == [
        each.__name__ for each in (AbsenceRule, CountRule, MatchRule)
    ]
    first = rules.tests[0]
    assert len(first.updates) > len(first.expect) > 0


@pytest.mark.parametrize("arguments", [("new",), ("new", "-")])
def test_starter_goes_to_stdout_where_no_file_is_named(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Without FILE, or with `-`, the same text is printed, and nothing is written."""
    path = tmp_path / "my.yaml"
    run("new", path)
    assert run(*arguments).output == path.read_text(encoding="utf-8")


def test_existing_file_is_left_alone(tmp_path: Path) -> None:
    """A file, also an empty one, is never overwritten."""
    path = tmp_path / "my.yaml"
    path.touch()
    found = run("new", path)
    assert isinstance(found.exception, UsageError)
    assert str(found.exception) == f"{path}: is there already; name another file"
    assert not path.read_text()


@contextmanager
def no_room(told: Callable[[int, FrameType | None], object] | signal.Handlers) -> Iterator[None]:
    """Let files take a hundred bytes and no more; *told* is what comes of the signal that says so."""
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, told)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, most[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
        signal.signal(signal.SIGXFSZ, before)


def test_disk_that_is_full_leaves_no_file(tmp_path: Path) -> None:
    """It would be in the way once there is room."""
    path = tmp_path / "my.yaml"
    with no_room(signal.SIG_IGN):
        found = run("new", path)
    assert str(found.exception) == f"{path} cannot be written: File too large; make room, or name another place"
    assert not path.exists()


def test_interrupt_leaves_no_file(tmp_path: Path) -> None:
    """Half a file would be in the way of the next try, whatever kept the rest from being written."""
    path = tmp_path / "my.yaml"
    with no_room(signal.default_int_handler):
        found = run("new", path)
    assert found.output == "\nAborted!\n"
    assert not path.exists()


def test_file_in_no_folder_is_told(tmp_path: Path) -> None:
    """A file that cannot be written is one line."""
    found = run("new", tmp_path / "none" / "my.yaml")
    assert isinstance(found.exception, OutputError)
