"""`replay backtest` as a process: the alerts are those of `run`, and everything that can go wrong is told."""

import hashlib
import json
import re
import signal
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from replay.shipped import RULES
from tests.e2e.conftest import Starter, run_verb
from tests.e2e.test_run import on_terminal
from tests.integration.conftest import BOUND_S
from tests.rights import rights_of_any_user


def digest_of(stderr: str, event: str) -> str:
    """Return the digest that the report of a verb tells."""
    entries: list[dict[str, Any]] = [json.loads(line) for line in stderr.splitlines()]
    return str(next(each["digest"] for each in entries if each["event"] == event))


@pytest.mark.parametrize("stream", ["idlib", "apollo-13", "us-election"])
def test_backtest_of_a_shipped_day_is_the_log_of_run(stream: str) -> None:
    """Byte by byte, and the digest is that of the lines."""
    ran, tested = run_verb("run", stream, "--speed", "max"), run_verb("backtest", stream)
    assert (ran.returncode, tested.returncode) == (0, 0)
    assert tested.stdout == ran.stdout
    digest = digest_of(tested.stderr, "backtest report")
    assert digest == digest_of(ran.stderr, "delivery report") == hashlib.sha256(tested.stdout.encode()).hexdigest()


_FEW_FILES = ("sh", "-c", 'ulimit -n 24; exec "$@"', "sh")


def test_folder_is_backtested_as_one(tmp_path: Path) -> None:
    """Each stream below it raises its alerts, in the order of story time."""
    for name in ("b", "a"):
        (tmp_path / f"{name}.csv").write_text("time,text\n2020-03-05T10:00:00Z,truce\n2020-03-05T11:00:00Z,truce\n")
    (tmp_path / "r.yaml").write_text("version: 1\nrules:\n  - {id: truce, match: truce}\n")
    done = run_verb("backtest", str(tmp_path), "--rules", str(tmp_path / "r.yaml"))
    alerts = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(each["time"][11:16], each["stream"]) for each in alerts] == [
        ("10:00", "a"), ("10:00", "b"), ("11:00", "a"), ("11:00", "b"),
    ]  # fmt: skip


def test_files_of_a_folder_that_are_no_recordings_are_told(tmp_path: Path, day: str, rules: str) -> None:
    """As one line, and in the log as one entry; rule files are not among them."""
    for name in "abcd":
        (tmp_path / f"{name}.md").write_text("Notes.\n")
    arguments = ["backtest", str(Path(day).parent), "--rules", rules]
    passed_over, _ = map(json.loads, run_verb(*arguments).stderr.splitlines())
    assert (passed_over["event"], passed_over["count"]) == ("passed over", 4)
    assert passed_over["files"] == [str(tmp_path / f"{name}.md") for name in "abcd"]
    _, shown = on_terminal(*arguments)
    assert "passed over  4 files that are no recordings: a.md, b.md, c.md and 1 more" in shown


def test_more_recordings_than_files_may_be_open_are_backtested(tmp_path: Path, start: Starter) -> None:
    """What had to be put in order waits for its turn in one file, also where the limit cannot be raised."""
    row = f"2020-03-05T10:00:00Z,truce {'x' * 9000}\n"
    for number in range(60):
        (tmp_path / f"{number}.csv").write_text(f"time,text\n{row * 20}")
    (tmp_path / "r.yaml").write_text("version: 1\nrules:\n  - {id: truce, match: truce}\n")
    process = start("backtest", str(tmp_path), "--rules", str(tmp_path / "r.yaml"), "--json", within=_FEW_FILES)
    lines, errors = process.communicate()
    assert (process.returncode, len(lines.splitlines())) == (0, 1200), errors


def write_days(folder: Path, *, days: Sequence[int]) -> None:
    """Write recordings of our own, two updates each, on these days of a month, and rules that match them."""
    (folder / "r.yaml").write_text("version: 1\nrules:\n  - {id: truce, match: truce}\n")
    for number, day in enumerate(days):
        lines = [f'{{"type":"stream","version":1,"stream":"d{number}"}}']
        for hour in (10, 12):
            update = {"id": f"{number}-{hour}", "stream": f"d{number}", "seq": 1, "headline": f"truce {number} {hour}"}
            lines.append(json.dumps({"type": "update", "data": {**update, "time": f"2020-01-{day:02}T{hour}:00:00Z"}}))
        (folder / f"{number}.jsonl").write_text("\n".join(lines))


@pytest.mark.parametrize("options", [[], ["--from", "2020-01-01T11:00:00Z"], ["--set", "stream=desk"]])
def test_many_recordings_of_our_own_need_few_open_files(tmp_path: Path, start: Starter, options: list[str]) -> None:
    """Also where the limit cannot be raised, cut in their midst, or joined."""
    write_days(tmp_path, days=range(1, 31))
    rules = str(tmp_path / "r.yaml")
    process = start("backtest", str(tmp_path), "--rules", rules, "--json", *options, within=_FEW_FILES)
    lines, errors = process.communicate()
    assert (process.returncode, len(lines.splitlines())) == (0, 60 - ("--from" in options)), errors


def test_too_many_open_files_are_told_as_what_they_are(tmp_path: Path, start: Starter) -> None:
    """Streams of one day are read at the same time: nothing is wrong with the one that finds no room."""
    write_days(tmp_path, days=[1] * 30)
    process = start("backtest", str(tmp_path), "--rules", str(tmp_path / "r.yaml"), within=_FEW_FILES)
    _, errors = process.communicate()
    assert process.returncode == 3
    assert errors.endswith("Too many open files; allow more open files, with ulimit -n\n")


@pytest.fixture
def day(tmp_path: Path) -> str:
    """Return the path of a day of three updates."""
    path = tmp_path / "day.csv"
    path.write_text("time,text\n" + "".join(f"2020-03-05T{hour}:00:00Z,truce {hour}\n" for hour in (10, 11, 12)))
    return str(path)


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return the path of a rule file."""
    path = tmp_path / "r.yaml"
    path.write_text("version: 1\nrules:\n  - {id: truce, match: truce, severity: warning}\n")
    return str(path)


def test_alert_log_takes_the_place_of_the_one_before(tmp_path: Path, day: str, rules: str) -> None:
    """Its sum is the digest, and it holds what stdout does, once."""
    path = tmp_path / "alerts.jsonl"
    for _ in range(2):
        done = run_verb("backtest", day, "--rules", rules, "--alerts", str(path))
    assert path.read_text() == done.stdout
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest_of(done.stderr, "backtest report")


def test_report_counts_by_rule_and_day(day: str, rules: str) -> None:
    """As one entry of the log."""
    done = run_verb("backtest", day, "--rules", rules, "--json")
    (report,) = [json.loads(line) for line in done.stderr.splitlines()]
    assert (report["updates"], report["streams"], report["alerts"]) == (3, ["day"], {"truce": 3})
    assert report["by_day"] == [{"day": "2020-03-05", "rule": "truce", "state": "firing", "alerts": 3}]


@pytest.mark.parametrize(
    ("options", "hours"),
    [
        (["--from", "2020-03-05T11:00:00Z"], ["11", "12"]),
        (["--to", "2020-03-05T12:00:00Z"], ["10", "11"]),
        (["--from", "2020-03-05", "--to", "2020-03-05"], ["10", "11", "12"]),
    ],
)
def test_from_and_to_cut(day: str, rules: str, options: list[str], hours: list[str]) -> None:
    """An instant is where it begins, or where it ends; a day is whole."""
    done = run_verb("backtest", day, "--rules", rules, *options)
    assert [json.loads(line)["time"][11:13] for line in done.stdout.splitlines()] == hours


@pytest.mark.parametrize(("severity", "code"), [("info", 1), ("warning", 1), ("critical", 0)])
def test_alert_that_is_severe_enough_ends_it_with_1(day: str, rules: str, severity: str, code: int) -> None:
    """After all is said and written."""
    done = run_verb("backtest", day, "--rules", rules, "--fail-on", severity)
    assert done.returncode == code
    assert len(done.stdout.splitlines()) == 3


@pytest.mark.parametrize(
    ("severity", "options", "code"),
    [("warning", [], 0), ("warning", ["--fail-on", "warning"], 1), ("critical", [], 1)],
)
def test_alert_that_differs_ends_a_comparison_with_1(
    day: str, rules: str, severity: str, options: list[str], code: int
) -> None:
    """So does one that is too severe, though nothing differs; the log is that of --rules."""
    other, log = Path(rules).with_name("other.yaml"), Path(rules).with_name("alerts.jsonl")
    other.write_text(f"version: 1\nrules:\n  - {{id: truce, match: truce, severity: {severity}}}\n")
    done = run_verb(*("backtest", day, "--rules", rules, "--compare", str(other), "--alerts", str(log)), *options)
    assert done.returncode == code
    (counted,) = json.loads(done.stdout)["rules"]
    assert counted["same"] + counted["changed"] == len(log.read_text().splitlines()) == 3


def test_labels_are_held_against_what_is_left_after_a_cut(tmp_path: Path, day: str, rules: str) -> None:
    """Those of what was cut away are left out."""
    labels = tmp_path / "labels.yaml"
    labels.write_text(
        "version: 1\nlabels: [{update: 1200-1}, {time: 2020-03-05T10:00:00Z}, {update: nowhere, stream: day}]\n"
    )
    arguments = ["backtest", day, "--rules", rules, "--labels", str(labels)]
    done = run_verb(*arguments, "--from", "2020-03-05T11:00:00Z")
    scored = json.loads(done.stdout)
    assert (done.returncode, scored["outside"], scored["missed"]) == (0, 2, [])
    assert [(each["rule"], each["alerts"], each["false_alarms"]) for each in scored["scores"]] == [
        ("truce", 2, 1),
        (None, 2, 1),
    ]


def test_update_of_a_label_that_no_stream_has_is_told_once_all_is_written(tmp_path: Path, day: str, rules: str) -> None:
    """With its file, line and id; what the rules raised does not hang on it, and is said to be whole."""
    labels, log, page = (tmp_path / name for name in ("labels.yaml", "a.jsonl", "r.html"))
    labels.write_text("version: 1\nlabels:\n  - {update: 1200-1}\n  - {update: nowhere, stream: day}\n")
    outputs = ["--alerts", str(log), "--report", str(page)]
    done = run_verb("backtest", day, "--rules", rules, "--labels", str(labels), *outputs)
    assert (done.returncode, done.stdout) == (3, "")
    report, error = done.stderr.splitlines()
    what = "there is no update 'nowhere' in stream 'day'; correct the id, or take the label out"
    assert error == f"replay: {labels}:4:5  {what}"
    assert json.loads(report)["written"] == [str(log), str(page)]
    assert digest_of(report, "backtest report") == hashlib.sha256(log.read_bytes()).hexdigest()
    assert page.read_text().endswith("</html>\n")


@pytest.mark.parametrize(
    ("arguments", "code", "what"),
    [
        (["gone.csv"], 3, "gone.csv: no such file or shipped stream"),
        ([".", "--rules", "gone.yaml"], 3, "gone.yaml"),
        (["empty"], 3, "empty: holds no stream; name a folder with recordings, or a file"),
        (["idlib", "--alerts", "no/such"], 2, "--alerts no/such cannot be written: No such file"),
        (["idlib", "--alerts", "x" * 300], 2, "cannot be written: File name too long"),
        (["idlib", "--report", "no/such"], 2, "--report no/such cannot be written: No such file"),
        (["idlib", "--report", ""], 2, "Invalid value for '--report': the name is empty; give one"),
        (["idlib", "--report", "x", "--alerts", "x"], 2, "--alerts and --report are one file"),
        (["day.csv", "--alerts", "day.csv"], 2, "--alerts would change"),
        (["--from", "2021-01-01", "--alerts", str(RULES / "new.yaml")], 2, "new.yaml, which would be read"),
        (["day.csv", "--alerts", "day.yaml"], 2, "day.yaml, which would be read; name another file"),
        (["idlib", "--rules", "r.yaml", "--report", "r.yaml"], 2, "--report would"),
        (["idlib", "--rules", "r.yaml", "--report", "r.test.yaml"], 2, "--report would"),
        (["idlib", "--compare", "r.yaml", "--alerts", "r.test.yaml"], 2, "--alerts would"),
        (["idlib", "--labels", "l.yaml", "--alerts", "l.yaml"], 2, "--alerts would"),
        (["idlib", "--from", "2021-01-01"], 2, "--from and --to leave nothing of any stream"),
        (["idlib", "--to", "yesterday"], 2, "write a day, 2015-09-12, or an RFC 3339 time"),
        (["idlib", "--fail-on", "bad"], 2, "'bad' is not one of"),
        (["idlib", "--compare", "gone.yaml"], 3, "gone.yaml"),
        (["idlib", "--compare", "a.yaml", "--labels", "b.yaml"], 2, "--compare and --labels exclude each other"),
        (["idlib", "--labels", "gone.yaml"], 3, "gone.yaml: no such file"),
        (["idlib", "--labels", "empty"], 3, "empty: is a directory"),
        (["x" * 300], 3, "no such file or shipped stream"),
        (["idlib", "--rules", "x" * 300], 3, "File name too long; name another file"),
        (["idlib", "--rules", "circle"], 3, "circle: too many levels of symbolic links"),
        (["idlib", "--labels", "circle"], 3, "circle: too many levels of symbolic links"),
        (["idlib", "--alerts", "circle"], 2, "--alerts circle cannot be written: Too many levels of symbolic links"),
        (["circle"], 3, "circle: cannot be read: Too many levels of symbolic links"),
        (["idlib", "--rules", "no\nsuch"], 3, "no\\nsuch: no such file or directory"),
        (["idlib", "--rules", "bad\n.yaml"], 3, "bad\\n.yaml:1:1  the file is empty"),
        (["idlib", "--from", "a\nb"], 2, "'a\\nb' is no date and time"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(tmp_path: Path, arguments: list[str], code: int, what: str) -> None:
    """With the exit code of its kind, and nothing on stdout."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "bad\n.yaml").touch()
    (tmp_path / "day.csv").write_text("time,text\n2020-03-05T10:00:00Z,truce\n")
    done = run_verb("backtest", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert what in done.stderr
    assert done.stderr.count("\n") == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bad\n.yaml", "circle", "day.csv", "empty"]
    assert (tmp_path / "day.csv").read_text().startswith("time,text")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["closed/day.csv"], "closed/day.csv: cannot be read: Permission denied; name one that can"),
        (["."], "closed: cannot be read: Permission denied; name one that can"),
        (["idlib", "--rules", "closed"], "closed: permission denied"),
        (["idlib", "--rules", "closed/r.yaml"], "closed/r.yaml: Permission denied; name another file"),
        (["idlib", "--compare", "closed/r.yaml"], "closed/r.yaml: Permission denied; name another file"),
        (["idlib", "--labels", "closed/l.yaml"], "closed/l.yaml: permission denied; name a file that can be read"),
    ],
)
def test_folder_that_may_not_be_read_is_told_and_is_no_bug(tmp_path: Path, arguments: list[str], what: str) -> None:
    """Nor is it an empty one."""
    (tmp_path / "closed").mkdir(mode=0)
    with rights_of_any_user():
        done = run_verb("backtest", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.endswith(f"{what}\n")


def test_what_is_no_file_is_not_among_those_written(tmp_path: Path, day: str, rules: str) -> None:
    """Nobody would find anything there."""
    page = tmp_path / "r.html"
    done = run_verb("backtest", day, "--rules", rules, "--alerts", "/dev/null", "--report", str(page))
    assert json.loads(done.stderr)["written"] == [str(page)]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_report_that_cannot_be_written_leaves_the_alert_log(tmp_path: Path, day: str, rules: str) -> None:
    """Hours of work are not lost with the page."""
    log = tmp_path / "alerts.jsonl"
    done = run_verb("backtest", day, "--rules", rules, "--alerts", str(log), "--report", "/dev/full")
    assert done.returncode == 5
    assert done.stderr.startswith("replay: /dev/full cannot be written: No space left on device")
    assert log.read_text() == done.stdout != ""


def test_summary_that_cannot_be_written_ends_it_with_5(day: str, rules: str, start: Starter) -> None:
    """It is no finding, and no bug, though nobody can be told."""
    process = start("backtest", day, "--rules", rules, within=("sh", "-c", 'exec "$@" 2>/dev/full', "sh"))
    assert process.wait(BOUND_S) == 5


def test_alert_log_that_a_backtest_makes_is_its_own(tmp_path: Path, rules: str, start: Starter) -> None:
    """From its start on, or what others wrote meanwhile would be lost; one that is interrupted leaves no file."""
    rows = "".join(f"2020-03-05T10:00:00Z,truce {row} {'x' * 200}\n" for row in range(3_000))
    day, log = tmp_path / "day.csv", tmp_path / "alerts.jsonl"
    day.write_text(f"time,text\n{rows}")
    process = start("backtest", str(day), "--rules", rules, "--alerts", str(log))
    assert process.stdout is not None
    process.stdout.readline()  # and no more, so that it waits
    for verb in (("run", "--speed", "max"), ("backtest",)):
        done = run_verb(*verb, str(day), "--rules", rules, "--alerts", str(log))
        told = "another process writes it; end that one, or name another file"
        assert (done.returncode, done.stderr) == (2, f"replay: --alerts {log}: {told}\n")
    process.send_signal(signal.SIGINT)
    assert len([*process.stdout]) < 3_000
    assert process.wait(BOUND_S) == 130
    assert not log.exists()


def test_what_a_killed_backtest_leaves_stops_no_other_and_is_gone_behind_the_next(
    tmp_path: Path, rules: str, start: Starter
) -> None:
    """A hidden file, and an empty alert log where there was none."""
    rows = "".join(f"2020-03-05T10:00:00Z,truce {row} {'x' * 200}\n" for row in range(3_000))
    day, log = tmp_path / "day.csv", tmp_path / "alerts.jsonl"
    day.write_text(f"time,text\n{rows}")
    arguments = ("backtest", str(day), "--rules", rules, "--jobs", "2", "--alerts", str(log))
    process = start(*arguments)
    assert process.stdout is not None
    process.stdout.readline()  # and no more, so that it waits
    process.kill()
    process.communicate()
    assert (log.read_bytes(), len([*tmp_path.glob(".*")])) == (b"", 1)
    done = run_verb(*arguments)
    assert (done.returncode, log.read_text()) == (0, done.stdout)
    assert [*tmp_path.glob(".*")] == []


def test_interruption_leaves_whole_lines_and_the_old_file(tmp_path: Path, start: Starter) -> None:
    """It ends with 130; what was written to stdout can be read, and the file is the one that was there."""
    rows = "".join(f"2020-03-05T10:00:00Z,truce {row} {'x' * 200}\n" for row in range(30_000))
    (tmp_path / "day.csv").write_text(f"time,text\n{rows}")
    (tmp_path / "r.yaml").write_text("version: 1\nrules:\n  - {id: truce, match: truce}\n")
    log = tmp_path / "alerts.jsonl"
    log.write_text("old\n")
    process = start("backtest", str(tmp_path / "day.csv"), "--rules", str(tmp_path / "r.yaml"), "--alerts", str(log))
    assert process.stdout is not None
    assert process.stderr is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    lines = [first, *process.stdout]
    assert process.wait(BOUND_S) == 130
    assert process.stderr.read() == "replay: interrupted\n"
    assert len(lines) < 30_000
    assert all(json.loads(line)["rule"] == "truce" for line in lines)
    assert lines[-1].endswith("\n")
    assert log.read_text() == "old\n"
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_terminal_of_80_columns_shows_every_number_and_every_rule_whole(tmp_path: Path, day: str) -> None:
    """An id as long as one may be is broken over lines."""
    rules, labels, long = tmp_path / "r.yaml", tmp_path / "labels.yaml", "truce-" * 10 + "held"
    rules.write_text(f"version: 1\nrules:\n  - {{id: {long}, match: truce}}\n")
    labels.write_text(f"version: 1\nlabels: [{{rule: {long}, time: 2020-03-05T09:35:00Z}}]\n")
    code, shown = on_terminal("backtest", day, "--rules", str(rules), "--labels", str(labels), columns=80)
    assert code == 0
    assert "…" not in shown
    assert re.search(r" 3 +1  2020-03-05 \(3\)", shown)
    assert re.search(r"rule +found +alerts +alarms +precision +recall +delay +delay", shown)
    assert re.search(r" 1 of 1 +3 +2 +33% +100% +25 min +25 min", shown)
    first = "".join(line.split(" ")[0].strip() for line in shown.splitlines())
    assert first.count(long) == 2  # in the summary, and in the scores


@pytest.mark.parametrize(
    ("zones", "told"), [(("Asia/Tokyo", "Europe/Moscow"), "22:30"), (("Asia/Tokyo",) * 2, "07:30")]
)
def test_times_of_streams_of_several_zones_are_told_in_utc(zones: tuple[str, str], told: str, tmp_path: Path) -> None:
    """None of their clocks holds for the others; where all have one, it is that."""
    for name, zone in zip("ab", zones, strict=True):
        path = tmp_path / f"{name}.csv"
        path.write_text("time,text\n2020-03-05T22:30:00Z,calm\n")
        path.with_suffix(".yaml").write_text(f"timezone: {zone}\n")
    (tmp_path / "labels.yaml").write_text("version: 1\nlabels: [{time: 2020-03-05T22:30:00Z}]\n")
    streams = [str(tmp_path / f"{name}.csv") for name in "ab"]
    code, shown = on_terminal("backtest", *streams, "--labels", str(tmp_path / "labels.yaml"))
    assert code == 0
    assert re.search(rf"{told} +any rule", shown)


def test_terminal_shows_the_alerts_by_day_and_a_table(day: str, rules: str) -> None:
    """With the days as headings, the words that matched, and how fast it went."""
    code, shown = on_terminal("backtest", day, "--rules", rules)
    assert code == 0
    assert "2020-03-05  day" in shown
    assert "10:00  warning   truce" in shown
    assert re.search(r"rule +fired +resolved +suppressed +days +most on", shown)
    assert re.search(r"truce +3 +1 +2020-03-05 \(3\)", shown)
    assert re.search(r"backtest +3 updates, 2 h of story in .*s\b", shown)


def test_terminal_shows_the_first_alerts_and_says_how_many_more_there_are(tmp_path: Path, rules: str) -> None:
    """And where they are; a file, like a pipe, gets all."""
    path, log = tmp_path / "day.csv", tmp_path / "alerts.jsonl"
    path.write_text("time,text\n" + "".join(f"2020-03-05T10:00:00Z,truce {number}\n" for number in range(1300)))
    _, shown = on_terminal("backtest", str(path), "--rules", rules)
    assert len(re.findall(r"10:00  warning", shown)) == 100
    assert "truce 99" in shown
    assert "… and 1,200 more; --alerts FILE keeps them" in shown
    assert re.search(r"truce +1300", shown)
    _, shown = on_terminal("backtest", str(path), "--rules", rules, "--alerts", str(log), columns=200)
    assert f"… and 1,200 more; {log} has all" in shown
    assert len(log.read_text().splitlines()) == 1300
    _, shown = on_terminal("backtest", str(path), "--rules", rules, "--json", columns=200)
    assert shown.count('"rule":"truce"') == 1300
