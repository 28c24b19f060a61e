"""`replay broker`, `play` and `watch` as separate processes give what `run` gives in one."""

import asyncio
import json
import os
import signal
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiomqtt
import pytest

from tests.e2e.conftest import Starter, entry, run_verb
from tests.e2e.test_topics import subscribed, wait_for
from tests.integration.conftest import BOUND_S, free_port, running_mosquitto

RULES = "version: 1\nrules:\n  - id: leaders\n    match: putin OR erdogan\n    severity: warning\n    cooldown: 10m\n"


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return the path of a rule file of our own, whose alerts depend on the order of the updates."""
    path = tmp_path / "leaders.yaml"
    path.write_text(RULES)
    return str(path)


def run_log(start: Starter, rules: str) -> str:
    """Return the alert log of `replay run`."""
    out, _ = start("run", "--speed", "max", "--rules", rules).communicate(timeout=BOUND_S)
    assert out.count("\n") > 10
    return out


def test_broker_play_and_watch_give_the_alert_log_of_run(
    start: Starter, broker: str, tmp_path: Path, rules: str
) -> None:
    """Processes apart give what run gives: the player's report says 16, both watches' logs are byte for byte run's."""
    alerts = tmp_path / "alerts.jsonl"
    watch = start("watch", "--rules", rules, "--broker", broker, "--alerts", str(alerts))
    second = start("watch", "--rules", rules, "--broker", broker, "--no-publish")
    for each in (watch, second):
        entry(each, "watching")
    play = start("play", "--speed", "20000", "--broker", broker)
    _, told = play.communicate(timeout=BOUND_S)
    out, err = watch.communicate(timeout=BOUND_S)
    report = json.loads(told.splitlines()[-1])
    assert (play.returncode, report["sent"], report["acknowledged"]) == (0, 16, 16)
    assert watch.returncode == 0
    assert out == alerts.read_text() == run_log(start, rules)
    assert second.communicate(timeout=BOUND_S)[0] == out
    assert json.loads(err.splitlines()[-1])["event"] == "alert report"


def test_home_assistant_is_told_of_what_play_and_watch_publish(start: Starter, broker: str, rules: str) -> None:
    """With `--ha-discovery` each leaves a retained message, also behind its end; without publishing there is none."""
    watch = start("watch", "--rules", rules, "--broker", broker, "--ha-discovery")
    entry(watch, "watching")
    start("play", "--speed", "max", "--broker", broker, "--ha-discovery").communicate(timeout=BOUND_S)
    watch.communicate(timeout=BOUND_S)
    with subscribed(broker, "homeassistant/#") as (_, got):
        wait_for(got, "homeassistant/device/replay_idlib/playback/config", "replay/idlib/metrics")
        wait_for(got, "homeassistant/device/replay_idlib/alerts/config", "replay/idlib/alerts/+/+")
    refused = start("watch", "--broker", broker, "--ha-discovery", "--no-publish")
    _, err = refused.communicate(timeout=BOUND_S)
    assert (refused.returncode, err.count("\n")) == (2, 1)


def test_watch_that_joins_late_gives_the_alert_log_of_run(start: Starter, broker: str, rules: str) -> None:
    """Who joins in the middle asks for what was played before: nothing is missing, and the order is the same."""
    first = start("watch", "--rules", rules, "--broker", broker)
    entry(first, "watching")
    play = start("play", "--speed", "60", "--max-gap", "1s", "--broker", broker)
    for _ in range(4):
        entry(first, "alert")
    late = start("watch", "--rules", rules, "--broker", broker, "--no-publish")
    out, err = late.communicate(timeout=BOUND_S)
    play.communicate(timeout=BOUND_S)
    following = next(line for line in map(json.loads, err.splitlines()) if line["event"] == "following")
    assert (late.returncode, following["updates"]) == (0, 16)
    assert out == first.communicate(timeout=BOUND_S)[0] == run_log(start, rules)


def test_watch_that_joins_after_the_end_waits_for_the_next_run(start: Starter, broker: str, rules: str) -> None:
    """A run that is over is not replayed by anybody: the watch takes the one that comes."""
    start("play", "--speed", "max", "--broker", broker).communicate(timeout=BOUND_S)
    watch = start("watch", "--rules", rules, "--broker", broker)
    entry(watch, "watching")
    start("play", "--speed", "max", "--broker", broker).communicate(timeout=BOUND_S)
    out, _ = watch.communicate(timeout=BOUND_S)
    assert (watch.returncode, out) == (0, run_log(start, rules))


@pytest.mark.parametrize("verb", ["play", "watch"])
def test_verb_that_is_interrupted_ends_with_130(start: Starter, broker: str, verb: str) -> None:
    """Ctrl-C ends a player and a watch with a report and without a traceback."""
    process = start(verb, "--broker", broker)
    entry(process, "ready" if verb == "play" else "watching")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == 130
    assert err.endswith("replay: interrupted\n")
    assert "report" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("verb", ["run", "watch"])
def test_verb_that_is_interrupted_while_its_broker_is_away_ends(start: Starter, tmp_path: Path, verb: str) -> None:
    """One Ctrl-C is enough: nobody waits for a broker that would not hear the last words."""
    arguments = ["run", "--hold", "--speed", "max"] if verb == "run" else ["watch"]
    with running_mosquitto(tmp_path) as broker:
        process = start(*arguments, "--broker", broker.url)
        entry(process, "holding" if verb == "run" else "watching")
        broker.end()
        entry(process, "connection lost")
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == (0 if verb == "run" else 130)
    assert "not back within" not in err


def test_player_that_is_interrupted_while_it_waits_is_told_as_stopped(start: Starter, broker: str) -> None:
    """The retained session does not say for ever that a day is about to begin."""
    at = (datetime.now() + timedelta(hours=1)).isoformat()  # noqa: DTZ005 -- local time is what --at takes
    process = start("play", "--at", at, "--broker", broker)
    entry(process, "waiting")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == 130, err

    async def session() -> Any:  # noqa: ANN401 -- JSON
        async with asyncio.timeout(BOUND_S), aiomqtt.Client("127.0.0.1", int(broker.rpartition(":")[2])) as client:
            await client.subscribe("replay/idlib/session", qos=1)
            payload = (await anext(client.messages)).payload
            assert isinstance(payload, bytes)
            return json.loads(payload)

    assert asyncio.run(session())["state"] == "stopped"


@pytest.mark.parametrize("verb", ["run", "play"])
def test_verb_that_does_not_wait_has_no_gap_to_cut(verb: str) -> None:
    """Who gives both expects of one what it does not do."""
    done = run_verb(verb, "--speed", "max", "--max-gap", "5s")
    told = "replay: --max-gap and --speed max, which does not wait, exclude each other; give one\n"
    assert (done.returncode, done.stderr) == (2, told)


@pytest.mark.parametrize("verb", ["run", "play"])
def test_verb_with_two_starts_is_refused_at_once(verb: str) -> None:
    """Before a broker is looked for, and before the stream is opened."""
    at = (datetime.now() + timedelta(hours=1)).isoformat()  # noqa: DTZ005 -- local time is what --at takes
    done = run_verb(verb, "none.txt", "--at", at, "--wait", "--broker", f"mqtt://127.0.0.1:{free_port()}")
    assert (done.returncode, done.stderr) == (2, "replay: --at and --wait exclude each other; give one\n")


def test_run_with_an_origin_and_a_broker_of_ones_own_is_refused() -> None:
    """Which pages may connect is for that broker to say."""
    done = run_verb("run", "--origin", "*", "--broker", "ws://127.0.0.1")
    assert done.returncode == 2
    assert done.stderr == "replay: --origin is for the embedded broker; leave it out, or leave out --broker\n"


def test_broker_that_is_interrupted_is_gone(start: Starter) -> None:
    """Ctrl-C ends `replay broker`, and the broker with it: the port is free again."""
    arguments = ("broker", "--port", str(free_port()), "--websocket-port", str(free_port()))
    for _ in range(2):
        process = start(*arguments)
        pid = entry(process, "broker ready")["pid"]
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=BOUND_S)
        assert (process.returncode, err) == (0, "")
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_broker_on_a_taken_port_is_told_in_one_line(start: Starter, broker: str) -> None:
    """A port that somebody else has: exit 4, one line."""
    process = start("broker", "--port", broker.rpartition(":")[2])
    _, err = process.communicate(timeout=BOUND_S)
    assert process.returncode == 4
    assert [line[:24] for line in err.splitlines()] == ["replay: broker embedded:"]


def test_broker_with_one_port_for_two_is_refused() -> None:
    """Whatever else is wrong there, the command line is."""
    done = run_verb("broker", "--port", "20011", "--websocket-port", "20011")
    line = "replay: --port and --websocket-port are both 20011; give two\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


@pytest.mark.parametrize("port", ["0", "65536", "abc", "-1", "1.5", ""])
def test_port_that_is_none_is_refused(port: str) -> None:
    """In words that say which there are."""
    done = run_verb("broker", f"--port={port}")
    line = f"replay: Invalid value for '--port': '{port}' is not a whole number from 1 to 65535; give one\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", line)


def test_play_is_ready_once_it_has_a_broker() -> None:
    """Who waits for that word would wait in vain for what comes after it."""
    done = run_verb("play", "--broker", f"mqtt://127.0.0.1:{free_port()}")
    assert (done.returncode, done.stdout) == (4, "")
    assert [line[:25] for line in done.stderr.splitlines()] == ["replay: broker mqtt://127"]


@pytest.mark.parametrize("verb", ["run", "play"])
def test_wait_where_nobody_can_press_enter_is_refused(verb: str) -> None:
    """Before a broker starts, or is asked for."""
    done = run_verb(verb, "--wait", "--broker", f"mqtt://127.0.0.1:{free_port()}")
    what = "--wait: nobody can press Enter, stdin is neither a terminal nor a pipe; leave --wait out"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"replay: {what}\n")


def test_broker_whose_server_dies_does_not_pretend_to_run(start: Starter) -> None:
    """`replay broker` supervises its server: when that is killed, it ends with exit 4."""
    process = start("broker", "--port", str(free_port()), "--websocket-port", str(free_port()))
    os.kill(entry(process, "broker ready")["pid"], signal.SIGKILL)
    until = time.monotonic() + 5
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.05)
    assert process.poll() == 4
