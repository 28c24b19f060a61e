"""Whoever reads the output of a verb and goes away, or stops reading: it can be ended, and loses nothing else."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Literal

import pytest

from replay.cli import INTERRUPTED, UNREAD
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


@pytest.mark.parametrize("arguments", [["backtest"], ["run", "--speed", "max"], ["info"]])
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


UNHURRIED = ("--speed", "3600")
"""At full speed the day may be over before the signal comes."""


@contextmanager
def stuck(*arguments: str, streams: Literal["stdout", "both", "none"] = "stdout") -> Iterator[subprocess.Popen[str]]:
    """Give a verb that hangs in writing to a pipe that nobody reads: *streams*, or the file that it names last."""
    ours, theirs = os.pipe()
    os.set_blocking(theirs, False)
    with suppress(BlockingIOError):
        while True:
            os.write(theirs, bytes(4096))
    os.set_blocking(theirs, True)
    os.read(ours, 4096)  # so much it may write, from which we see that it has begun
    with subprocess.Popen(
        [sys.executable, "-m", "replay", *arguments, *([f"/dev/fd/{theirs}"] if streams == "none" else [])],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if streams == "none" else theirs,
        stderr=theirs if streams == "both" else subprocess.PIPE,
        pass_fds=[theirs],
        encoding="utf-8",
    ) as process:
        try:
            while select.select([], [theirs], [], 0)[1]:
                assert process.poll() is None
                time.sleep(0.01)
            yield process
        finally:
            process.kill()
            os.close(ours)
            os.close(theirs)


@pytest.mark.parametrize("streams", ["stdout", "both"])
@pytest.mark.parametrize(
    "arguments",
    [
        ["docs", "topics"],
        ["casualties", "apollo-13"],
        ["backtest"],
        ["backtest", "--jobs", "2"],
        ["run", *UNHURRIED],
    ],
)
def test_signal_ends_a_verb_whose_output_nobody_reads(arguments: list[str], streams: Literal["stdout", "both"]) -> None:
    """As in `| sleep 1000`, where one SIGTERM has to do: what is still to be written is dropped."""
    with stuck(*arguments, streams=streams) as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(BOUND_S) == INTERRUPTED


def test_alerts_that_nobody_reads_are_in_the_file_when_ctrl_c_ends_a_run(tmp_path: Path) -> None:
    """It ends in order: the log and the report tell of what the file has, no more and no less."""
    log = tmp_path / "alerts.jsonl"
    with stuck("run", *UNHURRIED, "--alerts", str(log)) as process:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=BOUND_S)
    (*entries, last) = filter(None, errors.splitlines())
    told = list(map(json.loads, entries))
    (report,) = (each for each in told if each["event"] == "delivery report")
    lines = log.read_bytes().splitlines(keepends=True)
    assert (process.returncode, last) == (INTERRUPTED, "replay: interrupted")
    assert len(lines) == sum(each["event"] == "alert" for each in told) == sum(report["alerts"].values()) > 0
    assert report["digest"] == sha256(b"".join(lines)).hexdigest()


@pytest.mark.parametrize("verb", [["run", *UNHURRIED], ["backtest"]])
def test_signal_ends_a_verb_that_hangs_in_writing_its_alerts_to_a_pipe(verb: list[str]) -> None:
    """None of these may be dropped in silence, so the verb does not go on."""
    with stuck(*verb, "--alerts", streams="none") as process:
        process.send_signal(signal.SIGTERM)
        assert process.wait(BOUND_S) == INTERRUPTED
