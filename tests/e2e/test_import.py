"""`replay import` as a process: what it writes, what it refuses, and that it leaves nothing half done."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from replay.formats import open_stream
from replay.formats.file.sidecar import load_sidecar
from tests.e2e.conftest import run_verb

DATA = Path(__file__).parents[1] / "data" / "formats"
BOUND_S = 30


def imported(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `replay import` to its end, in *folder*."""
    return run_verb("import", *map(str, arguments), cwd=folder)


def names(folder: Path) -> list[str]:
    """Return what is in a folder."""
    return sorted(path.name for path in folder.iterdir())


def test_import_writes_stream_and_sidecar(tmp_path: Path) -> None:
    """What `replay info` says of the source is said, then what was written; the file plays the same updates."""
    done = imported(tmp_path, DATA / "csv/edits.csv", "--out", "day.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("edits\n3 updates, 2 min of story")
    assert done.stdout.endswith("\n\nwritten day.jsonl, day.yaml\n")
    assert names(tmp_path) == ["day.jsonl", "day.yaml"]
    assert list(open_stream(tmp_path / "day.jsonl").updates) == list(open_stream(DATA / "csv/edits.csv").updates)
    assert load_sidecar(tmp_path / "day.yaml").imported_from.startswith("edits.csv (sha256 ")


def test_import_takes_settings_and_zone(tmp_path: Path) -> None:
    """`--set` names fields as a sidecar would; `--timezone` is the zone of the stream that is written."""
    (tmp_path / "rows.csv").write_text("at,what\n2020-03-05 10:00,A\n")
    settings = ("--set", "time_field=at", "--set", "text_field = what", "--set", "title=A day", "--set", "stream=a-day")
    done = imported(tmp_path, "rows.csv", "--out", "day.jsonl", "--timezone", "Europe/Moscow", *settings, "--json")
    facts = json.loads(done.stdout)
    assert facts["written"] == ["day.jsonl", "day.yaml"]
    assert (facts["stream"], facts["start"], facts["inferred"]) == ("a-day", "2020-03-05T07:00:00Z", [])
    stream = open_stream(tmp_path / "day.jsonl")
    assert (stream.name, stream.title, stream.timezone) == ("a-day", "A day", "Europe/Moscow")


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """With and without `--out`, as text and as JSON."""
    for arguments in ((), ("--out", "day.jsonl"), ("--json",)):
        done = imported(tmp_path, DATA / "csv/edits.csv", "--dry-run", *arguments)
        assert done.returncode == 0
        if "--json" in arguments:
            facts = json.loads(done.stdout)
            assert (facts["written"], facts["file"]) == ([], f"{DATA}/csv/edits.csv")
        else:
            files = "day.jsonl, day.yaml" if arguments else "what --out names"
            assert done.stdout.endswith(f"\n\nwould write {files}\n")
        assert names(tmp_path) == []


def test_dry_run_says_what_takes_force(tmp_path: Path) -> None:
    """Files that are there are named, unless the word is given."""
    (tmp_path / "day.jsonl").write_text("old")
    for force in ((), ("--force",)):
        done = imported(tmp_path, DATA / "csv/edits.csv", "--dry-run", "--out", "day.jsonl", *force)
        needs = "" if force else "; day.jsonl is there already, which takes --force"
        assert done.stdout.endswith(f"\n\nwould write day.jsonl, day.yaml{needs}\n")
    assert (tmp_path / "day.jsonl").read_text() == "old"


def test_several_copies_of_a_page_become_one_stream(tmp_path: Path) -> None:
    """What they repeat is folded, what changed is an edit, and each assumption is told with its file."""
    row = '{"id":"%s","time":"2020-03-05T10:0%d:00Z","text":"%s"}\n'
    (tmp_path / "first.jsonl").write_text(row % ("a", 0, "A") + row % ("b", 1, "B"))
    (tmp_path / "second.jsonl").write_text(row % ("a", 0, "A") + row % ("b", 2, "B, corrected"))
    done = imported(tmp_path, "first.jsonl", "second.jsonl", "--out", "day.jsonl")
    assert done.returncode == 0
    assert "  inferred     second.jsonl: Fields told by their names: " in done.stdout
    stream = open_stream(tmp_path / "day.jsonl")
    assert [(update.id, update.rev, update.headline) for update in stream.updates] == [
        ("a", 1, "A"),
        ("b", 1, "B"),
        ("b", 2, "B, corrected"),
    ]


def test_what_is_set_aside_is_listed_by_reason_and_file(tmp_path: Path) -> None:
    """One paragraph for each, however they alternate, with what the places count."""
    rows = '{"time":"2020-03-06T10:00:00Z","text":"A"}\n{"text":"A","time":""}\n' * 2
    (tmp_path / "first.jsonl").write_text('{"time":"2020-03-05T10:00:00Z","text":"A"}\n')
    (tmp_path / "second.jsonl").write_text(rows)
    (tmp_path / "third.json").write_text(f"[{rows.replace(chr(10), ',')}{rows.splitlines()[0]}]")
    sources = ("first.jsonl", "second.jsonl", "third.json")
    done = imported(tmp_path, *sources, "--dry-run", "--set", "window=2020-03-05")
    when = "2020-03-06 10:00"
    assert (
        "  set aside    9, not played:\n"
        "               second.jsonl: has no time: line 2, 4\n"
        "               third.json: has no time: item 2, 4\n"
        f"               second.jsonl: outside of the window: line 1 ({when}), 3 ({when})\n"
        f"               third.json: outside of the window: item 1 ({when}), 3 ({when}), 5\n                 ({when})\n"
    ) in done.stdout


def test_file_that_is_there_is_replaced_only_by_force(tmp_path: Path) -> None:
    """Neither the stream nor a sidecar of somebody is written over without the word."""
    for name in ("day.jsonl", "day.yaml"):
        (tmp_path / name).write_text("old")
        done = imported(tmp_path, DATA / "csv/edits.csv", "--out", "day.jsonl")
        what = f"--out day.jsonl: {name} is there already; name a new file, or give --force"
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"replay: {what}\n")
        assert (tmp_path / name).read_text() == "old"
        (tmp_path / name).unlink()
    (tmp_path / "day.jsonl").write_text("old")
    assert imported(tmp_path, DATA / "csv/edits.csv", "--out", "day.jsonl", "--force").returncode == 0
    assert len(open_stream(tmp_path / "day.jsonl").updates) == 3


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_sidecar_of_a_source_is_never_written_over(tmp_path: Path, force: tuple[str, ...]) -> None:
    """`day.yaml` beside `day.csv` belongs to it, and one that is not there yet would be taken for its own."""
    (tmp_path / "day.csv").write_text("time,text\n2020-03-05T10:00:00Z,A\n")
    done = imported(tmp_path, "day.csv", "--out", "day.jsonl", *force)
    what = "day.yaml beside it would be taken for the sidecar of day.csv; give it another name"
    assert (done.returncode, done.stderr) == (2, f"replay: --out day.jsonl: {what}\n")
    assert names(tmp_path) == ["day.csv"]


def test_stream_file_never_replaces_itself(tmp_path: Path) -> None:
    """Not even by force and another name: its sidecar would no longer say what it was made of."""
    imported(tmp_path, DATA / "csv/edits.csv", "--out", "day.jsonl")
    (tmp_path / "same.jsonl").symlink_to("day.jsonl")
    for name in ("day.jsonl", "same.jsonl"):
        done = imported(tmp_path, "day.jsonl", "--out", name, "--force")
        what = "it is a source, and would no longer say where it is from; give it another name"
        assert (done.returncode, done.stderr) == (2, f"replay: --out {name}: {what}\n")
    assert load_sidecar(tmp_path / "day.yaml").imported_from.startswith("edits.csv ")


def test_sidecar_names_ten_of_many_sources(tmp_path: Path) -> None:
    """It stays small enough to be read, whatever the number of copies."""
    for number in range(12):
        (tmp_path / f"{number:02}.csv").write_text(f"time,text,id\n2020-03-05T10:{number:02}:00Z,A,a{number}\n")
    copies = [f"{number:02}.csv" for number in range(12)]
    assert imported(tmp_path, *copies, "--out", "day.jsonl").returncode == 0
    told = load_sidecar(tmp_path / "day.yaml").imported_from
    assert told.count("sha256") == 10
    assert " and 2 more, by replay " in told


def of_stdin(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a verb in *folder* with a table in its stdin."""
    return subprocess.run(
        [sys.executable, "-m", "replay", *arguments], cwd=folder, input=(DATA / "csv/edits.csv").read_text(),
        capture_output=True, check=False, encoding="utf-8",
    )  # fmt: skip


@pytest.mark.parametrize("verb", [("info", "-"), ("import", "-", "--out", "day.jsonl")])
def test_dash_is_stdin(tmp_path: Path, verb: tuple[str, ...]) -> None:
    """It gives the stream its name, and has no ending that would tell a table."""
    done = of_stdin(tmp_path, *verb)
    assert done.returncode == 3
    assert done.stderr.startswith("replay: /dev/stdin: is in no format that replay knows; it knows: ")
    done = of_stdin(tmp_path, *verb, "--set", "format=csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert "  stream       stdin, /dev/stdin, CSV\n" in done.stdout
    assert "import" not in verb or len(open_stream(tmp_path / "day.jsonl").updates) == 3


@pytest.mark.parametrize("verb", ["run", "play"])
def test_stdin_is_not_both_the_stream_and_the_enter_key(verb: str) -> None:
    """It is told before a broker is asked for."""
    done = run_verb(verb, "-", "--wait")
    what = "--wait: nobody can press Enter where stdin is the stream; save it to a file first"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"replay: {what}\n")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "line"),
    [
        ((), 2, "--out is missing; name the file to write, such as --out day.jsonl, or give --dry-run"),
        (("--out", "day.csv"), 2, "--out day.csv: a stream file ends in .jsonl; name it day.jsonl"),
        (("--out", "day.jsonl.gz"), 2, "--out day.jsonl.gz: a stream file ends in .jsonl; name it day.jsonl"),
        (("--out", "."), 2, "Invalid value for '--out': File '.' is a directory."),
        (("--out", "none/day.jsonl"), 2,
         "--out none/day.jsonl cannot be written: No such file or directory; name a file that can be written"),
        (("--out", "/proc/day.jsonl"), 2,
         "--out /proc/day.jsonl cannot be written: No such file or directory; name a file that can be written"),
        (("--dry-run", "--set", "time_fild=x"), 2, "--set unknown key 'time_fild'; did you mean 'time_field'?"),
        (("--dry-run", "--set", "order=newest"), 2, "--set 'order' must be oldest-first or newest-first"),
        (("--dry-run", "--set", "mojibake=mended"), 2, "--set 'mojibake' must be keep or mend"),
        (("--dry-run", "--set", "time_unit=min"), 2, "--set 'time_unit' must be s or ms"),
        (("--dry-run", "--set", "time_field="), 2, "--set 'time_field' must not be empty"),
        (("--dry-run", "--set", "format=jsnl"), 2,
         "--set there is no format 'jsnl'; did you mean 'jsonl'?"),
        (("--out", f"{'a' * 300}.jsonl"), 2,
         f"--out {'a' * 300}.jsonl cannot be written: File name too long; name a file that can be written"),
        (("--out", "/etc/passwd/day.jsonl"), 2,
         "--out /etc/passwd/day.jsonl cannot be written: Not a directory; name a file that can be written"),
        (("--dry-run", "--set", "title=A", "--set", "title=B"), 2,
         "Invalid value for '--set': 'title' is given twice; say it once"),
        (("--dry-run", "--set", "x"), 2,
         "Invalid value for '--set': 'x' is no KEY=VALUE; write such as time_field=published"),
        (("--dry-run", "--set", "headline_field=headlin"), 3,
         f"{DATA}/csv/edits.csv: headline_field: no row has a field 'headlin'; did you mean 'headline'?"),
    ],
)  # fmt: skip
def test_import_of_what_cannot_be_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], exit_code: int, line: str
) -> None:
    """The exit code says whose mistake it is, nothing is printed as a result, and nothing is left behind."""
    done = imported(tmp_path, DATA / "csv/edits.csv", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (exit_code, "", f"replay: {line}\n")
    assert names(tmp_path) == []


def test_broken_source_leaves_nothing(tmp_path: Path) -> None:
    """The last line of a long file is wrong: no file, not even a temporary one."""
    (tmp_path / "rows.jsonl").write_text('{"time":"2020-03-05T10:00:00Z","text":"A"}\n' * 5000 + "{")
    done = imported(tmp_path, "rows.jsonl", "--out", "day.jsonl")
    line = "replay: rows.jsonl:5001: is no JSON: input data was truncated at column 2\n"
    assert (done.returncode, done.stderr) == (3, line)
    assert names(tmp_path) == ["rows.jsonl"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_import_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """Ctrl-C or SIGTERM while it waits for the rest of its source: exit 130, and no file, not even a temporary one."""
    os.mkfifo(tmp_path / "rows.jsonl")
    process = begun(tmp_path, "rows.jsonl")
    try:
        with (tmp_path / "rows.jsonl").open("w"):  # returns once the other side reads
            time.sleep(0.1)
            process.send_signal(number)
            _, told = process.communicate(timeout=BOUND_S)
    finally:
        process.kill()
    assert (process.returncode, told.lstrip()) == (130, "replay: interrupted\n")
    assert names(tmp_path) == ["rows.jsonl"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_import_interrupted_while_it_writes_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    """As soon as a file aside is there: exit 130, and it is gone."""
    rows = "".join(f"2020-03-05T10:00:00Z,A,a{each}\n" for each in range(30_000))
    (tmp_path / "rows.csv").write_text(f"time,text,id\n{rows}")
    process = begun(tmp_path, "rows.csv")
    try:
        until = time.monotonic() + BOUND_S
        while len(names(tmp_path)) == 1 and process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        process.send_signal(number)
        _, told = process.communicate(timeout=BOUND_S)
    finally:
        process.kill()
    assert (process.returncode, told.lstrip()) == (130, "replay: interrupted\n")
    assert names(tmp_path) == ["rows.csv"]


def begun(folder: Path, source: str) -> subprocess.Popen[str]:
    """Start `replay import` of a source to day.jsonl, in *folder*."""
    return subprocess.Popen(
        [sys.executable, "-m", "replay", "import", source, "--out", "day.jsonl"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_sidecar_that_links_to_itself_is_there_already(tmp_path: Path) -> None:
    """A link that leads nowhere is a file of somebody too, and none that could be written over."""
    (tmp_path / "day.yaml").symlink_to("day.yaml")
    done = imported(tmp_path, DATA / "csv/edits.csv", "--out", "day.jsonl")
    what = "--out day.jsonl: day.yaml is there already; name a new file, or give --force"
    assert (done.returncode, done.stderr) == (2, f"replay: {what}\n")
    done = imported(tmp_path, DATA / "csv/edits.csv", "--out", "day.jsonl", "--force")
    what = "--out day.yaml cannot be written: Too many levels of symbolic links; name a file that can be written"
    assert (done.returncode, done.stderr) == (2, f"replay: {what}\n")
    assert names(tmp_path) == ["day.yaml"]


def test_name_that_is_no_text_is_escaped_in_json(tmp_path: Path) -> None:
    """The file has the name that was given, the output one that JSON can hold."""
    done = imported(tmp_path, DATA / "csv/edits.csv", "--out", "o\udce9.jsonl", "--json")
    assert json.loads(done.stdout)["written"] == [r"o\udce9.jsonl", r"o\udce9.yaml"]
    assert names(tmp_path) == ["o\udce9.jsonl", "o\udce9.yaml"]
