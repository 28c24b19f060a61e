"""What one check found: its state, and what to do where that is not ok."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import click

from replay.errors import ReplayError
from replay.text import printable

State = Literal["ok", "warning", "problem", "skipped"]
_STYLE = {"ok": "green", "warning": "yellow", "problem": "red", "skipped": "cyan"}
_NAME_WIDTH = 15


@dataclass(frozen=True, slots=True)
class Check:
    """What one check found.

    Attributes:
        name: Of the check.
        state: Only a problem fails the verb; what was skipped could not be tried.
        found: What is so, or why it was skipped.
        advice: What to do; empty where all is well.
    """

    name: str
    state: State
    found: str
    advice: str = ""


def attempt(name: str, check: Callable[[], Check]) -> Check:
    """Return what *check* finds; an error of ours or of the operating system is a problem that it found."""
    try:
        return check()
    except (ReplayError, OSError) as error:
        return problem_of(name, error)


def problem_of(name: str, error: ReplayError | OSError) -> Check:
    """Return an error as a problem; ours say what to do behind the last semicolon of their first line."""
    if isinstance(error, OSError):
        return Check(name, "problem", str(error), "see that the file can be read and the disk has room")
    first, *others = str(error).removeprefix(f"{name} ").splitlines()
    found, _, advice = first.rpartition("; ")
    more = f" (and {len(others)} more)" if others else ""
    return Check(name, "problem", (found or advice) + more, advice if found else "put right what it says")


def softened(check: Check) -> Check:
    """Return *check* with a problem made a warning: it lies with what nobody has asked for."""
    return replace(check, state="warning") if check.state == "problem" else check


def render(check: Check, *, colour: bool) -> str:
    """Return a check as a line, and its advice as a second, with the control characters of both escaped."""
    state = f"{check.state:<8}"
    shown = click.style(state, fg=_STYLE[check.state]) if colour else state
    line = f"{shown} {check.name:<{_NAME_WIDTH}}  {printable(check.found)}"
    indent = " " * (len(state) + _NAME_WIDTH + 3)
    return f"{line}\n{indent}{printable(check.advice)}" if check.advice else line


def summary(checks: list[Check]) -> str:
    """Return how many problems and warnings there are, in words."""
    counts = [(sum(check.state == state for check in checks), state) for state in ("problem", "warning")]
    words = [f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in counts if count]
    return ", ".join(words) or "no problems"
