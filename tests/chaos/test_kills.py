"""What is left, and what comes out, when processes are killed: ours, the broker's, and for good."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from replay import cli
from replay.mqtt import session
from tests.integration.conftest import BOUND_S, Mosquitto, running_mosquitto

RULES = """\
version: 1
rules:
  - id: leaders
    match: putin OR erdogan
    severity: warning
"""
SETPRIV = ("/bin/sh", "-c", "setpriv --pdeathsig KILL true")
"""Succeeds where a broker can be had that dies with its guard."""


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return the path of a rule file of our own."""
    path = tmp_path / "leaders.yaml"
    path.write_text(RULES)
    return str(path)


def replace_setpriv(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the guard of a broker find a script in *folder*, and no setpriv of util-linux."""
    path = folder / "bin/setpriv"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:{os.environ['PATH']}")


@pytest.fixture
def no_setpriv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a broker outlive its guard unless somebody ends it, as where there is no setpriv of util-linux."""
    replace_setpriv(tmp_path, "exit 1", monkeypatch)


@contextmanager
def replay(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a verb with its temporary files in *folder*, and kill it if it is still there at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "replay", *arguments],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        env={**os.environ, "TMPDIR": str(folder)},
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def lines(text: str) -> list[dict[str, Any]]:
    """Return the JSON lines of a log."""
    assert plain_lines(text) == []
    return [json.loads(line) for line in text.splitlines()]


def poll(holds: Callable[[], bool], *, bound_s: float) -> bool:
    """Say whether *holds* becomes true within the bound."""
    until = time.monotonic() + bound_s
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def broker_pids(folder: Path, program: str = "") -> list[int]:
    """Return the processes that have a file of *folder* among their arguments: the broker and its guard."""
    listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, check=True, encoding="utf-8")
    found = [line.split(maxsplit=1) for line in listed.stdout.splitlines() if f"{folder}/replay-broker-" in line]
    return [int(pid) for pid, arguments in found if program in arguments.split()[0]]


def calm_digest(rules: str, folder: Path) -> str:
    """Return the digest of a run that nothing happens to."""
    with replay("run", "--speed", "max", "--rules", rules, folder=folder) as process:
        out, _ = process.communicate(timeout=BOUND_S)
    assert out.count("\n") > 3
    return hashlib.sha256(out.encode()).hexdigest()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_run_that_is_ended_by_a_signal_leaves_no_broker_and_no_folder(
    tmp_path: Path, rules: str, number: signal.Signals
) -> None:
    """However a run ends, its broker, the broker's watchdog and their folder are gone within seconds."""
    with replay("run", "--speed", "1", "--rules", rules, folder=tmp_path) as process:
        assert process.stderr is not None
        assert "ready" in process.stderr.readline()
        assert len(broker_pids(tmp_path)) == 2
        process.send_signal(number)
        process.wait(timeout=BOUND_S)
        assert poll(lambda: not broker_pids(tmp_path), bound_s=5)
        assert poll(lambda: not list(tmp_path.glob("replay-broker-*")), bound_s=5)


def end_at_once(folder: Path, rules: str, number: signal.Signals) -> None:
    """Send a signal to a run and to the guard of its broker, and see that the broker ends."""
    with replay("run", "--speed", "1", "--rules", rules, folder=folder) as process:
        assert process.stderr is not None
        assert "ready" in process.stderr.readline()
        os.kill(broker_pids(folder, "/bin/sh")[0], number)
        process.send_signal(number)
        assert poll(lambda: not broker_pids(folder), bound_s=5)


@pytest.mark.skipif(
    subprocess.run(SETPRIV, check=False, stderr=subprocess.DEVNULL).returncode != 0, reason="no setpriv of util-linux"
)
def test_broker_does_not_outlive_run_and_guard_killed_at_once(tmp_path: Path, rules: str) -> None:
    """Whoever kills whatever looks like replay may well miss the broker."""
    end_at_once(tmp_path, rules, signal.SIGKILL)


@pytest.mark.usefixtures("no_setpriv")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_broker_does_not_outlive_run_and_guard_ended_at_once(
    tmp_path: Path, rules: str, number: signal.Signals
) -> None:
    """A signal that may be caught reaches the guard too, and ends it no sooner than the broker."""
    end_at_once(tmp_path, rules, number)


@pytest.mark.usefixtures("no_setpriv")
def test_broker_whose_guard_is_killed_ends_with_one_line(tmp_path: Path) -> None:
    """Nobody would be left to end it, should the verb be killed too."""
    with replay("broker", folder=tmp_path) as process:
        assert process.stderr is not None
        assert "ready" in process.stderr.readline()
        os.kill(broker_pids(tmp_path, "/bin/sh")[0], signal.SIGKILL)
        _, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == 4
    assert err.endswith("the embedded broker has died; start again\n")
    assert err.count("\n") == 1
    assert not list(tmp_path.glob("replay-broker-*"))


def test_guard_that_is_killed_as_it_starts_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it has started a broker, as where no more processes may be started; its folder is gone."""
    replace_setpriv(tmp_path, "kill -9 $PPID", monkeypatch)
    with replay("broker", folder=tmp_path) as process:
        _, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == 4
    assert err == "replay: broker embedded: its guard, a shell, ended as it began; start again\n"
    assert not list(tmp_path.glob("replay-broker-*"))


def test_run_whose_broker_is_killed_and_restarted_is_complete(tmp_path: Path, rules: str) -> None:
    """A broker that forgets everything, three times in a run, costs nothing: exit 0, all 16, the calm run's digest."""
    arguments = ("run", "--speed", "60", "--max-gap", "250ms", "--rules", rules)
    with (
        running_mosquitto(tmp_path) as broker,
        replay(*arguments, "--broker", broker.url, folder=tmp_path) as process,
    ):
        assert process.stdout is not None
        first = ""
        for _ in range(3):
            first += process.stdout.readline()
            broker.end()
            time.sleep(0.3)  # long enough for an update to fall due without a broker
            broker.start()
        assert process.stderr is not None
        out, err = process.stdout.read(), process.stderr.read()  # communicate() would lose what readline() read ahead
        process.wait(BOUND_S)
    report = [line for line in err.splitlines() if line.startswith('{"')][-1]
    told = json.loads(report)
    assert (process.returncode, told["event"]) == (0, "delivery report")
    assert (told["updates"], told["sent"], told["acknowledged"]) == (16, 16, 16)
    assert told["resent"] > 0
    assert '"connection lost"' in err
    assert hashlib.sha256((first + out).encode()).hexdigest() == told["digest"] == calm_digest(rules, tmp_path)
    assert plain_lines(err) == []


def kill_at_first_update(broker: Mosquitto) -> threading.Thread:
    """Start a thread that kills *broker* for good when an update is published on it."""
    seen = threading.Event()
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda *_: seen.set()
    client.connect("127.0.0.1", broker.port)
    client.subscribe("replay/idlib/updates", qos=1)
    client.loop_start()

    def kill() -> None:
        seen.wait(BOUND_S)
        client.disconnect()
        client.loop_stop()
        broker.end()

    thread = threading.Thread(target=kill)
    thread.start()
    return thread


def main_exits(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    """Run the command line in this process, with little patience, and return its exit code."""
    monkeypatch.setattr(session, "PATIENCE_S", 0.5)
    monkeypatch.setattr(sys, "argv", ["replay", *arguments])
    try:
        with pytest.raises(SystemExit) as caught:
            cli.main()
    finally:
        structlog.reset_defaults()
    return caught.value.code


def plain_lines(err: str) -> list[str]:
    """Return the lines of stderr that are no log entries."""
    return [line for line in err.splitlines() if not line.startswith('{"')]


def test_run_whose_broker_never_comes_back_ends_with_one_line(
    tmp_path: Path, rules: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """After as long as it waits for a lost broker, a run ends as a broker error, told in one line."""
    with running_mosquitto(tmp_path) as broker:
        thread = kill_at_first_update(broker)
        code = main_exits(monkeypatch, "run", "--speed", "1", "--rules", rules, "--broker", broker.url)
        thread.join(BOUND_S)
    assert code == 4
    (line,) = plain_lines(capfd.readouterr().err)
    assert line.startswith(f"replay: broker {broker.url}: lost, and not back within ")


def test_run_whose_embedded_broker_dies_ends_with_one_line(
    tmp_path: Path, rules: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """An embedded broker that is killed does not come back: a broker error, one line, and nothing left behind."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def kill() -> None:
        if not poll(lambda: len(broker_pids(tmp_path)) == 2, bound_s=BOUND_S):
            os.kill(os.getpid(), signal.SIGINT)  # or the run would go on for hours
            return
        time.sleep(1)  # by then the sessions stand; the test also holds if they do not
        os.kill(broker_pids(tmp_path, "nats-server")[0], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    code = main_exits(monkeypatch, "run", "--speed", "1", "--rules", rules)
    thread.join(BOUND_S)
    assert code == 4
    (line,) = plain_lines(capfd.readouterr().err)
    assert line.startswith("replay: broker mqtt://127.0.0.1:")
    assert not list(tmp_path.glob("replay-broker-*"))


def test_runs_at_once_take_ports_of_their_own(tmp_path: Path, rules: str) -> None:
    """Two runs started together both play all of it, each on a broker of its own."""
    arguments = ("run", "--speed", "60", "--max-gap", "50ms", "--rules", rules)
    with replay(*arguments, folder=tmp_path) as one, replay(*arguments, folder=tmp_path) as two:
        outcomes = [process.communicate(timeout=BOUND_S) for process in (one, two)]
    assert (one.returncode, two.returncode) == (0, 0)
    playing = [lines(err)[0] for _, err in outcomes]
    assert len({each[kind] for each in playing for kind in ("mqtt", "websocket")}) == 4
    assert outcomes[0][0] == outcomes[1][0] != ""


def test_player_that_was_killed_does_not_end_a_watch(tmp_path: Path, rules: str) -> None:
    """A watch of a run whose player is gone takes the next run, from its beginning, and ends with it."""
    with (
        running_mosquitto(tmp_path) as broker,
        replay("watch", "--rules", rules, "--broker", broker.url, folder=tmp_path) as watch,
    ):
        assert watch.stderr is not None
        assert watch.stdout is not None
        assert "watching" in watch.stderr.readline()
        with replay("play", "--speed", "1", "--broker", broker.url, folder=tmp_path) as killed:
            first = watch.stdout.readline()
            killed.kill()
        with replay("play", "--speed", "max", "--broker", broker.url, folder=tmp_path) as played:
            played.communicate(timeout=BOUND_S)
        out, _ = watch.communicate(timeout=BOUND_S)
    assert watch.returncode == 0
    assert hashlib.sha256(out.encode()).hexdigest() == calm_digest(rules, tmp_path)
    assert out.startswith(first)


def kill_after(process: subprocess.Popen[str], alerts: int) -> None:
    """Kill a verb once it has written some alerts to stdout."""
    assert process.stdout is not None
    for _ in range(alerts):
        assert process.stdout.readline()
    process.kill()
    process.wait(BOUND_S)


def sha256_of(path: Path) -> str:
    """Return the digest of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_run_that_is_killed_and_started_again_writes_each_alert_once(tmp_path: Path, rules: str) -> None:
    """However often, also where a kill cut a line: in the end the log is that of the calm run."""
    log = tmp_path / "alerts.jsonl"
    arguments = ("run", "--max-gap", "100ms", "--rules", rules, "--alerts", str(log))
    for alerts in (1, 3, 2):
        with replay(*arguments, folder=tmp_path) as process:
            kill_after(process, alerts)
        os.truncate(log, log.stat().st_size - 7)
    with replay(*arguments, folder=tmp_path) as process:
        process.communicate(timeout=BOUND_S)
    assert process.returncode == 0
    assert sha256_of(log) == calm_digest(rules, tmp_path)


def test_watch_that_is_killed_and_started_again_writes_each_alert_once(tmp_path: Path, rules: str) -> None:
    """It joins late, hears all that was played, and adds what the log has not."""
    log = tmp_path / "alerts.jsonl"
    with (
        running_mosquitto(tmp_path) as broker,
        replay("play", "--max-gap", "2s", "--broker", broker.url, folder=tmp_path) as play,
    ):
        assert play.stderr is not None
        assert "ready" in play.stderr.readline()
        watching = ("watch", "--rules", rules, "--broker", broker.url, "--alerts", str(log))
        for alerts in (1, 2):
            with replay(*watching, folder=tmp_path) as process:
                kill_after(process, alerts)
        with replay(*watching, folder=tmp_path) as process:
            out, _ = process.communicate(timeout=2 * BOUND_S)
    assert process.returncode == 0
    assert hashlib.sha256(out.encode()).hexdigest() == sha256_of(log) == calm_digest(rules, tmp_path)
