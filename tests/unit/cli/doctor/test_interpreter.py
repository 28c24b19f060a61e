"""What is said of Python and of libraries."""

from pathlib import Path

import pytest

from replay import __version__
from replay.cli.doctor.interpreter import check_libraries, check_python


def test_check_python_names_the_versions() -> None:
    """This Python is good enough, or no test would run."""
    check = check_python()
    assert check.state in {"ok", "warning"}
    assert __version__ in check.found


def test_check_python_that_is_too_old_is_a_problem() -> None:
    """What to install is said."""
    check = check_python((3, 10, 4), "cpython")
    assert check.state == "problem"
    assert "3.11" in check.advice


def test_check_python_that_is_not_cpython_is_a_warning() -> None:
    """It may work, but nobody has tried."""
    assert check_python((3, 11, 4), "pypy").state == "warning"


def test_check_libraries_that_all_load_is_ok() -> None:
    """The libraries of this environment load, the C parser of YAML too."""
    assert check_libraries().state == "ok"


def test_check_libraries_with_a_broken_one_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is missing and one whose binary does not load are both named, with the reason."""
    (tmp_path / "broken_wheel.py").write_text("raise ImportError('libc.musl: no such file')")
    monkeypatch.syspath_prepend(str(tmp_path))
    check = check_libraries({"left-out": "left_out", "broken-wheel": "broken_wheel", "click": "click"})
    assert check.state == "problem"
    assert check.found == (
        "left-out (No module named 'left_out'), broken-wheel (libc.musl: no such file) cannot be loaded"
    )
