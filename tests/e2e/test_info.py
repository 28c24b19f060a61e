"""`replay info` as a process, and the durations that it tells."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from replay.formats import open_stream
from replay.shipped import SEEDS
from tests.e2e.conftest import run_verb

TEXT = f"""\
Breaking: Erdogan and Putin agree on de-escallation in Idlib
16 updates, 7 h 4 min of story, 7 min 4 s at speed 60 (46 s with --max-gap 5s)

  stream       idlib, {SEEDS / "2020-03-05-idlib.txt"}, live blog
  origin       ORIGIN
  story        2020-03-05 10:21 to 17:25, UTC
  longest gap  2 h 25 min, 2020-03-05 14:36 to 17:01
  playing      7 h 4 min at speed 1, 7 min 4 s at speed 60, 46 s at speed 60 with --max-gap 5s
  inferred     The newest headline (line 18) has no time: one minute after the newest that has, 17:24.
  inferred     The lead (line 2) has no time: one minute after everything else, 17:25.

  updates per hour
  03-05 10:00  2  ██
  03-05 11:00  6  ██████
  03-05 12:00  0
  03-05 13:00  1  █
  03-05 14:00  1  █
  03-05 15:00  0
  03-05 16:00  0
  03-05 17:00  6  ██████
"""
SHIPPED = "apollo-13, idlib, us-election"
NO_ZONE = (
    "Invalid value for '--timezone': 'MSK' is an abbreviation or an offset, not a time zone;"
    " use an IANA name such as Europe/Moscow"
)


def info(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run `replay info` to its end."""
    return run_verb("info", *arguments, cwd=cwd)


@pytest.mark.parametrize("arguments", [(), ("idlib",), (str(SEEDS / "2020-03-05-idlib.txt"),)])
def test_info_tells_the_shipped_day(arguments: tuple[str, ...]) -> None:
    """Without STREAM, by its name and by its path it is the same day, told in plain lines."""
    done = info(*arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == TEXT.replace("ORIGIN", open_stream("idlib").origin)


def test_info_json_is_one_object_with_the_same_facts() -> None:
    """Instants are RFC 3339 in UTC, durations are seconds, and hours without updates are left out."""
    done = info("--json")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    stream = open_stream("idlib")
    assert json.loads(done.stdout) == {
        "stream": "idlib",
        "title": stream.title,
        "file": str(SEEDS / "2020-03-05-idlib.txt"),
        "format": "live blog",
        "origin": stream.origin,
        "timezone": "UTC",
        "updates": 16,
        "start": "2020-03-05T10:21:00Z",
        "end": "2020-03-05T17:25:00Z",
        "span_s": 25440,
        "longest_gap": {"from": "2020-03-05T14:36:00Z", "to": "2020-03-05T17:01:00Z", "gap_s": 8700},
        "per_hour": [
            {"hour": f"2020-03-05T{hour}:00:00Z", "updates": updates}
            for hour, updates in [(10, 2), (11, 6), (13, 1), (14, 1), (17, 6)]
        ],
        "playing": [
            {"speed": "1", "max_gap_s": None, "real_s": 25440},
            {"speed": "60", "max_gap_s": None, "real_s": 424},
            {"speed": "60", "max_gap_s": 5, "real_s": 46},
        ],
        "inferred": list(stream.inferred),
        "set_aside": {"count": 0, "listed": []},
    }


def test_info_of_a_single_update_has_no_gap(tmp_path: Path) -> None:
    """One update takes no time, and its hour is the zone's, half an hour off UTC's."""
    (tmp_path / "day.txt").write_text(" date 2020-03-05 \x1b[31mDay\n-\n10:50\nA\n")
    text = info("day.txt", "--timezone", "Asia/Kolkata", cwd=tmp_path)
    assert text.stdout.startswith("\\x1b[31mDay\n1 update, 0 s of story, 0 s at speed 60 (0 s with --max-gap 5s)\n")
    assert "longest gap" not in text.stdout
    assert "  03-05 10:00  1  █\n" in text.stdout
    facts = json.loads(info("day.txt", "--timezone", "Asia/Kolkata", "--json", cwd=tmp_path).stdout)
    assert facts["longest_gap"] is None
    assert facts["per_hour"] == [{"hour": "2020-03-05T04:30:00Z", "updates": 1}]


def test_info_of_many_days_has_a_bar_for_each_day(tmp_path: Path) -> None:
    """A stream of more than two days is told by the day, with both dates of its story."""
    blocks = "".join(f"-\n{hour}:00\nUpdate\n" for hour in ("03", "18", "09", "23", "14"))
    (tmp_path / "day.txt").write_text(f" date 2020-03-05 Day\n{blocks}")
    lines = info("day.txt", cwd=tmp_path).stdout.splitlines()
    assert "  story        2020-03-05 14:00 to 2020-03-07 03:00, UTC" in lines
    (tmp_path / "day.txt").write_text(f" date 2020-03-05 Day\n{blocks * 2}")
    lines = info("day.txt", cwd=tmp_path).stdout.splitlines()
    assert lines[lines.index("  updates per day") + 1] == "  2020-03-05  2  ██"


@pytest.mark.parametrize(
    ("arguments", "exit_code", "line"),
    [
        (("idlip",), 3, f"idlip: no such file or shipped stream; did you mean 'idlib'? shipped: {SHIPPED}"),
        (("idlib", "--timezone", "MSK"), 2, NO_ZONE),
        ((".",), 3, ".: is a directory; name a file in it"),
    ],
)  # fmt: skip
def test_info_of_what_cannot_be_is_one_line(arguments: tuple[str, ...], exit_code: int, line: str) -> None:
    """Bad input ends with its exit code and one line on stderr, and prints nothing."""
    done = info(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (exit_code, "", f"replay: {line}\n")


def test_link_that_leads_in_a_circle_is_told(tmp_path: Path) -> None:
    """It is there, so that nobody need look for another name."""
    (tmp_path / "day.csv").symlink_to("day.csv")
    done = run_verb("info", "day.csv", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "replay: day.csv: cannot be read: Too many levels of symbolic links; name one that can\n"


def test_stream_that_finds_no_room_on_the_disk_is_one_line(tmp_path: Path) -> None:
    """What is too large for memory is put in order on disk; where that is full, nobody reads of a bug."""
    row = '{"time": "2020-03-05T10:00:00Z", "headline": "Fire", "body": "' + "x" * 40_000 + '"}\n'
    (tmp_path / "day.jsonl").write_text(row * 1_500)
    limited = f"ulimit -f 1000; exec {sys.executable} -m replay info day.jsonl"
    done = subprocess.run(["sh", "-c", limited], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8")
    told = "a temporary file (TMPDIR says where) cannot be written: disk I/O error; make room, or name another place"
    assert (done.returncode, done.stdout, done.stderr) == (5, "", f"replay: {told}\n")


@pytest.mark.parametrize(
    ("time", "zone"), [("0001-01-01T00:00:00Z", "Asia/Kolkata"), ("9999-12-31T23:30:00Z", "America/St_Johns")]
)
def test_info_of_the_ends_of_the_calendar_is_told(tmp_path: Path, time: str, zone: str) -> None:
    """The hour of the first instant may begin before the calendar does."""
    (tmp_path / "x.csv").write_text(f"time,text\n{time},A\n")
    done = info("x.csv", "--timezone", zone, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("  1  █\n")


def test_info_of_a_row_aside_beyond_the_calendar_is_told_in_utc(tmp_path: Path) -> None:
    """No clock in Tokyo shows it, and it is not played."""
    (tmp_path / "x.csv").write_text("time,text\n9999-12-31T23:30:00Z,A\n2020-03-05T10:00:00Z,B\n")
    done = info("x.csv", "--timezone", "Asia/Tokyo", "--set", "window=2020-03-05", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "line 2 (9999-12-31 23:30)" in done.stdout
