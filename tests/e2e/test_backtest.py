"""`replay backtest` as a process: the alerts are those of `run`, and everything that can go wrong is told."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import run_verb


def digest_of(stderr: str, event: str) -> str:
    """Return the digest that the report of a verb tells."""
    entries: list[dict[str, Any]] = [json.loads(line) for line in stderr.splitlines()]
    return str(next(each["digest"] for each in entries if each["event"] == event))


@pytest.mark.parametrize("stream", ["idlib", "apollo-13", "us-election"])
def test_backtest_of_a_shipped_day_is_the_log_of_run(stream: str) -> None:
    """Byte by byte, and the digest is that of the lines."""
    ran, tested = run_verb("run", stream, "--speed", "max"), run_verb("backtest", stream)
    assert (ran.returncode, tested.returncode) == (0, 0)
    assert tested.stdout == ran.stdout
    digest = digest_of(tested.stderr, "backtest report")
    assert digest == digest_of(ran.stderr, "delivery report") == hashlib.sha256(tested.stdout.encode()).hexdigest()


def test_folder_is_backtested_as_one(tmp_path: Path) -> None:
    """Each stream below it raises its alerts, in the order of story time."""
    for name in ("b", "a"):
        (tmp_path / f"{name}.csv").write_text("time,text\n2020-03-05T10:00:00Z,truce\n2020-03-05T11:00:00Z,truce\n")
    (tmp_path / "r.yaml").write_text("version: 1\nrules:\n  - {id: truce, match: truce}\n")
    done = run_verb("backtest", str(tmp_path), "--rules", str(tmp_path / "r.yaml"))
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["time"][11:16], each["stream"]) for each in alerts] == [
        ("10:00", "a"), ("10:00", "b"), ("11:00", "a"), ("11:00", "b"),
    ]  # fmt: skip
