"""What is said of terminals, each a pseudo terminal, and of encodings."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import pytest

from replay.cli.doctor.terminal import check_encoding, check_terminal

XTERM = {"TERM": "xterm", "COLUMNS": "100"}


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """Return the inner end of a pseudo terminal that has no size."""
    with ExitStack() as stack:
        outer, inner = os.openpty()
        stack.callback(os.close, outer)
        yield stack.enter_context(os.fdopen(inner, "w", encoding="utf-8"))


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[TextIO]:
    """Return a stream that is no terminal and not UTF-8."""
    with (tmp_path / "out").open("w", encoding="latin-1") as file:
        yield file


def test_check_terminal_with_one_everywhere_says_what_it_can(terminal: TextIO) -> None:
    """Width, colours and the key are told."""
    check = check_terminal(XTERM, terminal, terminal, terminal)
    assert check.state == "ok"
    assert check.found == "stdout and stderr, 100 columns; colours; Space skips a wait"


def test_check_terminal_of_no_size_counts_as_80_columns(terminal: TextIO) -> None:
    """A terminal over a serial line does not know."""
    assert "80 columns" in check_terminal({"TERM": "xterm"}, terminal, terminal, terminal).found


def test_check_terminal_without_one_is_ok(pipe: TextIO) -> None:
    """Pipes are no fault: they get JSON lines."""
    check = check_terminal(XTERM, pipe, pipe, pipe)
    assert (check.state, check.found) == ("ok", "none: alerts, log and report are JSON lines here")


def test_check_terminal_with_stdout_in_a_file_says_what_goes_there(terminal: TextIO, pipe: TextIO) -> None:
    """Alerts go to the file as JSON lines, and no key can be pressed without a terminal on stdin."""
    check = check_terminal(XTERM, pipe, pipe, terminal)
    assert check.found == "stderr, 100 columns; colours; alerts are JSON lines; no key can be pressed"


@pytest.mark.parametrize("term", [{}, {"TERM": "dumb"}])
def test_check_terminal_that_is_dumb_is_a_warning(term: dict[str, str], terminal: TextIO) -> None:
    """There is no progress bar on it."""
    check = check_terminal(term, terminal, terminal, terminal)
    assert check.state == "warning"
    assert "no colours" in check.found


def test_check_terminal_with_no_color_is_ok(terminal: TextIO) -> None:
    """The user wanted it."""
    check = check_terminal({**XTERM, "NO_COLOR": "1"}, terminal, terminal, terminal)
    assert check.state == "ok"
    assert "no colours (NO_COLOR)" in check.found


def test_check_terminal_that_is_narrow_is_a_warning(terminal: TextIO) -> None:
    """Headlines do not fit."""
    assert check_terminal({**XTERM, "COLUMNS": "40"}, terminal, terminal, terminal).state == "warning"


def test_check_encoding_other_than_utf_8_is_a_warning(terminal: TextIO, pipe: TextIO) -> None:
    """Both streams have to be UTF-8."""
    assert check_encoding(terminal, terminal).state == "ok"
    check = check_encoding(terminal, pipe)
    assert check.state == "warning"
    assert "stderr iso8859-1" in check.found
