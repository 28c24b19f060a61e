"""Type commands as a reader would: in a terminal of 110 columns, with the Space key pressed now and then."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

COLUMNS = 110
BAR = "━"
_BOUND_S = 60.0
_KEYS = b" \n"
"""Space skips a wait, Enter is what `--wait` waits for."""

_WIPED = re.compile(r"^.*(?:\r(?!\n)|\x1b\[2K)", re.MULTILINE)
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


class Terminal:
    """A terminal, in a folder of its own.

    Args:
        folder: Where the commands run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cwd = folder / ".cwd"

    def type(self, command: str, seen: Callable[[list[str]], bool] | None = None) -> tuple[list[str], int]:
        """Run a command to its end; return the lines that stand on the screen then, and the exit code.

        Args:
            command: For sh; `cd` holds for those that follow.
            seen: For a command that does not end by itself: Ctrl-C is pressed once this is true of the lines.
        """
        master, slave = _terminal()
        process = subprocess.Popen(
            ["sh", "-c", f"trap : INT\n{command}\nended=$?; pwd > '{self._cwd}'; exit $ended"],
            stdin=slave, stdout=slave, stderr=slave, start_new_session=True, env=_environment(), cwd=self.where,
        )  # fmt: skip
        os.close(slave)
        try:
            text = self._read(master, process, command, seen)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            os.close(master)
        return text, process.wait()

    @property
    def where(self) -> Path:
        """Return the folder that `cd` has led to."""
        return Path(self._cwd.read_text(encoding="utf-8").strip()) if self._cwd.exists() else self.folder

    def _read(
        self, master: int, process: subprocess.Popen[bytes], command: str, seen: Callable[[list[str]], bool] | None
    ) -> list[str]:
        data = b""
        until = time.monotonic() + _BOUND_S
        while time.monotonic() < until:
            if select.select([master], [], [], 0.05)[0]:
                try:
                    data += os.read(master, 65536)
                except OSError:  # Linux tells the end so
                    return lines_of(data)
            else:
                os.write(master, _KEYS)
            if seen and seen(lines_of(data)):
                os.killpg(process.pid, signal.SIGINT)
                seen = None
        raise AssertionError(f"`{command}` did not end; the screen says:\n" + "\n".join(lines_of(data)))


def lines_of(data: bytes) -> list[str]:
    """Return the lines that stand on the screen, the progress bar not among them."""
    text = _CONTROL.sub("", _WIPED.sub("", data.decode(errors="replace").replace("\r\n", "\n")))
    lines = [line.rstrip() for line in text.split("\n")]
    return [line for line in lines if line and BAR not in line]


def _terminal() -> tuple[int, int]:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    modes = termios.tcgetattr(slave)
    modes[3] &= ~termios.ECHO
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    return master, slave


def _environment() -> dict[str, str]:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}:/usr/sbin"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REPLAY_") and name != "COLUMNS"}
    return {**kept, "PATH": path, "TERM": "xterm", "LC_ALL": "C.UTF-8", "BROWSER": "true"}
