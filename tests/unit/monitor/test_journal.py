"""A live watch that is killed, at whatever byte of its journal, and goes on with it as if nothing had been."""

import asyncio
import io
from pathlib import Path

import pytest

from replay.alertlog.known import take_up
from replay.alertlog.lines import file_writer
from replay.engine import evaluate
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers.native import ClockLine, Header, Line, UpdateLine, render_line
from replay.language.ruleset import RuleSet
from replay.language.ruletest import Journal
from replay.model import Update, canonical_json
from replay.monitor import JournalFile
from tests.unit.monitor.test_live import START, Watch, at, rules_of

STEPS = (
    (1, "b", 0.9, "A fire"), (1.2, "a", 0.4, "A fire"), (2, None, 0, ""), (3.5, "d", 3, "Smoke"), (4, None, 0, ""),
    (4.1, "late", 1, "A fire"), (5, "c", 4.9, "A fire"), (5.1, "e", 4.8, "A fire"), (5.2, "c", 4.95, "Smoke"),
    (8, None, 0, ""), (20, None, 0, ""), (21, "f", 20, "A fire"), (30, None, 0, ""), (90, None, 0, ""),
)  # fmt: skip
"""The clock's time, and an update with its own, or a tick. [s]"""


def run(folder: Path, rules: RuleSet, steps: tuple[tuple[float, str | None, float, str], ...]) -> None:
    """Go through some steps in a watch that goes on with the files of *folder*, or begins them, and then is killed."""
    path, alerts = folder / "day.jsonl", folder / "alerts.jsonl"
    for each in (path, alerts):
        each.touch()
    with path.open("ab", buffering=0) as file, alerts.open("ab", buffering=0) as log, alerts.open("rb") as known:
        journal = JournalFile(file, "day", path)
        watch = Watch(rules, file_writer(log), journal, known=take_up(known, log))
        if steps:
            watch.now = at(steps[0][0])
        asyncio.run(watch.monitor.go_on(watch.recorder))
        for now_s, name, time_s, headline in steps:
            if name is None:
                watch.tick(now_s)
            else:
                watch.arrive(now_s, name, time_s, headline)


def played(path: Path, rules: RuleSet) -> bytes:
    """Return the alert log of whoever replays a journal."""
    stream = parse_stream(Source.of_bytes("day.jsonl", path.read_bytes()))
    return b"".join(canonical_json(alert) + b"\n" for alert in evaluate(rules, Journal.of(stream)))


def test_watch_that_is_killed_at_any_byte_of_its_journal_goes_on_as_if_it_had_not(tmp_path: Path) -> None:
    """After each step, and within each line of what a tick releases: one alert log, and the journal replays to it."""
    rules = rules_of(tmp_path)
    calm = tmp_path / "calm"
    calm.mkdir()
    run(calm, rules, STEPS)
    wanted = (calm / "alerts.jsonl").read_bytes()
    assert wanted.count(b"\n") > 6
    assert wanted == played(calm / "day.jsonl", rules)
    path, alerts = tmp_path / "day.jsonl", tmp_path / "alerts.jsonl"
    for done in range(1, len(STEPS) + 1):
        path.unlink(missing_ok=True)
        alerts.unlink(missing_ok=True)
        run(tmp_path, rules, STEPS[: done - 1])
        before, log = path.read_bytes(), alerts.read_bytes()
        run(tmp_path, rules, STEPS[done - 1 : done])
        after = path.read_bytes()
        cuts = range(len(before), len(after) + 1, 7) if STEPS[done - 1][1] is None else [len(before), len(after)]
        for cut in cuts:
            path.write_bytes(after[:cut])
            alerts.write_bytes(log)
            run(tmp_path, rules, STEPS[done - (cut == len(before) or STEPS[done - 1][1] is None) :])
            assert alerts.read_bytes() == wanted, (done, cut)
            assert played(path, rules) == wanted, (done, cut)


def test_update_that_would_go_before_one_that_counts_is_late(tmp_path: Path) -> None:
    """A watch that failed had journaled as counting what it held, with no clock behind it."""
    rules, path = rules_of(tmp_path), tmp_path / "day.jsonl"
    path.touch()
    with path.open("ab", buffering=0) as file:
        failed = Watch(rules, journal=JournalFile(file, "day", path))
        failed.arrive(5, "a", 4.9)
        failed.monitor.keep_held()
    run(tmp_path, rules, ((5.5, "before", 4, "A fire"), (5.6, "behind", 4.95, "A fire"), (9, None, 0, "")))
    ids = [line.data.id for line in JournalFile(io.BytesIO(), "day", path).past() if isinstance(line, UpdateLine)]
    assert ids == ["a", "behind"]
    assert (tmp_path / "alerts.jsonl").read_bytes() == played(path, rules)


def test_clock_is_journaled_once(tmp_path: Path) -> None:
    """Late updates do not make time pass: whoever sends many of them does not fill the disk."""
    watch = Watch(rules_of(tmp_path))
    watch.tick(5)
    for number in range(3):
        watch.arrive(5, f"late{number}", 1)
    assert watch.journal.getvalue().count(b'"type":"clock"') == 1


def test_journal_gets_the_rules_that_hold_now_where_they_are_others(tmp_path: Path) -> None:
    """A watch that goes on with the same rules adds no line of them."""
    run(tmp_path, rules_of(tmp_path), STEPS[:4])
    run(tmp_path, rules_of(tmp_path), STEPS[4:5])
    assert (tmp_path / "day.jsonl").read_bytes().count(b'"type":"rules"') == 1
    run(tmp_path, rules_of(tmp_path, "version: 1\nrules: [{id: fire, match: fire}]\n"), STEPS[5:])
    assert (tmp_path / "day.jsonl").read_bytes().count(b'"type":"rules"') == 2


HEADER = Header(stream="day", start=START)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([b"mine"], "line 1 is none of a journal"),
        ([b"mine\n"], "line 1 is none of a journal"),
        ([ClockLine(time=START)], "line 1 is none of a journal"),
        ([Header(stream="other", start=START)], "is no journal of 'day' but of 'other'"),
        ([Header(stream="day")], "is no journal of a watch: it says no start"),
        ([HEADER, HEADER], "line 2 is none of a journal"),
        ([HEADER, b'{"type":"upd\n'], "line 2 is none of a journal"),
        ([HEADER, b'{"type":"' + b" " * 2**20], "line 2 is none of a journal"),
        ([HEADER, b"{}"], "line 2 is none of a journal"),
        ([b'{"type":"mine"}'], "line 1 is none of a journal"),
        (
            [HEADER, UpdateLine(data=Update(id="a", stream="other", seq=1, time=START))],
            "line 2 is of the stream 'other'",
        ),
    ],
)
def test_file_that_is_no_journal_is_refused_with_the_line_and_stays(
    tmp_path: Path, lines: list[Line | bytes], what: str
) -> None:
    """Nothing of it is cut off, whether it ends in a line end or not."""
    path = tmp_path / "j.jsonl"
    text = b"".join(line if isinstance(line, bytes) else render_line(line) for line in lines)
    path.write_bytes(text)
    with path.open("ab", buffering=0) as file, pytest.raises(ValueError, match=f"^{what}$"):
        JournalFile(file, "day", path)
    assert path.read_bytes() == text


def test_watch_that_is_new_waits_for_nothing() -> None:
    """A journal that holds nothing has no header, and nothing to go on with."""
    journal = JournalFile(io.BytesIO(), "day")
    assert (journal.header, list(journal.past())) == (None, [])
