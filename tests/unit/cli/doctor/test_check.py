"""How checks are told, and what becomes of a check that fails."""

import pytest

from replay.cli.doctor.check import Check, attempt, render, softened, summary
from replay.errors import BrokerError, InputError, Problem, ReplayError, RuleFileError


def raising(error: Exception) -> Check:
    """Return what a check that raises *error* is told as."""

    def check() -> Check:
        raise error

    return attempt("streams", check)


@pytest.mark.parametrize(
    ("error", "found", "advice"),
    [
        (BrokerError("x", "is away", hint="start it"), "broker x: is away", "start it"),
        (InputError("rules: no such file"), "rules: no such file", "put right what it says"),
        (RuleFileError([Problem("a", 1, 1, "x; y"), Problem("b", 1, 1, "z")]), "a:1:1  x (and 1 more)", "y"),
        (
            OSError(28, "No space left"),
            "[Errno 28] No space left",
            "see that the file can be read and the disk has room",
        ),
    ],
)
def test_check_that_raises_is_a_problem_with_its_advice(error: ReplayError | OSError, found: str, advice: str) -> None:
    """An error is split into what is wrong and what to do, and a second problem of a file is counted."""
    assert raising(error) == Check("streams", "problem", found, advice)


def test_check_that_raises_does_not_repeat_its_name() -> None:
    """The line is called broker already."""

    def check() -> Check:
        raise BrokerError("x", "is away")

    assert attempt("broker", check).found == "x: is away"


def test_render_has_the_advice_below_what_was_found() -> None:
    """State, name and what was found make a line; the advice stands below the latter."""
    line, advice = render(Check("ports", "warning", "taken", "free them"), colour=False).splitlines()
    assert line.split() == ["warning", "ports", "taken"]
    assert advice.index("free") == line.index("taken")


def test_render_of_what_is_ok_is_one_line() -> None:
    """There is nothing to do."""
    assert "\n" not in render(Check("ports", "ok", "free"), colour=False)


def test_render_escapes_what_a_broker_says() -> None:
    """A version from outside cannot move the cursor or begin a line."""
    assert render(Check("version", "ok", "\x1b[2J\n"), colour=False).endswith(r" \x1b[2J\n")


def test_render_colours_the_state_only_if_asked() -> None:
    """A pipe gets no escape codes."""
    assert "\x1b[" in render(Check("ports", "problem", "x"), colour=True)
    assert "\x1b[" not in render(Check("ports", "problem", "x"), colour=False)


def test_summary_counts_problems_and_warnings() -> None:
    """What is ok or skipped is not counted."""
    states = [Check("a", "ok", ""), Check("b", "skipped", "")]
    assert summary(states) == "no problems"
    assert summary([*states, Check("c", "warning", "")]) == "1 warning"
    assert summary([Check("c", "warning", ""), *[Check("d", "problem", "")] * 2]) == "2 problems, 1 warning"


def test_softened_makes_a_warning_of_a_problem_alone() -> None:
    """The other states stay."""
    assert softened(Check("a", "problem", "x", "y")) == Check("a", "warning", "x", "y")
    assert softened(Check("a", "skipped", "x")) == Check("a", "skipped", "x")
