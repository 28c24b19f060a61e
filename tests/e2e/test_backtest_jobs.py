"""`replay backtest --jobs` as a process: the same log, and no process that is left, whatever ends it."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.e2e.conftest import run_verb
from tests.e2e.test_backtest import digest_of
from tests.integration.conftest import BOUND_S

UPDATE = (
    '{{"type":"update","data":{{"id":"u{0}","stream":"day","seq":{0},"time":"2020-03-05T10:00:00Z",'
    '"headline":"At least 33 soldiers were killed, the ministry said, and 12 wounded"}}}}\n'
)
OF_PROCESSES = pytest.mark.skipif(sys.platform != "linux", reason="children are looked up in /proc")


@pytest.mark.parametrize("stream", ["idlib", "apollo-13", "us-election"])
def test_log_of_a_shipped_day_is_the_same(stream: str) -> None:
    """Byte by byte, whatever the number of jobs."""
    one, *others = [run_verb("backtest", stream, "--jobs", jobs) for jobs in ("1", "2", "3")]
    for done in others:
        assert (done.returncode, done.stdout) == (0, one.stdout)
        assert digest_of(done.stderr, "backtest report") == hashlib.sha256(one.stdout.encode()).hexdigest()


def test_comparison_is_the_same(tmp_path: Path) -> None:
    """Two rule sets are read side by side."""
    rules = tmp_path / "r.yaml"
    rules.write_text("version: 1\nrules:\n  - {id: mass-casualty, type: casualties}\n")
    one, two = (run_verb("backtest", "idlib", "--compare", str(rules), "--jobs", jobs) for jobs in ("1", "2"))
    assert one.returncode == 1
    assert (two.returncode, two.stdout) == (one.returncode, one.stdout)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield a backtest that takes minutes, in a process group of its own, once alerts come."""
    day = tmp_path / "day.jsonl"
    with day.open("w") as file:
        file.write('{"type":"stream","stream":"day","timezone":"UTC"}\n')
        file.writelines(UPDATE.format(seq) for seq in range(1, 200_001))
    command = [sys.executable, "-m", "replay", "backtest", str(day), "--jobs", "2"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, encoding="utf-8", start_new_session=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def children(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that it started."""
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def assert_gone(pids: Sequence[int]) -> None:
    """See that these processes end, in time."""
    until = time.monotonic() + BOUND_S
    while left := [pid for pid in pids if is_running(pid)]:
        assert time.monotonic() < until, f"left: {left}"
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    """Say whether a process is there and has not ended."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


@OF_PROCESSES
def test_process_that_is_killed_ends_it_with_5(busy: subprocess.Popen[str]) -> None:
    """In one line, and the other one goes too."""
    pids = children(busy)
    assert len(pids) == 2
    os.kill(pids[0], signal.SIGKILL)
    _, told = busy.communicate(timeout=BOUND_S)
    assert busy.returncode == 5
    assert told.splitlines()[-1].startswith("replay: a process of --jobs was killed by signal 9")
    assert "Traceback" not in told
    assert_gone(pids)


@OF_PROCESSES
def test_ctrl_c_ends_all_with_130(busy: subprocess.Popen[str]) -> None:
    """A terminal sends it to every process; one answers."""
    pids = children(busy)
    os.killpg(busy.pid, signal.SIGINT)
    _, told = busy.communicate(timeout=BOUND_S)
    assert (busy.returncode, told.splitlines()[-1]) == (130, "replay: interrupted")
    assert "Traceback" not in told
    assert_gone(pids)


@OF_PROCESSES
def test_processes_end_where_the_one_that_decides_is_killed(busy: subprocess.Popen[str]) -> None:
    """They have nobody to read for."""
    pids = children(busy)
    busy.kill()
    assert_gone(pids)
