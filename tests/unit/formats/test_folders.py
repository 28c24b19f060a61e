"""Which streams files, folders and names are."""

from pathlib import Path

import pytest

from replay.errors import StreamError, UsageError
from replay.formats import open_streams
from replay.formats.writing import write_stream
from replay.model import Alert, canonical_json
from replay.outputs import Outputs
from tests.rights import rights_of_any_user
from tests.unit.backtest.streams import at

ROWS = "time,text\n2020-03-05T10:00:00Z,one\n"


def write(path: Path, text: str = ROWS) -> Path:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_folder_stands_for_every_stream_below_it(tmp_path: Path) -> None:
    """By path; whatever is no stream is passed over and told, but for sidecars, rule files and what is hidden."""
    write(tmp_path / "b" / "two.csv")
    write(tmp_path / "a.csv")
    write(tmp_path / "a.yaml", "title: The first\n")
    write(tmp_path / "rules.yml", "version: 1\n")
    write(tmp_path / "README.md", "# Recordings\n\nOf two days.\n")
    write(tmp_path / ".hidden.csv")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    write(tmp_path / ".git" / "rows.csv")
    (tmp_path / "elsewhere").symlink_to(tmp_path / "b")
    others: list[Path] = []
    streams = open_streams([tmp_path], pass_over=others.append)
    assert [(each.name, each.title) for each in streams] == [("a", "The first"), ("two", "two")]
    assert [path.name for path in others] == ["README.md", "elsewhere", "picture.png"]


def test_folder_without_a_stream_is_an_error(tmp_path: Path) -> None:
    """A path that is mistyped must not look like a quiet year; what is there instead is named."""
    with pytest.raises(StreamError, match="holds no stream; name a folder with recordings"):
        open_streams([tmp_path])
    for name in "abcde":
        write(tmp_path / f"{name}.md", "nothing\n")
    with pytest.raises(StreamError, match=r"holds no stream, only a\.md, b\.md, c\.md and 2 more; name a folder"):
        open_streams([tmp_path])


def test_folder_that_may_not_be_read_is_an_error(tmp_path: Path) -> None:
    """Its recordings would be missing without a word."""
    write(tmp_path / "a.csv")
    (tmp_path / "closed").mkdir(mode=0)
    with rights_of_any_user(), pytest.raises(StreamError, match="closed: cannot be read: Permission denied"):
        open_streams([tmp_path])


def test_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The message is that of every verb."""
    with pytest.raises(StreamError, match="no such file or shipped stream"):
        open_streams([tmp_path / "gone.csv"])


def test_shipped_name_wins_over_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`idlib` means the same in every folder."""
    write(tmp_path / "idlib" / "mine.csv")
    monkeypatch.chdir(tmp_path)
    assert [each.name for each in open_streams(["idlib", "./idlib"])] == ["idlib", "mine"]


def test_files_of_one_name_are_one_stream(tmp_path: Path) -> None:
    """The second day goes on where the first ended."""
    first = write(tmp_path / "1.csv")
    second = write(tmp_path / "2.csv", "time,text\n2020-03-06T10:00:00Z,two\n")
    (stream,) = open_streams([second, first], settings={"stream": "desk"})
    assert [(each.stream, each.seq, each.id, each.headline) for each in stream.updates] == [
        ("desk", 1, "1000-1", "one"),
        ("desk", 2, "1000-2", "two"),
    ]


def test_imported_parts_of_a_stream_are_told_apart_by_more_than_made_up_ids(tmp_path: Path) -> None:
    """What was the first of its minute on one day is none of the next day's edits; a copy of a part adds nothing."""
    (tmp_path / "desk").mkdir()
    for day in (5, 6):
        write(tmp_path / f"{day}.csv", f"time,text\n2020-03-0{day}T09:00:00Z,on day {day}\n")
        [part] = open_streams([tmp_path / f"{day}.csv"], timezone="Europe/Moscow", settings={"stream": "desk"})
        write_stream(part, tmp_path / "desk" / f"{day}.jsonl", imported_from="a table")
    write_stream(part, tmp_path / "desk" / "copy.jsonl", imported_from="a table")
    (stream,) = open_streams([tmp_path / "desk"])
    assert [(each.id, each.rev, each.on, each.headline) for each in stream.updates] == [
        ("1200-1", 1, "published", "on day 5"),
        ("1200-2", 1, "published", "on day 6"),
    ]


def test_alert_log_is_no_recording(tmp_path: Path) -> None:
    """In a folder it is passed over, named outright it is told, and read where somebody says how."""
    alert = Alert(
        id="0" * 32, rule="truce", title="truce", severity="info", state="firing", time=at(0), stream="a", key={}
    )
    write(tmp_path / "a.csv")
    log = write(tmp_path / "alerts.jsonl", 2 * (canonical_json(alert).decode() + "\n"))
    assert [each.name for each in open_streams([tmp_path])] == ["a"]
    with pytest.raises(StreamError, match="is an alert log, no recording; name what raised the alerts"):
        open_streams([log])
    assert [each.name for each in open_streams([log], settings={"format": "jsonl"})] == ["alerts"]


@pytest.mark.parametrize("output", ["a.csv", "a.yaml", "deep/link.csv"])
def test_recording_that_would_be_written_over_is_refused(tmp_path: Path, output: str) -> None:
    """Nor its sidecar, whatever it is called; one that is not among them may be written."""
    write(tmp_path / "a.yaml", "title: The first\n")
    write(tmp_path / "deep" / "b.csv")
    (tmp_path / "deep" / "link.csv").symlink_to(write(tmp_path / "a.csv"))
    with pytest.raises(UsageError, match=r"--alerts would change .*, which is read; name another file"):
        open_streams([tmp_path], outputs=Outputs({"--alerts": tmp_path / output}))
    assert len(open_streams([tmp_path / "a.csv"], outputs=Outputs({"--alerts": tmp_path / "deep" / "b.csv"}))) == 1


def test_file_that_is_named_twice_counts_once(tmp_path: Path) -> None:
    """By its own name and by its folder's."""
    path = write(tmp_path / "a.csv")
    (stream,) = open_streams([path, tmp_path, str(path)])
    assert len(stream.updates) == 1
