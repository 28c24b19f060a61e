"""A terminal for what verbs show to a person."""

import re
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO

import pytest

_STYLE = re.compile(r"\x1b\[[0-9;]*m")

Read = Callable[[Callable[[], None]], list[str]]


class _Terminal(StringIO):
    """Stdout that a person reads."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return what gives the lines, without styles, that a person with a wide terminal reads of what is shown."""
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "xterm")

    def lines_of(show: Callable[[], None]) -> list[str]:
        with redirect_stdout(_Terminal()) as terminal:
            show()
        return [line.rstrip() for line in _STYLE.sub("", terminal.getvalue()).splitlines()]

    return lines_of
