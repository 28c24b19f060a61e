"""A file that is appended to has one writer, where that can be said of it."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from replay.appending import file_appended, file_held
from replay.errors import OutputError, UsageError


def test_file_has_one_writer(tmp_path: Path) -> None:
    """The second is told which file, by the option that named it, and what to do; then it is free again."""
    path = tmp_path / "a.jsonl"
    told = f"^--alerts {path}: another process writes it; end that one, or name another file$"
    for _ in range(2):
        with file_appended(path, option="--alerts") as file:
            file.write(b"a\n")
            with pytest.raises(UsageError, match=told), file_appended(path, option="--alerts"):
                pass
            with pytest.raises(UsageError, match=told), file_held(path, option="--alerts"):
                pass
    assert path.read_bytes() == b"a\na\n"


def test_file_that_is_to_be_replaced_is_appended_to_by_nobody(tmp_path: Path) -> None:
    """What came to the old one would be lost; one that is not there is not made."""
    path = tmp_path / "a.jsonl"
    with file_held(path, option="--alerts") as is_held:
        assert not is_held
    assert not path.exists()
    path.touch()
    with file_held(path, option="--alerts") as is_held:
        assert is_held
        with pytest.raises(UsageError, match="another process writes it"), file_appended(path, option="--alerts"):
            pass


def test_file_that_was_replaced_while_it_was_opened_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the lock would be on what nobody finds any more."""
    path, lock = tmp_path / "a.jsonl", fcntl.flock

    def lock_late(file: int, how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        path.unlink()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", lock_late)
    with file_appended(path, option="--alerts") as file:
        file.write(b"a\n")
    assert path.read_bytes() == b"a\n"
    monkeypatch.setattr(fcntl, "flock", lock_late)
    with file_held(path, option="--alerts") as is_held:
        assert not is_held


def test_file_that_is_removed_before_it_is_locked_is_opened_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is opened is asked what it is, and not its name, behind which there may be nothing by now."""
    path = tmp_path / "a.jsonl"

    def isfile(_path: Path) -> bool:
        path.unlink(missing_ok=True)
        return False

    monkeypatch.setattr(os.path, "isfile", isfile)
    with file_appended(path, option="--alerts") as file:
        file.write(b"a\n")
    assert path.read_bytes() == b"a\n"


def test_file_system_without_locks_is_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some network file systems have none."""

    def refuse(_file: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with file_appended(tmp_path / "a.jsonl", option="--alerts") as file:
        assert file.write(b"a\n") == 2


@pytest.mark.parametrize("name", ["/dev/null", "/dev/stdout", "pipe"])
def test_what_is_no_file_of_its_own_has_many_writers(tmp_path: Path, name: str) -> None:
    """Lines of several go well into one pipe, and into what the shell has stdout lead to."""
    path = tmp_path / name
    if name == "pipe":
        os.mkfifo(path)
        reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with file_appended(path, option="--alerts"), file_appended(path, option="--alerts"):
        pass
    with file_held(path, option="--alerts") as is_held:
        assert not is_held
    if name == "pipe":
        os.close(reader)


def test_file_that_cannot_be_opened_is_told_by_its_option(tmp_path: Path) -> None:
    """Whoever named it reads which name it is; to hold it is left to whoever writes it."""
    with file_held(tmp_path / ("x" * 300), option="--alerts") as is_held:
        assert not is_held
    path = tmp_path / "no" / "such"
    with (
        pytest.raises(OutputError, match=r"^--journal .*such cannot be written: No such file"),
        file_appended(path, option="--journal"),
    ):
        pass
    with file_held(path, option="--alerts") as is_held:
        assert not is_held
