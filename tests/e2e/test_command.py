"""The command `replay` before any verb runs."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("command", [[sys.executable, "-m", "replay"], [str(Path(sys.executable).with_name("replay"))]])
def test_ctrl_c_while_the_command_is_loaded_ends_it_without_a_traceback(command: list[str], tmp_path: Path) -> None:
    """It takes a tenth of a second: whoever sees a wrong line at once interrupts it then."""
    (tmp_path / "click.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\n")
    ended = subprocess.run(command, check=False, capture_output=True, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert (ended.returncode, ended.stdout, ended.stderr) == (-signal.SIGINT, b"", b"")


def test_command_that_is_to_ignore_ctrl_c_does_so(tmp_path: Path) -> None:
    """As in the background of a shell that has no jobs."""
    (tmp_path / "click.py").write_text("import signal\nsignal.raise_signal(signal.SIGINT)\nraise SystemExit(7)\n")
    command = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-m", "replay"]
    ended = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": str(tmp_path)})
    assert ended.returncode == 7


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["info"], ["rules", "check"], ["backtest", "idlib"]])
def test_full_disk_behind_stdout_is_one_line_and_a_code_of_its_own(arguments: list[str]) -> None:
    """Python tries once more at its end to write what did not fit, and would end with 120."""
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [sys.executable, "-m", "replay", *arguments]
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(command, check=False, stdout=full, stderr=subprocess.PIPE, text=True, env=buffered)
    told = [line for line in ended.stderr.splitlines() if "backtest report" not in line]
    assert ended.returncode == 5
    assert [line.partition(" cannot be written: ")[2] for line in told] == [
        "No space left on device; make room, or name another place"
    ]


def test_too_few_open_files_for_an_event_loop_are_one_line() -> None:
    """One that cannot begin cannot end either, and would be told as a bug."""
    limited = f"ulimit -n 10; exec {sys.executable} -m replay run --speed max"
    ended = subprocess.run(["sh", "-c", limited], check=False, capture_output=True, text=True)
    line = "replay: 10 open files are too few; allow more open files, with ulimit -n\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "", line)
