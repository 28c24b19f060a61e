"""Which files a backtest may write."""

import os
from pathlib import Path

import pytest

from replay.errors import UsageError
from replay.outputs import Outputs
from replay.shipped import RULES, SEEDS


def test_two_outputs_in_one_file_are_refused(tmp_path: Path) -> None:
    """One would be lost; what goes to /dev/null is."""
    Outputs({"--alerts": Path("/dev/null"), "--report": Path("/dev/null")})
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=r"--alerts and --report are one file, .*; name two"):
        Outputs({"--alerts": tmp_path / "x", "--report": tmp_path / "folder" / ".." / "x"})


def test_two_outputs_in_one_pipe_are_refused(tmp_path: Path) -> None:
    """Nobody could part a page from the alerts in it."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match=r"--alerts and --report are one file, .*pipe; name two"):
        Outputs({"--alerts": tmp_path / "pipe", "--report": tmp_path / "pipe"})


def test_output_keeps_off_rules(tmp_path: Path) -> None:
    """A rule file, and a folder of rules, in which a new one would be taken for a rule file."""
    for name in ("my.yaml", "new.yaml"):
        outputs = Outputs({"--report": tmp_path / name})
        with pytest.raises(UsageError, match=r"--report would make .*, which would be read; name another file"):
            outputs.keep_off(tmp_path)
    with pytest.raises(UsageError, match="--report would make"):
        outputs.keep_off(tmp_path / "new.yaml")
    outputs.keep_off(tmp_path / "my.yaml")
    Outputs({"--report": tmp_path / "page.html"}).keep_off(tmp_path)


@pytest.mark.parametrize(
    "path", [SEEDS / "new.yaml", SEEDS / "2020-03-05-idlib.html", SEEDS / "new", RULES / "new.yaml"]
)
def test_output_keeps_off_what_is_shipped(path: Path) -> None:
    """Whatever a verb reads: the next one would take it for rules, a sidecar, or the recording beside one."""
    with pytest.raises(UsageError, match=rf"--journal would make .*{path.name}, which would be read; name another"):
        Outputs({"--journal": path})
    Outputs({"--journal": RULES / "new.jsonl"})


def test_output_keeps_off_a_recording_that_is_shipped() -> None:
    """A backtest of another day would put its alerts in the place of it."""
    with pytest.raises(UsageError, match=r"--alerts would change .*idlib.txt, which is read; name another file"):
        Outputs({"--alerts": SEEDS / "2020-03-05-idlib.txt"})


def test_output_keeps_off_a_file_by_its_other_name(tmp_path: Path) -> None:
    """What is appended to one of two links to a file changes the file, whichever is read."""
    (tmp_path / "day.csv").write_text("time,text\n")
    (tmp_path / "other").hardlink_to(tmp_path / "day.csv")
    outputs = Outputs({"--alerts": tmp_path / "other"})
    with pytest.raises(UsageError, match=r"--alerts would change .*other, which is read"):
        outputs.keep_off(tmp_path / "day.csv")
