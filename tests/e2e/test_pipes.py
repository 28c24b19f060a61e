"""Whoever reads the output of a verb and goes away: it ends quietly, as other programs do, and loses nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from replay.cli import UNREAD
from tests.integration.conftest import BOUND_S


def unread(*arguments: str, with_errors: bool = False) -> tuple[int, str]:
    """Run a verb whose stdout nobody reads, nor stderr *with_errors*; return its exit code and what stderr says."""
    ours, theirs = os.pipe()
    os.close(ours)
    errors = theirs if with_errors else subprocess.PIPE
    command = [sys.executable, "-m", "replay", *arguments]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=errors, encoding="utf-8") as process:
        os.close(theirs)
        try:
            return process.wait(BOUND_S), process.stderr.read() if process.stderr else ""
        finally:
            process.kill()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["info"],
        ["docs", "topics"],
        ["casualties", "idlib"],
        ["rules", "list"],
        ["backtest", "--labels", "labels.yaml"],
    ],
)
def test_output_that_nobody_reads_ends_a_verb_quietly(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a code of its own: it found no problem, and had none."""
    monkeypatch.chdir(tmp_path)
    Path("labels.yaml").write_text("version: 1\nlabels: [{time: 2020-03-05T10:00:00Z}]\n")
    code, errors = unread(*arguments)
    assert code == UNREAD
    assert [line for line in errors.splitlines() if "backtest report" not in line] == []


@pytest.mark.parametrize("arguments", [["backtest"], ["run", "--speed", "max"], ["info"], ["play"]])
def test_verb_whose_log_nobody_reads_either_ends_likewise(arguments: list[str]) -> None:
    """`2>&1 | head` is a common thing to do."""
    assert unread(*arguments, with_errors=True) == (UNREAD, "")


def test_alerts_that_nobody_reads_are_lost_nowhere_else(tmp_path: Path) -> None:
    """The file gets all, and the log tells of them."""
    log = tmp_path / "alerts.jsonl"
    code, errors = unread("backtest", "--alerts", str(log))
    (report,) = map(json.loads, errors.splitlines())
    assert code == 0
    assert sum(report["alerts"].values()) == len(log.read_text().splitlines()) > 0


@pytest.mark.parametrize(
    "arguments", [["backtest", "--alerts"], ["backtest", "--report"], ["run", "--speed", "max", "--alerts"]]
)
def test_named_pipe_that_nobody_reads_ends_a_verb_quietly(arguments: list[str]) -> None:
    """As in `--alerts >(head)`: no room is missing, and no other name helps."""
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "replay", *arguments, f"/dev/fd/{theirs}"]
    ended = subprocess.run(command, check=False, capture_output=True, pass_fds=[theirs], timeout=BOUND_S)
    os.close(theirs)
    assert ended.returncode == UNREAD
    assert b"replay:" not in ended.stderr
