"""The tree of errors: what each ends the program with, and what each says."""

import errno
import inspect
import re
from dataclasses import dataclass

import pytest

from replay import errors
from replay.errors import (
    BrokerError,
    IncompleteDelivery,
    InputError,
    OutputError,
    Problem,
    ReplayError,
    RuleFileError,
    StreamError,
    UsageError,
    named_by,
    ungrouped,
)

_BRANCH = re.compile(r"^    (?P<lead>[│ ]*(?:[├└]── )?)(?P<name>[A-Za-z]\w*) +(?P<code>\d+)?", re.MULTILINE)


@dataclass(frozen=True)
class Drawn:
    """A class as the docstring draws it."""

    parent: str
    exit_code: int


def drawn_tree() -> dict[str, Drawn]:
    """Return the tree of the module's docstring; an exit code that is left out is the parent's."""
    assert errors.__doc__
    tree: dict[str, Drawn] = {}
    path: list[str] = []
    for found in _BRANCH.finditer(errors.__doc__):
        path = path[: len(found["lead"]) // 4]
        parent = path[-1] if path else "Exception"
        code = int(found["code"]) if found["code"] else tree[parent].exit_code
        tree[found["name"]] = Drawn(parent, code)
        path.append(found["name"])
    return tree


def error_classes() -> dict[str, type[ReplayError]]:
    """Return the error classes that the module defines."""
    classes = inspect.getmembers(errors, inspect.isclass)
    return {
        name: each for name, each in classes if issubclass(each, ReplayError) and each.__module__ == "replay.errors"
    }


def test_drawn_tree_names_every_error_class_and_no_other() -> None:
    """The docstring is the map of the module, without white spots and without ghosts."""
    assert drawn_tree().keys() == error_classes().keys()


def test_drawn_tree_shows_each_parent_and_exit_code() -> None:
    """Where a class hangs in the drawing is what it inherits from, and its number is what the program ends with."""
    code = {name: Drawn(each.__bases__[0].__name__, each.exit_code) for name, each in error_classes().items()}
    assert drawn_tree() == code


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        (UsageError, 2),
        (InputError, 3),
        (StreamError, 3),
        (RuleFileError, 3),
        (BrokerError, 4),
        (IncompleteDelivery, 5),
        (ReplayError, 70),
    ],
)
def test_exit_code_of_each_error_is_the_documented_one(kind: type[ReplayError], exit_code: int) -> None:
    """2 usage, 3 bad input, 4 broker, 5 incomplete delivery, 70 a bug."""
    assert kind.exit_code == exit_code


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (UsageError("--from is after --to"), "--from is after --to"),
        (StreamError("day.txt", "is empty"), "day.txt: is empty"),
        (StreamError("day.txt", "is empty", hint="save it"), "day.txt: is empty; save it"),
        (StreamError("day.txt", "no time", line=3, hint="write HH:MM"), "day.txt:3: no time; write HH:MM"),
        (BrokerError("mqtt://h:1883", "refused"), "broker mqtt://h:1883: refused"),
        (BrokerError("mqtt://h:1883", "refused", hint="start it"), "broker mqtt://h:1883: refused; start it"),
        (IncompleteDelivery("idlib", "15 of 16 sent"), "stream 'idlib': incomplete delivery: 15 of 16 sent"),
        (RuleFileError([Problem("r.yaml", 9, 27, '"(" is never closed')]), 'r.yaml:9:27  "(" is never closed'),
    ],
)  # fmt: skip -- one case a line
def test_message_is_one_line_that_names_place_what_and_hint(error: ReplayError, message: str) -> None:
    """The whole of what a person reads is the message, built from typed arguments."""
    assert str(error) == message
    assert len(message.splitlines()) == 1


def test_rule_file_error_lists_every_problem_once_by_place() -> None:
    """Problems are sorted by file, line and column, a line each, whatever order they were found in."""
    late = Problem("b.yaml", 1, 1, "x")
    early = Problem("a.yaml", 10, 2, "y")
    earlier = Problem("a.yaml", 9, 30, "z")
    error = RuleFileError([late, early, earlier, late])
    assert error.problems == (earlier, early, late)
    assert str(error).splitlines() == ["a.yaml:9:30  z", "a.yaml:10:2  y", "b.yaml:1:1  x"]


def test_group_of_own_errors_is_raised_as_its_first_error() -> None:
    """What a task group raises for our errors alone is the first of them, without a group around it, at any depth."""
    first = BrokerError("mqtt://h:1883", "refused")
    with pytest.raises(BrokerError) as raised, ungrouped():
        raise ExceptionGroup("", [ExceptionGroup("", [first]), OutputError("a", "full")])
    assert raised.value is first


def test_group_with_another_error_is_raised_whole() -> None:
    """An error that is none of ours is a defect, and is not hidden behind one that is."""
    group = ExceptionGroup("", [BrokerError("mqtt://h:1883", "refused"), ValueError("defect")])
    with pytest.raises(ExceptionGroup) as raised, ungrouped():
        raise group
    assert raised.value is group


@pytest.mark.parametrize(
    ("why", "code", "told"),
    [
        (OSError(errno.ENOSPC, "Full"), 5, "Full; make room, or name another place"),
        ("database or disk is full", 5, "database or disk is full; make room, or name another place"),
        (OSError(errno.EMFILE, "Too many"), 5, "Too many; allow more open files, with ulimit -n"),
        (OSError(errno.ENOENT, "No folder"), 2, "No folder; name a file that can be written"),
        (OSError(errno.EACCES, "Denied"), 2, "Denied; name a file that can be written"),
    ],
)
def test_what_cannot_be_written_says_what_would_help(why: OSError | str, code: int, told: str) -> None:
    """Room does not help a name that cannot be, which is a fault of the command line, as its option says."""
    with pytest.raises(OutputError) as caught, named_by("--out"):
        raise OutputError("day", why)
    assert (str(caught.value), caught.value.exit_code) == (f"--out day cannot be written: {told}", code)


def test_long_value_is_quoted_by_its_beginning() -> None:
    """One clear line, whatever a rule file holds; short values, apostrophes and the advice stay."""
    long = "a" * 500
    problem = Problem(
        "r.yaml", 1, 1, f"'severity': '{long}' isn't known; did you mean 'info', or \"{long}\", {long}, it's?"
    )
    shown = f"{'a' * 100}…"
    assert problem.what == f"'severity': '{shown}' isn't known; did you mean 'info', or \"{shown}\", {shown} it's?"


def test_message_full_of_quotation_marks_is_cut_in_its_middle() -> None:
    """The end has the advice; what is in between is somebody's whole file."""
    problem = Problem("r.yaml", 1, 1, "no number: " + " 'a" * 300_000 + "; give one")
    assert problem.what.startswith("no number:  'a 'a")
    assert problem.what.endswith("'a; give one")
    assert len(problem.what) < 2_100
