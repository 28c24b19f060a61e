"""`replay run` as a process: alerts on stdout, the report on stderr, exit codes, bad input, Ctrl-C, the terminal."""

import fcntl
import hashlib
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from replay.engine import evaluate
from replay.formats import open_stream
from replay.language.load import load_rules
from replay.language.ruletest import Journal
from replay.model import canonical_json
from replay.shipped import RULES as SHIPPED_RULES
from tests.integration.conftest import BOUND_S, Broker, free_port, running_mosquitto

DAY = " date 2020-03-05 Day\n-\n12:00\nA fire again\n-\n11:00\nCalm\n-\n10:00\nA fire\n"
RULES = "version: 1\nrules:\n  - id: fire\n    match: fire OR putin\n    severity: warning\n"


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return the path of a rule file of our own."""
    path = tmp_path / "fire.yaml"
    path.write_text(RULES)
    return str(path)


@pytest.fixture
def day(tmp_path: Path) -> str:
    """Return the path of a day of three updates, of which two match."""
    path = tmp_path / "day.txt"
    path.write_text(DAY)
    return str(path)


def start(*arguments: str, stdin: int | None = subprocess.DEVNULL) -> subprocess.Popen[str]:
    """Start `replay` with its output in pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "replay", *arguments],
        stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def replay(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `replay` to its end."""
    process = start(*arguments)
    try:
        out, err = process.communicate(timeout=BOUND_S)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def entries(err: str) -> list[dict[str, Any]]:
    """Return the log entries of stderr."""
    return [json.loads(line) for line in err.splitlines() if line.startswith("{")]


def report_of(err: str) -> Mapping[str, Any]:
    """Return the delivery report."""
    (report,) = [entry for entry in entries(err) if entry["event"] == "delivery report"]
    return report


def sha256(text: str) -> str:
    """Return the digest of what was printed."""
    return hashlib.sha256(text.encode()).hexdigest()


def assert_one_line(err: str) -> str:
    """Return the only line that is no log entry; there is no traceback."""
    plain = [line for line in err.splitlines() if not line.startswith('{"')]
    assert "Traceback" not in err
    assert len([line for line in plain if line.startswith(("replay: ", "Error: "))]) == 1, err
    return plain[-1]


def test_run_at_speed_max_delivers_the_shipped_day(tmp_path: Path) -> None:
    """All 16 are acknowledged, stdout is JSON lines, and stdout, the file and the report agree on one digest."""
    alerts = tmp_path / "alerts.jsonl"
    done = replay("run", "--speed", "max", "--alerts", str(alerts))
    report = report_of(done.stderr)
    assert done.returncode == 0
    assert (report["updates"], report["sent"], report["acknowledged"]) == (16, 16, 16)
    assert (report["resent"], report["complete"], report["lateness"]) == (0, True, None)
    records = [json.loads(line) for line in done.stdout.splitlines()]
    names = {"firing": "{rule}", "resolved": "{rule} (resolved)"}
    assert Counter(names[each["state"]].format(rule=each["rule"]) for each in records) == report["alerts"]
    assert alerts.read_text() == done.stdout != ""
    assert report["digest"] == sha256(done.stdout)
    assert len(entries(done.stderr)) == len(done.stderr.splitlines())


def test_every_rule_type_gives_one_alert_log_at_any_speed() -> None:
    """Deadlines in silent stretches, windows and sequences: three speeds, and virtual time, agree byte for byte."""
    path, stream = Path(__file__).parents[1] / "unit/language/data/every-rule.yaml", open_stream("idlib")
    alerts = evaluate(load_rules([path]), Journal.of(stream))
    expected = "".join(canonical_json(alert).decode() + "\n" for alert in alerts)
    runs = [("--speed", "3600"), ("--speed", "100000"), ("--speed", "max")]
    assert {replay("run", "--rules", str(path), *arguments).stdout for arguments in runs} == {expected}
    assert {json.loads(line)["state"] for line in expected.splitlines()} == {"firing", "resolved"}


def test_run_gives_one_alert_log_at_any_speed_on_any_broker(tmp_path: Path, rules: str) -> None:
    """Byte for byte: speed 100000, speed max, gaps cut, and mosquitto in the place of the embedded broker."""
    runs = [("--speed", "100000"), ("--speed", "max"), ("--speed", "1000", "--max-gap", "20ms")]
    logs = {replay("run", "--rules", rules, *arguments).stdout for arguments in runs}
    with running_mosquitto(tmp_path) as broker:
        logs |= {replay("run", "--rules", rules, "--broker", broker.url, *arguments).stdout for arguments in runs[:2]}
    assert len(logs) == 1
    assert logs != {""}


def test_run_goes_on_with_an_alert_log_that_is_there(tmp_path: Path, rules: str, day: str) -> None:
    """What it holds of yesterday and of today stays, and is not written again; the digest is that of this run."""
    alerts = tmp_path / "alerts.jsonl"
    yesterday = replay("run", "--speed", "max", "--rules", rules).stdout
    alerts.write_text(yesterday)
    for _ in range(2):
        done = replay("run", day, "--speed", "max", "--rules", rules, "--alerts", str(alerts))
        assert alerts.read_text() == yesterday + done.stdout
        assert report_of(done.stderr)["digest"] == sha256(done.stdout)


def test_alert_log_has_one_writer(tmp_path: Path, rules: str, day: str) -> None:
    """A second one would write what the first writes later, and a backtest would put its own in the place of it."""
    alerts = str(tmp_path / "alerts.jsonl")
    first = start("run", "--rules", rules, "--alerts", alerts)
    try:
        assert first.stdout is not None
        first.stdout.readline()
        for verb in (("run", day, "--speed", "max"), ("watch",), ("backtest", day)):
            done = replay(*verb, "--rules", rules, "--alerts", alerts)
            assert (done.returncode, done.stdout) == (2, "")
            told = "another process writes it; end that one, or name another file"
            assert assert_one_line(done.stderr) == f"replay: --alerts {alerts}: {told}"
    finally:
        first.kill()
        first.communicate()
    assert replay("run", day, "--speed", "max", "--rules", rules, "--alerts", alerts).returncode == 0


def test_run_refuses_to_go_on_with_what_is_no_alert_log(tmp_path: Path, day: str) -> None:
    """Nothing is written, and the line says where the file is none."""
    notes = tmp_path / "notes.txt"
    notes.write_text("milk\n")
    done = replay("run", day, "--speed", "max", "--alerts", str(notes))
    assert (done.returncode, done.stdout, notes.read_text()) == (2, "", "milk\n")
    wanted = f"--alerts {notes}: line 1 is no alert; name a new file, or an alert log to go on with"
    assert assert_one_line(done.stderr) == f"replay: {wanted}"


@contextmanager
def subscribed(broker: Broker, topic_filter: str) -> Iterator[list[tuple[str, bytes]]]:
    """Collect (topic, payload) of what anybody's client gets, until the player has gone."""
    got: list[tuple[str, bytes]] = []
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: got.append((message.topic, bytes(message.payload)))
    client.connect("127.0.0.1", broker.port)
    client.subscribe(topic_filter, qos=1)
    client.loop_start()
    yield got
    until = time.monotonic() + BOUND_S
    while ("replay/idlib/status", b"offline") not in got and time.monotonic() < until:
        time.sleep(0.02)
    client.disconnect()
    client.loop_stop()


def test_subscriber_of_a_run_gets_every_update_and_one_end_marker(tmp_path: Path, rules: str) -> None:
    """Anybody's client on the broker gets the 16 updates in order, and exactly one end:true on the clock."""
    with running_mosquitto(tmp_path) as broker, subscribed(broker, "replay/idlib/+") as got:
        assert replay("run", "--speed", "100000", "--rules", rules, "--broker", broker.url).returncode == 0
    updates = [json.loads(payload) for topic, payload in got if topic == "replay/idlib/updates"]
    clocks = [json.loads(payload) for topic, payload in got if topic == "replay/idlib/clock"]
    assert [each["seq"] for each in updates] == list(range(1, 17))
    assert [each["seq"] for each in clocks if each["end"]] == [16]


def test_states_stand_while_they_fire_and_what_is_held_back_is_told(tmp_path: Path) -> None:
    """`alert-state` has the alert while the stream is silent, and is emptied after; `suppressed` says why."""
    path = tmp_path / "r.yaml"
    path.write_text(
        "version: 1\nrules:\n  - {id: silent, type: absence, timespan: 2h}\n"
        "  - {id: leaders, match: putin, cooldown: 9h}\n"
    )
    with running_mosquitto(tmp_path) as broker, subscribed(broker, "replay/#") as got:
        assert replay("run", "--speed", "max", "--rules", str(path), "--broker", broker.url).returncode == 0
    states = [payload and json.loads(payload)["data"]["state"] for topic, payload in got if "/alert-state/" in topic]
    assert states == ["firing", b""]
    assert {topic for topic, _ in got if "/alert-state/" in topic} == {"replay/idlib/alert-state/silent/idlib"}
    held_back = [json.loads(payload) for topic, payload in got if topic == "replay/idlib/suppressed/info/leaders"]
    assert {tuple(each["data"]["suppressed_by"]) for each in held_back} == {("cooldown",)}
    assert [topic for topic, _ in got].count("replay/idlib/alerts/info/leaders") == 1


def test_run_that_is_interrupted_reports_and_ends_with_130(rules: str) -> None:
    """Ctrl-C ends a run at once, held or not, with what was delivered until then, and without a traceback."""
    process = start("run", "--rules", rules, "--hold")
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=BOUND_S)
    finally:
        process.kill()
    report = report_of(err)
    assert (process.returncode, "holding" in err) == (130, False)
    assert (report["sent"], report["acknowledged"], report["complete"]) == (1, 1, False)
    assert report["digest"] == sha256(first + out)
    assert assert_one_line(err) == "replay: interrupted"


def test_run_that_is_interrupted_while_it_waits_ends_with_130(rules: str) -> None:
    """Before the start there is nothing to report, and nothing was played."""
    at = (datetime.now() + timedelta(hours=1)).isoformat()  # noqa: DTZ005 -- local time is what --at takes
    process = start("run", "--rules", rules, "--at", at)
    try:
        assert process.stderr is not None
        while "waiting" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=BOUND_S)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert assert_one_line(err) == "replay: interrupted"


def test_run_at_a_time_starts_then(rules: str, day: str) -> None:
    """Nothing is published before the wall clock says so; then all of it is."""
    at = datetime.now().astimezone() + timedelta(seconds=8)
    done = replay("run", day, "--speed", "max", "--rules", rules, "--at", at.isoformat())
    assert done.returncode == 0
    waiting = next(entry for entry in entries(done.stderr) if entry["event"] == "waiting")
    assert datetime.fromisoformat(waiting["starts_at"]) == at
    alerts = [entry for entry in entries(done.stderr) if entry["event"] == "alert"]
    assert len(alerts) == 2
    assert all(datetime.fromisoformat(entry["logged_at"]) >= at for entry in alerts)


def bad_stream(folder: Path, content: bytes | None) -> str:
    """Return the path of a stream that cannot be read, or of none."""
    path = folder / "bad.txt"
    if content is not None:
        path.write_bytes(content)
    return str(path)


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "no such file or shipped stream"), (b"", "empty"), (b" date 2020-03-05 Day\n-\nNo time\n", "time"),
     (b" date 2020-03-05 Day\n-\n10:00\n\xff\xfe\xfa\n", "UTF-8|bytes|text")],
    ids=["unknown", "empty", "no-time", "bytes"],
)  # fmt: skip
def test_stream_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, content: bytes | None, told: str) -> None:
    """A missing, empty, timeless or unreadable file: exit 3, the file's name, what is wrong with it."""
    path = bad_stream(tmp_path, content)
    done = replay("run", path, "--speed", "max")
    line = assert_one_line(done.stderr)
    assert (done.returncode, done.stdout) == (3, "")
    assert line.startswith(f"replay: {path}")
    assert re.search(told, line)


@pytest.mark.parametrize("verb", ["run", "play"])
def test_stream_of_an_unknown_name_is_told_with_those_there_are(verb: str) -> None:
    """A mistyped name gets the shipped ones: exit 3."""
    done = replay(verb, "idlip")
    assert done.returncode == 3
    assert "did you mean 'idlib'" in assert_one_line(done.stderr)


@pytest.mark.parametrize(("verb", "speed"), [("run", "0"), ("run", "-1"), ("run", "fast"), ("run", ""), ("play", "0")])
def test_speed_that_is_none_is_a_usage_error(verb: str, speed: str) -> None:
    """Zero, below it, or no number: exit 2 and one line that says what a speed is."""
    done = replay(verb, f"--speed={speed}")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"speed '{speed}' is" in assert_one_line(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [("--max-gap", "5"), ("--max-gap", "-5s"), ("--at", "noon"), ("--at", "2020-03-05T10:00"), ("--root", "a b"),
     ("--at", "0001-01-01"), ("--at", "9999-12-31T23:59:59-14:00"), ("--timezone", "MSK"),
     ("--broker", "h:1883"), ("--broker", "mqtt://h:0"),
     ("--alerts", "/nowhere/alerts.jsonl"), ("--nonsense",)],
)  # fmt: skip
def test_option_that_cannot_be_is_a_usage_error(rules: str, arguments: Sequence[str]) -> None:
    """A value that an option cannot have: exit 2, one line, before anything is played."""
    done = replay("run", "--speed", "max", "--rules", rules, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_line(done.stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "day.jsonl", "--alerts", "day.jsonl"),
        ("run", "--rules", "fire.yaml", "--alerts", "fire.yaml"),
        ("watch", "--rules", "fire.yaml", "--alerts", "fire.yaml"),
        ("run", "--rules", "fire.yaml", "--alerts", "fire.test.yaml"),
        ("watch", "--rules", "fire.yaml", "--alerts", "fire.test.yaml"),
    ],
)
def test_alert_log_that_would_change_what_is_read_is_refused(
    arguments: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is appended to what is there: a recording would hold alerts, and a rule file be none any more."""
    monkeypatch.chdir(tmp_path)
    Path("day.jsonl").write_text('{"time": "2020-03-05T10:00:00Z", "headline": "fire"}\n')
    Path("fire.yaml").write_text(RULES)
    Path("fire.test.yaml").write_text("version: 1\ntests: []\n")
    before = Path(arguments[-1]).read_bytes()
    done = replay(*arguments)
    assert done.returncode == 2
    assert assert_one_line(done.stderr).endswith(f"{arguments[-1]}, which is read; name another file")
    assert Path(arguments[-1]).read_bytes() == before


def test_alert_log_that_would_be_a_shipped_rule_file_is_refused() -> None:
    """They are read where no others are named; with a setting that is none, nothing could be written anyway."""
    log = SHIPPED_RULES / "alerts.yaml"
    done = replay("run", "--set", "none=1", "--alerts", str(log))
    assert done.returncode == 2
    assert assert_one_line(done.stderr) == f"replay: --alerts would make {log}, which would be read; name another file"


@pytest.mark.parametrize(
    "content",
    [b"", b"rules: [", b"\xff\xfe", b"version: 1\nrules:\n  - id: a\n", b"version: 1\nrules: 7\n", None],
    ids=["empty", "no-yaml", "bytes", "half", "wrong", "missing"],
)
def test_rule_file_that_is_broken_is_told(tmp_path: Path, content: bytes | None) -> None:
    """A rule file that is empty, no YAML, no text, half or not there: exit 3, with the file's name, no traceback."""
    path = tmp_path / "broken.yaml"
    if content is not None:
        path.write_bytes(content)
    done = replay("run", "--rules", str(path))
    assert (done.returncode, done.stdout) == (3, "")
    assert str(path) in assert_one_line(done.stderr)


@pytest.mark.parametrize("verb", ["run", "play", "watch"])
def test_broker_that_is_not_there_is_told_in_one_line(verb: str) -> None:
    """Nobody listens at that port: exit 4, with the address and what to check."""
    url = f"mqtt://127.0.0.1:{free_port()}"
    done = replay(verb, "--broker", url)
    assert (done.returncode, done.stdout) == (4, "")
    assert assert_one_line(done.stderr).startswith(f"replay: broker {url}: cannot be reached")


@pytest.mark.parametrize("verb", ["run", "play", "watch"])
def test_broker_url_with_a_password_is_refused_and_not_told(verb: str) -> None:
    """Credentials do not belong on the command line: exit 2, and the password stands nowhere."""
    done = replay(verb, "--broker", "mqtt://desk:s3cret@127.0.0.1")
    assert done.returncode == 2
    assert "REPLAY_MQTT_PASSWORD" in assert_one_line(done.stderr)
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("host", "code", "what"),
    [("a..b", 2, "'a..b' is not a host name"), ("no-such-host.invalid", 4, "no-such-host.invalid:1883: cannot be")],
)
def test_broker_with_a_host_that_cannot_be_is_told_in_one_line(host: str, code: int, what: str) -> None:
    """A host that is no name is a usage error, one that nobody knows a broker that cannot be reached."""
    done = replay("play", "--broker", f"mqtt://{host}")
    assert done.returncode == code
    assert what in assert_one_line(done.stderr)


def test_update_larger_than_a_packet_is_told_in_one_line(tmp_path: Path, rules: str) -> None:
    """A text within the limit that no packet holds, for its control characters: input that cannot be used, exit 3."""
    text = "\x01" * 60_000
    path = bad_stream(tmp_path, f" date 2020-03-05 Day\n-\n10:00\nA fire\n{text}x.\n".encode())
    done = replay("run", path, "--speed", "max", "--rules", rules)
    assert (done.returncode, done.stdout) == (3, "")
    assert assert_one_line(done.stderr).startswith(f"replay: {path}:4: the update has 360200 bytes")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, which Linux has")
def test_alert_log_on_a_full_disk_is_told_in_one_line(rules: str, day: str) -> None:
    """An alert that cannot be written down ends the run."""
    done = replay("run", day, "--speed", "max", "--rules", rules, "--alerts", "/dev/full")
    assert done.returncode == 5
    told = "alert log /dev/full cannot be written: No space left on device; make room, or name another place"
    assert assert_one_line(done.stderr) == f"replay: {told}"


def test_reader_of_stdout_that_goes_away_does_not_end_a_run(rules: str) -> None:
    """`replay run | head -n1` is a common thing to do: the day is played to its end, and told."""
    process = start("run", "--speed", "1000", "--max-gap", "50ms", "--rules", rules)
    try:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=BOUND_S)
    finally:
        process.kill()
        process.stderr.close()  # type: ignore[union-attr]  # it was asked for as a pipe
    assert (process.returncode, report_of(err)["acknowledged"]) == (0, 16)
    assert len(entries(err)) == len(err.splitlines())


def test_wait_starts_on_enter(rules: str, day: str) -> None:
    """Nothing is played before Enter, all of it after."""
    process = start("run", day, "--speed", "max", "--rules", rules, "--wait", stdin=subprocess.PIPE)
    try:
        assert process.stderr is not None
        while "press Enter" not in process.stderr.readline():
            pass
        out, err = process.communicate("\n", timeout=BOUND_S)
    finally:
        process.kill()
    assert (process.returncode, out.count("\n")) == (0, 2)
    assert report_of(err)["acknowledged"] == 3


def on_terminal(*arguments: str, press: bytes = b"", columns: int = 100) -> tuple[int, str]:
    """Run `replay` on a terminal of so many columns, pressing keys as it runs; return its exit code and screen."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "replay", *arguments], stdin=theirs, stdout=theirs, stderr=theirs,
        start_new_session=True, env={**os.environ, "TERM": "xterm-256color", "COLUMNS": str(columns)},
    )  # fmt: skip
    os.close(theirs)
    screen, until = b"", time.monotonic() + BOUND_S
    try:
        while time.monotonic() < until:
            if select.select([ours], [], [], 0.05)[0]:
                try:
                    read = os.read(ours, 65536)
                except OSError:  # Linux says so when the other side is closed
                    break
                screen += read
                if not read:
                    break
            elif press and b"/16" in screen:
                with suppress(OSError):
                    os.write(ours, press)
        return process.wait(timeout=BOUND_S), re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.decode())
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def test_run_on_a_terminal_shows_alerts_as_lines(rules: str, day: str) -> None:
    """A person sees when, how severe, which rule and what about, the report, and no JSON."""
    code, screen = on_terminal("run", day, "--speed", "max", "--rules", rules)
    assert code == 0
    assert re.search(r"10:00 +warning +fire +A fire", screen)
    assert re.search(r"12:00 +warning +fire +A fire again", screen)
    assert "3 of 3 updates sent, 3 acknowledged, 0 re-sent" in screen
    assert '{"' not in screen


def test_space_on_a_terminal_skips_the_waits(rules: str) -> None:
    """Pressing Space plays a day of seven hours at speed 1 within the test's time, all of it delivered."""
    code, screen = on_terminal("run", "--rules", rules, press=b" ")
    assert code == 0
    assert "Space skips this wait" in screen
    assert "16 of 16 updates sent, 16 acknowledged" in screen


def test_watch_on_a_terminal_with_a_zone_that_is_none_is_told() -> None:
    """A zone that nobody knows is a usage error on a terminal too, where alerts are shown in it."""
    code, screen = on_terminal("watch", "--timezone", "nowhere", "--broker", f"mqtt://127.0.0.1:{free_port()}")
    assert code == 2
    assert "nowhere" in screen
