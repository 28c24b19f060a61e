"""`replay watch --live`, `--journal` and `--reload` as a person uses them: with files, a broker and Ctrl-C."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from replay.cli import UNREAD
from replay.model import Update
from replay.mqtt.envelope import UpdateEvent, render_event
from tests.e2e.conftest import Starter, entry
from tests.integration.conftest import BOUND_S

RULES = "version: 1\nrules:\n  - {id: fire, match: fire}\n  - {id: silent, type: absence, timespan: 1s}\n"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a rule file of our own."""
    path = tmp_path / "live.yaml"
    path.write_text(RULES)
    return path


@contextmanager
def source(broker: str) -> Iterator[paho.Client]:
    """Connect as somebody who publishes live updates."""
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.connect(urlsplit(broker).hostname or "", urlsplit(broker).port or 0)
    client.loop_start()
    yield client
    client.disconnect()
    client.loop_stop()


def publish(client: paho.Client, seq: int, headline: str) -> None:
    """Publish an update of now."""
    now = datetime.now(UTC)
    data = Update(id=f"u{seq}", stream="desk", seq=seq, time=now, headline=headline)
    event = UpdateEvent(source="/desk", id=data.id, time=now, run="live", epoch=1, seq=seq, data=data)
    client.publish("replay/desk/updates", render_event(event), qos=1).wait_for_publish(BOUND_S)


def alert(process: subprocess.Popen[str], rule: str, state: str = "firing") -> dict[str, Any]:
    """Read the alerts on stdout up to one of *rule* and *state*, and return that."""
    assert process.stdout is not None
    for line in process.stdout:
        found: dict[str, Any] = json.loads(line)
        if (found["rule"], found["state"]) == (rule, state):
            return found
    raise AssertionError(f"the alerts ended without one of {rule}")


def test_journal_of_a_live_watch_replays_to_the_same_alert_log(
    start: Starter, broker: str, rules: Path, tmp_path: Path
) -> None:
    """What was watched live, silence included, is a recording: `replay run` gives its alerts byte for byte."""
    journal, log = tmp_path / "desk.jsonl", tmp_path / "alerts.jsonl"
    live = ("--live", "--journal", str(journal), "--alerts", str(log))
    watch = start("watch", "desk", *live, "--rules", str(rules), "--broker", broker)
    entry(watch, "watching")
    with source(broker) as client:
        publish(client, 1, "A fire")
        publish(client, 2, "Smoke")
        alert(watch, "fire")
        alert(watch, "silent")
        publish(client, 3, "The fire is out")
        alert(watch, "silent", "resolved")
    watch.send_signal(signal.SIGINT)
    watch.communicate(timeout=BOUND_S)
    assert watch.returncode == 0
    again, _ = start("run", str(journal), "--rules", str(rules), "--speed", "max").communicate(timeout=BOUND_S)
    assert again == log.read_text() != ""


def test_watch_whose_alerts_go_into_a_pipe_that_is_closed_keeps_its_journal(
    start: Starter, broker: str, rules: Path, tmp_path: Path
) -> None:
    """As in `--alerts >(head -1)`: it ends with a code of its own, and what came is recorded, also what was held."""
    rules.write_text("version: 1\nstream: {max_lateness: 1s}\nrules: [{id: fire, match: fire}]\n")
    journal = tmp_path / "desk.jsonl"
    ours, theirs = os.pipe()
    live = ("--live", "--journal", str(journal), "--alerts", f"/dev/fd/{theirs}")
    watch = start("watch", "desk", *live, "--rules", str(rules), "--broker", broker, pass_fds=[theirs])
    os.close(theirs)
    entry(watch, "watching")
    with source(broker) as client:
        publish(client, 1, "A fire")
        with os.fdopen(ours) as reader:
            assert json.loads(reader.readline())["rule"] == "fire"
        publish(client, 2, "Another fire")
        publish(client, 3, "Smoke")
        out, err = watch.communicate(timeout=BOUND_S)
    assert (watch.returncode, "replay:" in err) == (UNREAD, False)
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [line["data"]["id"] for line in lines if line["type"] == "update"] == ["u1", "u2", "u3"]
    assert json.loads(out.splitlines()[0])["rule"] == "fire"


def test_watch_whose_alerts_nobody_reads_on_stdout_goes_on(
    start: Starter, broker: str, rules: Path, tmp_path: Path
) -> None:
    """As in `| head -1`: the file and the journal get all, until it is ended."""
    journal, log = tmp_path / "desk.jsonl", tmp_path / "alerts.jsonl"
    live = ("--live", "--journal", str(journal), "--alerts", str(log))
    watch = start("watch", "desk", *live, "--rules", str(rules), "--broker", broker)
    assert watch.stdout is not None
    watch.stdout.close()
    entry(watch, "watching")
    with source(broker) as client:
        for seq in (1, 2, 3):
            publish(client, seq, "A fire")
            while entry(watch, "alert")["rule"] != "fire":  # a slow machine is silent for a second
                pass
    watch.send_signal(signal.SIGINT)
    watch.stdout = None
    assert "alert report" in watch.communicate(timeout=BOUND_S)[1]
    assert watch.returncode == 0
    assert [line.count("A fire") for line in journal.read_text().splitlines() if "update" in line] == [1, 1, 1]
    assert log.read_text().count('"rule":"fire"') == 3


def test_journal_never_overwrites_a_file(start: Starter, tmp_path: Path) -> None:
    """What is no journal of the stream stays as it is."""
    path = tmp_path / "desk.jsonl"
    path.write_text("mine")
    _, err = start("watch", "desk", "--live", "--journal", str(path)).communicate(timeout=BOUND_S)
    assert err.endswith(
        f"replay: --journal {path}: line 1 is none of a journal; name a new file, or a journal to go on with\n"
    )
    assert path.read_text() == "mine"


def test_journal_has_one_writer(start: Starter, broker: str, tmp_path: Path) -> None:
    """A second watch would mix its lines with those of the first."""
    live = ("watch", "desk", "--live", "--journal", str(tmp_path / "desk.jsonl"), "--broker", broker)
    entry(start(*live), "watching")
    second = start(*live)
    wanted = f"replay: --journal {tmp_path}/desk.jsonl: another process writes it; end that one, or name another file\n"
    assert second.communicate(timeout=BOUND_S)[1].endswith(wanted)
    assert second.returncode == 2


def test_live_watch_that_is_killed_goes_on_with_its_journal(
    start: Starter, broker: str, rules: Path, tmp_path: Path
) -> None:
    """What was held when it was killed is decided on, each alert is written once, and the journal gives them all."""
    rules.write_text("version: 1\nstream: {max_lateness: 3s}\nrules: [{id: fire, match: fire}]\n")
    journal, log = tmp_path / "desk.jsonl", tmp_path / "alerts.jsonl"
    live = ("--live", "--journal", str(journal), "--alerts", str(log), "--rules", str(rules), "--broker", broker)
    with source(broker) as client:
        for seq in (1, 2, 3):
            watch = start("watch", "desk", *live)
            entry(watch, "watching")
            publish(client, seq, "A fire")
            until = time.monotonic() + BOUND_S
            while f'"held","data":{{"id":"u{seq}"' not in journal.read_text():
                assert time.monotonic() < until
                time.sleep(0.02)
            watch.kill()
            watch.wait(BOUND_S)
        watch = start("watch", "desk", *live)
        for seq in (1, 2, 3):
            assert alert(watch, "fire")["updates"] == [f"u{seq}"]
        watch.send_signal(signal.SIGINT)
        watch.communicate(timeout=BOUND_S)
    again, _ = start("run", str(journal), "--rules", str(rules), "--speed", "max").communicate(timeout=BOUND_S)
    assert again == log.read_text()
    assert again.count("\n") == 3


def test_journal_without_live_is_refused(start: Starter, tmp_path: Path) -> None:
    """A replayed stream is a file already."""
    process = start("watch", "idlib", "--journal", str(tmp_path / "j.jsonl"))
    assert "--journal goes with --live" in process.communicate(timeout=BOUND_S)[1]
    assert process.returncode == 2


def test_changed_rules_hold_from_there_on_and_broken_ones_never(start: Starter, broker: str, rules: Path) -> None:
    """A mistyped key is told, and the last good set stays; the mended file is taken up without a restart."""
    watch = start("watch", "desk", "--live", "--reload", "--rules", str(rules), "--broker", broker)
    entry(watch, "watching")
    with source(broker) as client:
        rules.write_text(RULES.replace("match: fire", "match: fire, cooldwn: 1m"))
        told = entry(watch, "rules not reloaded, the last good ones stay")
        assert "unknown key 'cooldwn' in match rule 'fire'; did you mean 'cooldown'?" in told["problem"]
        publish(client, 1, "A fire")
        assert alert(watch, "fire")["updates"] == ["u1"]
        rules.write_text(RULES.replace("match: fire", "match: smoke"))
        entry(watch, "rules reloaded")
        publish(client, 2, "A fire")
        publish(client, 3, "Smoke")
        assert alert(watch, "fire")["updates"] == ["u3"]
    watch.send_signal(signal.SIGINT)
    watch.communicate(timeout=BOUND_S)


def test_run_reloads_rules_in_the_middle_of_a_day(start: Starter, tmp_path: Path, rules: Path) -> None:
    """Who tunes a rule during a drill sees it at the next update."""
    day = tmp_path / "day.txt"
    day.write_text(" date 2020-03-05 Day\n-\n10:20\nA fire again\n-\n10:00\nA fire\n")
    run = start("run", str(day), "--speed", "300", "--reload", "--rules", str(rules))
    assert alert(run, "fire")["updates"] == ["1000-1"]
    rules.write_text(RULES + "  - {id: again, match: again}\n")
    assert entry(run, "rules reloaded")["after_seq"] == 1
    assert alert(run, "again")["updates"] == ["1020-1"]
    run.communicate(timeout=BOUND_S)
    assert run.returncode == 0


def test_run_that_is_held_still_writes_its_alert_log(start: Starter, tmp_path: Path, rules: Path) -> None:
    """What fires for a rule that is taken away meanwhile resolves, so the file stays the run's until Ctrl-C."""
    day, log = tmp_path / "day.txt", tmp_path / "alerts.jsonl"
    day.write_text(" date 2020-03-05 Day\n-\n10:00\nA fire\n")
    rules.write_text(RULES + "  - {id: busy, type: count, match: fire, timespan: 1h, condition: {gte: 1}}\n")
    run = start("run", str(day), "--speed", "max", "--reload", "--hold", "--rules", str(rules), "--alerts", str(log))
    entry(run, "holding")
    rules.write_text(RULES)
    assert alert(run, "busy", "resolved")["reason"] == "removed"
    assert json.loads(log.read_text().splitlines()[-1])["reason"] == "removed"
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=BOUND_S)
    assert run.returncode == 0
