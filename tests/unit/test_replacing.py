"""A file that is written takes the place of another once it is whole, and else leaves no trace."""

import os
from pathlib import Path
from typing import IO

import pytest

from replay.errors import OutputError
from replay.replacing import check_replaceable, file_replacing


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
