"""`replay casualties` as a process: texts, streams and rows, in a pipe and on a terminal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.comparing import difference
from tests.docs.markdown import blocks_of
from tests.docs.terminal import Terminal
from tests.e2e.conftest import run_verb

TEXT = "Turkey says 33 Turkish soldiers were killed."


def casualties(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run `replay casualties` to its end, with *given* as its standard input."""
    command = [sys.executable, "-m", "replay", "casualties", *arguments]
    return subprocess.run(command, input=given, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("arguments", [(), ("-",), ("--json",), ("news.txt",)])
def test_text_in_a_pipe_is_an_object(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """From standard input or a file, a text gives its mentions and what is reported."""
    file = tmp_path / "news.txt"
    file.write_text(TEXT, encoding="utf-8")
    done = casualties(*(str(file) if each == file.name else each for each in arguments), given=TEXT.encode())
    told = json.loads(done.stdout)
    assert (done.returncode, done.stderr, told["summary"]) == (0, b"", {"killed": {"min": 33, "max": 33}})
    (mention,) = told["mentions"]
    assert (mention["who"], mention["group"], mention["increment"]) == ("Turkish soldiers", "turkish soldier", False)


def test_stream_in_a_pipe_is_a_line_for_each_update() -> None:
    """Every update of the shipped day, with id and time; a mention has its field."""
    told = [json.loads(line) for line in casualties("idlib").stdout.splitlines()]
    assert len(told) == 16
    assert told[0].items() >= {"stream": "idlib", "id": "1021-1", "rev": 1, "time": "2020-03-05T10:21:00Z"}.items()
    assert [each["id"] for each in told if each["mentions"]] == [
        "1021-1",
        "1109-1",
        "1110-1",
        "1113-1",
        "1723-1",
        "1725-1",
    ]
    assert {mention["field"] for each in told for mention in each["mentions"]} == {"body"}


def test_rows_go_out_until_one_is_bad() -> None:
    """The rows before it are written, it is told with its number, and the code is 3."""
    rows = b'{"id": 1, "text": ""}\n{"id": "b", "text": "Two men died"}\n{"id": 3}\n{"id": 4, "text": ""}\n'
    done = casualties("--jsonl", given=rows)
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == [1, "b"]
    assert done.stderr.startswith(b"replay: standard input:3: is no row {id, text}: ")
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1)


def test_row_is_answered_before_the_next_one_comes() -> None:
    """Rows stream: a program may write one, and read its answer, at a time."""
    command = [sys.executable, "-m", "replay", "casualties", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in range(3):
            process.stdin.write(b'{"id": %d, "text": "x"}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "given", "code", "line"),
    [
        (("nosuch",), b"", 3, "nosuch: no such file or shipped stream; "),
        ((), b"a\xff", 3, "standard input:1: byte 2 is 0xff, which is not UTF-8; "),
        (("--jsonl", "idlib"), b"", 2, "--jsonl reads rows from standard input; "),
        (("--jsonl", "--set", "title=x"), b"", 2, "--timezone and --set say how a stream is read, and this is a text"),
        (("--timezone", "UTC"), b"Two died.", 2, "--timezone and --set say how a stream is read, and this is a text"),
    ],
)
def test_bad_input_is_one_line(arguments: tuple[str, ...], given: bytes, code: int, line: str) -> None:
    """What cannot be read ends with its code and says where and why."""
    done = casualties(*arguments, given=given)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr.decode().startswith(f"replay: {line}")
    assert done.stderr.count(b"\n") == 1


def test_help_names_the_verb() -> None:
    """The verb stands among the others."""
    assert "casualties" in run_verb("--help").stdout


def test_terminal_shows_what_the_documentation_shows(tmp_path: Path) -> None:
    """On a terminal a text comes with its mentions marked."""
    (block,) = [each.text for each in blocks_of("docs/rules.md") if each.text.startswith("$ echo")]
    command, *shown = block.removeprefix("$ ").splitlines()
    printed, ended = Terminal(tmp_path).type(command)
    assert (difference(shown, printed), ended) == ("", 0)
