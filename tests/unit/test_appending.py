"""A file that is appended to has one writer, where that can be said of it."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from replay.appending import file_appended
from replay.errors import OutputError, UsageError
from replay.workers import in_order


def test_file_has_one_writer(tmp_path: Path) -> None:
    """The second is told which file, by the option that named it, and what to do; then it is free again."""
    path = tmp_path / "a.jsonl"
    told = f"^--alerts {path}: another process writes it; end that one, or name another file$"
    for _ in range(2):
        with file_appended(path, option="--alerts") as file:
            file.write(b"a\n")
            with pytest.raises(UsageError, match=told), file_appended(path, option="--alerts"):
                pass
    assert path.read_bytes() == b"a\na\n"


def test_file_that_nothing_came_to_is_gone_where_it_is_not_kept(tmp_path: Path) -> None:
    """Also where a link leads to it, which stays; what took its place meanwhile stays too, and what is no file."""
    path, link = tmp_path / "a.jsonl", tmp_path / "link"
    link.symlink_to(path)
    for name in (path, link):
        with file_appended(name, option="--alerts", keeps_empty=False):
            assert path.exists()
        assert not path.exists()
    assert link.is_symlink()
    with file_appended(path, option="--alerts", keeps_empty=False):
        path.unlink()
        path.touch()
    assert path.exists()
    with file_appended(Path(os.devnull), option="--alerts", keeps_empty=False):
        pass
    assert Path(os.devnull).exists()


def test_file_is_free_while_a_process_is_left_that_was_forked_meanwhile(tmp_path: Path) -> None:
    """A worker whose maker was killed ends a little later, and writes nothing."""
    path = tmp_path / "a.jsonl"
    with file_appended(path, option="--alerts"):
        answers = in_order(bytes, [b"1", b"2"], 1)
        next(answers)
    with file_appended(path, option="--alerts"):
        assert list(answers) == [b"2"]


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
    if name == "pipe":
        os.close(reader)


def test_file_that_cannot_be_opened_is_told_by_its_option(tmp_path: Path) -> None:
    """Whoever named it reads which name it is."""
    path = tmp_path / "no" / "such"
    with (
        pytest.raises(OutputError, match=r"^--journal .*such cannot be written: No such file"),
        file_appended(path, option="--journal"),
    ):
        pass
