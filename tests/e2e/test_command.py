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
