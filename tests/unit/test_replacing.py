"""A file that is written takes the place of another once it is whole, and else leaves no trace."""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

import pytest

from replay.errors import OutputError
from replay.replacing import check_replaceable, file_aside, file_replacing, put_in_place


def test_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    """Until then what was there can be read; who may read it stays."""
    path = tmp_path / "out"
    path.write_bytes(b"old")
    path.chmod(0o640)
    with file_replacing(path) as file:
        file.write(b"new")
        file.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def _interrupt(file: IO[bytes]) -> None:
    """Write something, and no more."""
    file.write(b"half")
    raise KeyboardInterrupt


def test_interruption_leaves_what_was_there(tmp_path: Path) -> None:
    """Nothing half-written looks whole, or lies about."""
    path = tmp_path / "out"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), file_replacing(path) as file:
        _interrupt(file)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _interrupt_at(moment: int) -> Callable[[FrameType, str, object], None]:
    """Return a profiler that interrupts at one of the moments at which Python looks for signals.

    These are where a function that is written in Python begins, and behind a call of one that is not.
    """
    before = iter(range(moment))

    def profile(_frame: FrameType, event: str, _what: object) -> None:
        if event in {"call", "c_return"} and next(before, None) is None:
            raise KeyboardInterrupt  # and Python takes the profiler away

    return profile


def _is_written(path: Path, moment: int) -> bool:
    """Write a file, and say whether that came to its end before the *moment* of an interruption."""
    sys.setprofile(_interrupt_at(moment))
    try:
        with file_replacing(path) as file:
            file.write(b"new")
    except KeyboardInterrupt:
        return False
    finally:
        sys.setprofile(None)
    return True


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # what is interrupted as it opens is closed by the collector
def test_interruption_at_any_moment_leaves_nothing_aside(tmp_path: Path) -> None:
    """From the first to the last, it is whole or not there."""
    path = tmp_path / "out"
    moment = 0
    while not _is_written(path, moment):
        assert [each.read_bytes() for each in tmp_path.iterdir()] in ([], [b"new"]), moment
        path.unlink(missing_ok=True)
        moment += 1
    assert moment > 100


def test_what_is_no_file_is_written_to() -> None:
    """`/dev/null` stays what it is."""
    with file_replacing(Path(os.devnull)) as file:
        file.write(b"x")
    assert not Path(os.devnull).is_file()


def test_link_stays_one(tmp_path: Path) -> None:
    """What it leads to is replaced, in its own folder: `/dev/stdout` leads to where output goes."""
    target, link = tmp_path / "there" / "out", tmp_path / "link"
    target.parent.mkdir()
    target.write_bytes(b"old")
    link.symlink_to(target)
    with file_replacing(link) as file:
        file.write(b"new")
        assert Path(file.name).parent == target.parent
    assert link.readlink() == target
    assert target.read_bytes() == b"new"


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With the name that the user gave."""
    with (
        pytest.raises(OutputError, match="no/out cannot be written: No such file"),
        file_replacing(tmp_path / "no/out"),
    ):
        pass


def test_file_that_cannot_be_written_is_told_before_the_work(tmp_path: Path) -> None:
    """What stands there stays, and nothing else is left behind; what is no file is written to as it is."""
    with pytest.raises(OutputError, match=r"none/out cannot be written: No such file or directory"):
        check_replaceable(tmp_path / "none" / "out")
    path = tmp_path / "out"
    check_replaceable(path)
    check_replaceable(Path("/dev/null"))
    assert list(tmp_path.iterdir()) == []
    path.write_text("before")
    check_replaceable(path)
    assert (list(tmp_path.iterdir()), path.read_text()) == ([path], "before")


_KILLED = """
import os, signal, sys
from pathlib import Path
from replay.replacing import file_aside
with file_aside(Path(sys.argv[1])), file_aside(Path(sys.argv[2])):
    os.kill(os.getpid(), signal.SIGKILL)
"""


def hidden(folder: Path) -> Sequence[Path]:
    """Return the hidden files of a folder."""
    return sorted(folder.glob(".*"))


def test_file_that_a_killed_process_left_is_gone_once_its_target_is_written(tmp_path: Path) -> None:
    """Those of another target stay, for nobody knows whether they are missed."""
    path, other = tmp_path / "out", tmp_path / "other"
    subprocess.run([sys.executable, "-c", _KILLED, str(path), str(other)], check=False, timeout=60)
    left = hidden(tmp_path)
    assert len(left) == 2
    with file_replacing(path) as file:
        assert len(hidden(tmp_path)) == 2
        file.write(b"new")
    assert set(hidden(tmp_path)) < set(left)
    check_replaceable(other)
    assert [each.name for each in tmp_path.iterdir()] == ["out"]


def test_file_that_another_process_still_writes_is_not_taken_for_left(tmp_path: Path) -> None:
    """Two that write in one place at a time both come to their end."""
    path = tmp_path / "out"
    with file_aside(path) as first:
        with file_aside(path) as second:
            put_in_place(second, path)
        put_in_place(first, path)
    assert list(tmp_path.iterdir()) == [path]


def test_pipe_that_looks_like_what_was_left_holds_nobody_up(tmp_path: Path) -> None:
    """Whoever may write in a shared folder could have put it there, and nobody would ever write to it."""
    path = tmp_path / "out"
    with file_aside(path) as file:
        name = Path(file.name)
    os.mkfifo(name)
    done = subprocess.run([sys.executable, "-c", _KILLED, str(path), str(path)], check=False, timeout=30)
    assert done.returncode == -signal.SIGKILL


def test_file_that_is_taken_for_left_before_it_is_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else it could not take its place."""
    path, lock = tmp_path / "out", fcntl.flock

    def lock_late(file: IO[bytes], how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        Path(file.name).unlink()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", lock_late)
    with file_replacing(path) as file:
        file.write(b"new")
    assert path.read_bytes() == b"new"
