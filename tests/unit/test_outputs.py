"""Which files a backtest may write."""

from pathlib import Path

import pytest

from replay.errors import UsageError
from replay.outputs import Outputs


def test_two_outputs_in_one_file_are_refused(tmp_path: Path) -> None:
    """One would be lost; what goes to /dev/null is."""
    Outputs({"--alerts": Path("/dev/null"), "--report": Path("/dev/null")})
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=r"--alerts and --report are one file, .*; name two"):
        Outputs({"--alerts": tmp_path / "x", "--report": tmp_path / "folder" / ".." / "x"})


def test_output_keeps_off_rules(tmp_path: Path) -> None:
    """A rule file, and a folder of rules, in which a new one would be taken for a rule file."""
    for name in ("my.yaml", "new.yaml"):
        outputs = Outputs({"--report": tmp_path / name})
        with pytest.raises(UsageError, match=r"--report would change .*, which is read"):
            outputs.keep_off(tmp_path)
    with pytest.raises(UsageError, match="--report would change"):
        outputs.keep_off(tmp_path / "new.yaml")
    outputs.keep_off(tmp_path / "my.yaml")
    Outputs({"--report": tmp_path / "page.html"}).keep_off(tmp_path)
