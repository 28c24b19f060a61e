"""Writing a stream: what stands in the file and its sidecar, and that a failure leaves what was there."""

import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from replay.errors import OutputError
from replay.formats import open_stream
from replay.formats.file.sidecar import load_sidecar
from replay.formats.writing import write_stream
from replay.model import Stream
from tests.rights import rights_of_any_user
from tests.unit.formats.conftest import open_text

_FULL = """
import resource, signal, sys
from dataclasses import replace
from pathlib import Path
from replay.errors import OutputError
from replay.formats import open_stream
from replay.formats.writing import write_stream
path = Path(sys.argv[1])
stream = open_stream(path)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
try:
    write_stream(stream, path, imported_from="x")
except OutputError as error:
    print(error)
"""
TITLE = "No: [1] \x1b ä 𝄞 # 'x'"


def day(**changes: Any) -> Stream:  # noqa: ANN401 -- of a dataclass
    """Return a stream of two updates."""
    row = '{"time":"2020-03-05T10:0%d:00+03:00","text":"A\\u0000","id":"a%d"}\n'
    return replace(open_text("x.jsonl", row % (0, 0) + row % (1, 1), "Europe/Moscow"), **changes)


class Broken(list[Any]):
    """Updates that end in an interrupt, as by Ctrl-C."""

    def __iter__(self) -> Any:  # noqa: ANN401 -- a generator
        """Yield the first, and be interrupted."""
        yield self[0]
        raise KeyboardInterrupt


def test_stream_is_written_with_all_that_is_known(tmp_path: Path) -> None:
    """Opened again it is the same; the sidecar has where it is from, and the file's sum."""
    stream = day(title=TITLE, origin="A wire.")
    stream = replace(stream, opened=stream.start - timedelta(hours=1), closed=stream.end + timedelta(hours=1))
    sidecar = write_stream(stream, tmp_path / "day.jsonl", imported_from="x.csv")
    again = open_stream(tmp_path / "day.jsonl")
    assert list(again.updates) == list(stream.updates)
    for name in ("name", "title", "timezone", "origin", "start", "end"):
        assert getattr(again, name) == getattr(stream, name)
    assert (again.inferred, again.format) == ((), "replay JSON lines")
    found = load_sidecar(sidecar)
    assert found.sha256 == sha256((tmp_path / "day.jsonl").read_bytes()).hexdigest()
    assert found.imported_from == "x.csv"


def test_new_files_have_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    """Like any file that a program writes."""
    before = os.umask(0o027)
    try:
        written = [tmp_path / "day.jsonl", write_stream(day(), tmp_path / "day.jsonl", imported_from="x")]
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in written] == [0o640] * 2


def test_file_that_is_replaced_hands_on_its_mode(tmp_path: Path) -> None:
    """What only its owner may read stays so; a sidecar that is new has the mode of a new file."""
    (tmp_path / "day.jsonl").touch(0o600)
    sidecar = write_stream(day(), tmp_path / "day.jsonl", imported_from="x")
    assert (tmp_path / "day.jsonl").stat().st_mode & 0o777 == 0o600
    assert sidecar.stat().st_mode & 0o777 != 0o600


@pytest.mark.parametrize("moment", range(4))
def test_write_that_ends_at_any_moment_leaves_what_can_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    """The old day or the new one, never one with the sum of the other, and no file aside."""
    path = tmp_path / "day.jsonl"
    write_stream(day(title="old"), path, imported_from="x")
    moments = iter(range(4))

    def stopping(real: Any) -> Any:  # noqa: ANN401 -- a method of Path
        def method(self: Path, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401 -- likewise
            if next(moments, None) == moment:
                raise KeyboardInterrupt
            return real(self, *arguments, **options)

        return method

    with monkeypatch.context() as patched, suppress(KeyboardInterrupt):
        for name in ("unlink", "replace"):
            patched.setattr(Path, name, stopping(getattr(Path, name)))
        write_stream(replace(day(title="new"), updates=day().updates[:1]), path, imported_from="x")
    assert len(open_stream(path).updates) in {1, 2}
    assert {each.name for each in tmp_path.iterdir()} <= {"day.jsonl", "day.yaml"}


def test_disk_that_is_full_leaves_the_old_day(tmp_path: Path) -> None:
    """The stream is on the disk before the old sidecar goes."""
    path = tmp_path / "day.jsonl"
    write_stream(day(), path, imported_from="x")
    before = {each.name: each.read_bytes() for each in tmp_path.iterdir()}
    child = subprocess.run([sys.executable, "-c", _FULL, path], capture_output=True, check=False)
    assert child.stdout.decode().startswith(f"{path} cannot be written: File too large")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == before


@pytest.mark.parametrize("names", [(), ("day.jsonl", "day.yaml")])
def test_interrupt_leaves_what_was_there(tmp_path: Path, names: tuple[str, ...]) -> None:
    """Nothing where there was nothing, the old files where there were some, never half of a new one."""
    for name in names:
        (tmp_path / name).write_text("old")
    stream = day()
    with pytest.raises(KeyboardInterrupt):
        write_stream(replace(stream, updates=Broken(stream.updates)), tmp_path / "day.jsonl", imported_from="x")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(names, "old")


def test_sidecar_that_cannot_be_written_leaves_no_stream(tmp_path: Path) -> None:
    """A stream file without its sum would not be told from one that was changed."""
    (tmp_path / "day.yaml").mkdir()
    with pytest.raises(OutputError, match=r"day\.yaml cannot be written: Is a directory"):
        write_stream(day(), tmp_path / "day.jsonl", imported_from="x")
    assert [path.name for path in tmp_path.iterdir()] == ["day.yaml"]


def test_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    """One line with the file and the system's reason."""
    with pytest.raises(
        OutputError, match=r"cannot be written: No such file or directory; name a file that can be written"
    ):
        write_stream(day(), tmp_path / "none" / "day.jsonl", imported_from="x")


def test_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    """Likewise."""
    tmp_path.chmod(0o500)
    with rights_of_any_user(), pytest.raises(OutputError, match="cannot be written: Permission denied"):
        write_stream(day(), tmp_path / "day.jsonl", imported_from="x")
