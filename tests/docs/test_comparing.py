"""What holds the documents against the program can tell right from wrong."""

from pathlib import Path

import pytest

from tests.docs.comparing import difference, ends_of
from tests.docs.terminal import Terminal, lines_of

PRINTED = ["ready on mqtt://127.0.0.1:40123", "10:21  fire", "10:30  flood", "p50 0.2 ms"]


@pytest.mark.parametrize(
    "shown",
    [
        PRINTED,
        ["ready on mqtt://127.0.0.1:1883", "10:21  fire", "", "10:30  flood", "p50 4.871 ms"],
        ["ready …", "…", "p50 0.1 ms"],
        ["…"],
        ["ready …", "10:21  fire", "10:25 ━━━━ 1/2"],
    ],
)
def test_shown_is_what_was_printed(shown: list[str]) -> None:
    """Ports and milliseconds vary, a `…` stands for more, and below a bar the command goes on."""
    assert difference(shown, PRINTED) == ""


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        (["ready …", "10:21  fires", "…"], "10:21  fires"),
        (["ready …", "10:30  flood", "…"], "10:30  flood"),
        (["…", "10:30  flood", "10:21  fire", "…"], "10:21  fire"),
        ([*PRINTED, "more"], "the end"),
        (PRINTED[:-1], "the command goes on"),
        (["ready …", "10:22  fire", "10:25 ━━━━ 1/2"], "10:22  fire"),
        ([], "the command goes on"),
    ],
)
def test_difference_is_told(shown: list[str], told: str) -> None:
    """A line that is wrong, left out, in another place, missing or too much."""
    assert told in difference(shown, PRINTED)


@pytest.mark.parametrize(
    ("shown", "ends"),
    [
        ([], {0}),
        (PRINTED, {0}),
        (["a   match  rules/a.yaml:6:5"], {0}),
        (["rules/a.yaml:6:5  unknown key"], {1}),
        (["1 test passed", "FAILED a.yaml:6:5  a name"], {1}),
        (["+  11:07  talks", "1 of 2 alerts differ"], {1}),
        (["replay: a.csv: is empty"], {2, 3, 4, 5}),
    ],
)
def test_end_is_that_of_what_is_shown(shown: list[str], ends: set[int]) -> None:
    """Problems end with 1, errors with one of theirs."""
    assert ends_of(shown) == ends


def test_screen_keeps_what_stands_on_it_at_the_end() -> None:
    """Bars are wiped, colours and blank lines are no text."""
    data = "\x1b[2mready\x1b[0m\r\n\x1b[?25l10:20 ━━ 1/2\r\x1b[2K\x1b[1m10:21\x1b[0m  fire\r\n10:21 ━━ 2/2\r\n\r\n"
    assert lines_of(data.encode()) == ["ready", "10:21  fire"]


def test_terminal_keeps_its_folder_and_tells_how_a_command_ends(tmp_path: Path) -> None:
    """`cd` holds for the next command, which sees a terminal."""
    terminal = Terminal(tmp_path)
    assert terminal.type("mkdir a; cd a") == ([], 0)
    lines, ended = terminal.type("pwd; test -t 1; exit 3")
    assert (lines, ended) == ([f"{tmp_path}/a"], 3)


def test_ctrl_c_ends_the_command_and_not_the_shell(tmp_path: Path) -> None:
    """How the command ends is told then too."""
    command = "sh -c 'trap \"exit 7\" INT; echo ready; while :; do sleep 0.05; done'"
    assert Terminal(tmp_path).type(command, lambda lines: lines == ["ready"]) == (["ready"], 7)
