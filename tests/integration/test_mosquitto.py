"""The Mosquitto that compose.yaml starts: its configuration, its passwords, and who may do what."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiomqtt
import pytest
from ruamel.yaml import YAML

from replay.cli.doctor.broker import examine
from replay.errors import BrokerError
from replay.mqtt import session as session_module
from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import open_session
from replay.mqtt.tls import TlsFiles
from tests.integration.certificates import Authority
from tests.integration.conftest import BOUND_S, Mosquitto, free_port, installed, running_mosquitto, wait_for
from tests.integration.namespaces import mosquitto_away
from tests.integration.shipped import HOME, ROLES, copy_configuration, tls_listener, write_secrets

PLAYER = ["updates", "clock", "session", "status", "metrics", "replies", "replies/a"]
MONITOR = ["alerts/critical/a", "alert-state/a/all", "suppressed/info/a", "metrics/alerts", "control"]
MAY_WRITE = {"replay": {*PLAYER, *MONITOR}, "player": set(PLAYER), "monitor": set(MONITOR), "dashboard": {"control"}}
MAY_READ = {role: {"control"} if role == "player" else {*PLAYER, *MONITOR} for role in ROLES}


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """Return a folder with a password for each role."""
    return write_secrets(tmp_path)


@pytest.fixture
def access(tmp_path: Path) -> list[str]:
    """Return lines of configuration on who may connect: the shipped ones, with those passwords."""
    passwords = tmp_path / "passwords"
    passwords.write_text("".join(f"{role}:{role[::-1]}\n" for role in ROLES))
    subprocess.run([installed("mosquitto_passwd"), "-U", str(passwords)], check=True, timeout=BOUND_S)
    return ["allow_anonymous false", f"password_file {passwords}", f"acl_file {HOME / 'mosquitto' / 'acl'}"]


@pytest.fixture
def broker(tmp_path: Path, access: list[str]) -> Iterator[Mosquitto]:
    """Run mosquitto with the ACL, and those passwords, on 127.0.0.1."""
    limit = "max_queued_messages 100000"  # at 0, 2.0.11 cuts off who publishes what it may not
    with running_mosquitto(tmp_path, [*access, limit]) as running:
        yield running


def client(broker: Mosquitto, role: str, **options: Any) -> aiomqtt.Client:  # noqa: ANN401 -- aiomqtt's
    """Return a client that is let in as *role*."""
    return aiomqtt.Client("127.0.0.1", broker.port, username=role, password=role[::-1], **options)


def as_role(role: str, secrets: Path, command: list[str]) -> subprocess.Popen[bytes]:
    """Start *command* with the password of *role*, as compose.yaml does."""
    environ = {"REPLAY_MQTT_USERNAME": role, "REPLAY_MQTT_PASSWORD_FILE": str(secrets / role)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | environ)


async def written(broker: Mosquitto, role: str) -> set[str]:
    """Publish on every topic as *role*, and return those that came through to the replay user."""
    came = set[str]()
    async with client(broker, "replay") as reader, client(broker, role) as writer, client(broker, "replay") as last:
        await reader.subscribe("replay/idlib/#", qos=1)
        for topic in PLAYER + MONITOR:
            await writer.publish(f"replay/idlib/{topic}", role, qos=1)
        await last.publish("replay/idlib/end", qos=1)
        async for message in reader.messages:
            if message.topic.value == "replay/idlib/end":
                return came
            came.add(message.topic.value.removeprefix("replay/idlib/"))
    raise AssertionError("the messages ended")


async def read(broker: Mosquitto, role: str) -> set[str]:
    """Publish on every topic as the replay user, and return those that came through to *role*."""
    came = set[str]()
    async with client(broker, role) as reader, client(broker, "replay") as writer:
        for topic in ("replay/#", "$SYS/broker/version"):
            await reader.subscribe(topic, qos=1)
        for topic in PLAYER + MONITOR:
            await writer.publish(f"replay/idlib/{topic}", qos=1)
        await writer.publish("replay/idlib/control", "end", qos=1)
        async for message in reader.messages:
            if message.payload == b"end":
                return came
            came.add(message.topic.value.removeprefix("replay/idlib/"))
    raise AssertionError("the messages ended")


@pytest.mark.parametrize("role", ROLES)
def test_role_writes_what_it_may_and_nothing_else(broker: Mosquitto, role: str) -> None:
    """Player and monitor keep to their topics, a dashboard asks for what it missed, and replay, which is both, all."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S):
            assert await written(broker, role) == MAY_WRITE[role]

    asyncio.run(run())


@pytest.mark.parametrize("role", ROLES)
def test_role_reads_what_it_may_and_nothing_else(broker: Mosquitto, role: str) -> None:
    """A player hears commands alone, the others the whole stream; all may ask which broker it is."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S):
            assert await read(broker, role) == {*MAY_READ[role], "$SYS/broker/version"}

    asyncio.run(run())


def test_publish_that_the_broker_denies_is_acknowledged(broker: Mosquitto) -> None:
    """A PUBACK of MQTT 3.1.1 proves no permission: what a dashboard publishes is delivered, by the book, to nobody."""

    async def run() -> None:
        address = BrokerAddress("127.0.0.1", broker.port, "dashboard", "draobhsad")
        async with asyncio.timeout(BOUND_S), open_session(address, client_id="replay-test-1") as session:
            await session.publish("replay/idlib/updates", b"x")
            await session.drain()
            assert session.deliveries["replay/idlib/updates"].acknowledged == 1

    asyncio.run(run())


def test_broker_that_cuts_off_whoever_publishes_is_told_with_the_topic(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mosquitto does that to who retains where it keeps nothing: it is not told as a broker that is away."""
    monkeypatch.setattr(session_module, "PATIENCE_S", 0.5)

    async def run(port: int) -> None:
        async with (
            asyncio.timeout(BOUND_S),
            open_session(BrokerAddress("127.0.0.1", port), client_id="replay-test-1") as session,
        ):
            await session.publish("replay/idlib/session", b"x", retain=True)
            await session.drain()

    with (
        running_mosquitto(tmp_path, ["allow_anonymous true", "retain_available false"]) as running,
        pytest.raises(BrokerError, match=r"has cut the .*; check what it allows on replay/idlib/session: access rules"),
    ):
        asyncio.run(run(running.port))


def test_subscription_that_mosquitto_denies_is_granted_and_silent(broker: Mosquitto) -> None:
    """Its ACL holds messages back, not subscriptions: a player that wants updates is told that it has them."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), client(broker, "player") as player:
            granted = await player.subscribe("replay/idlib/updates", qos=1)
            assert granted[0] == 1

    asyncio.run(run())


def test_subscription_that_nats_denies_is_a_broker_error(tmp_path: Path) -> None:
    """Another broker refuses the subscription itself: told at once, with the filter."""
    port = free_port()
    file = tmp_path / "nats.conf"
    file.write_text(f"""
server_name: "test"
listen: "127.0.0.1:-1"
jetstream {{ store_dir: "{tmp_path}" }}
mqtt {{ host: "127.0.0.1", port: {port} }}
authorization {{ users: [{{ user: "desk", password: "right", permissions: {{ subscribe: {{ deny: "replay.>" }} }} }}] }}
""")
    command = [str(Path(sys.executable).parent / "nats-server"), "--config", str(file)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as nats:
        try:
            wait_for(port, nats)
            address = BrokerAddress("127.0.0.1", port, "desk", "right")
            with pytest.raises(BrokerError, match=r"refused the subscription to replay/idlib/\+; check the"):
                asyncio.run(subscribe(address, "replay/idlib/+"))
        finally:
            nats.kill()


async def subscribe(address: BrokerAddress, topic_filter: str) -> None:
    """Open a session that subscribes, and close it again."""
    async with asyncio.timeout(BOUND_S), open_session(address, client_id="replay-test-1", topic_filter=topic_filter):
        pass


def test_shipped_configuration_with_tls_takes_bursts_and_no_wrong_password(tmp_path: Path, access: list[str]) -> None:
    """With the listener of docs/brokers.md beside its own, the doctor finds nothing wrong; a stranger is told."""
    authority, port = Authority.make(tmp_path / "authority"), free_port()
    url, files = f"mqtts://127.0.0.1:{port}", TlsFiles(authority.ca)
    with running_mosquitto(tmp_path, [*access, *tls_listener(port, *authority.issue("broker", "127.0.0.1"))]):
        environ = {"REPLAY_MQTT_USERNAME": "replay", "REPLAY_MQTT_PASSWORD": "yalper"}
        found = {check.name: check.state for check in examine(BrokerAddress.parse(url, environ, files=files))}
        wrong = BrokerAddress.parse(url, {**environ, "REPLAY_MQTT_PASSWORD": "wrong"}, files=files)
        with pytest.raises(BrokerError, match="refused the user name or password"):
            asyncio.run(subscribe(wrong, "replay/#"))
    assert found["bursts"] == "ok"
    assert not {"problem", "skipped"} & set(found.values())


def test_start_script_makes_a_broker_for_all_roles(tmp_path: Path, secrets: Path) -> None:
    """As in the container: player and monitor with their own passwords give the alert log of the embedded broker."""
    installed("mosquitto_sub", "mosquitto-clients")
    folder = copy_configuration(tmp_path).parent
    verb = [sys.executable, "-m", "replay"]
    with mosquitto_away("sh", str(folder / "config" / "start.sh"), str(secrets)) as enter:
        with as_role("monitor", secrets, [*enter, *verb, "watch", "--alerts", str(tmp_path / "watched")]) as watch:
            assert watch.stderr is not None
            assert b"watching" in watch.stderr.readline()
            with as_role("player", secrets, [*enter, *verb, "play", "--speed", "max"]) as play:
                play.communicate(timeout=BOUND_S)
            watch.communicate(timeout=BOUND_S)
        with as_role(
            "replay", secrets, [*enter, *verb, "run", "--speed", "max", "--broker", "ws://127.0.0.1:9001"]
        ) as run:
            alerts, _ = run.communicate(timeout=BOUND_S)
        health = YAML(typ="safe").load(HOME / "compose.yaml")["services"]["broker"]["healthcheck"]["test"][1]
        health = health.replace("$$", "$").replace("/mosquitto", str(folder), 1)
        subprocess.run([*enter, "sh", "-c", health], check=True, timeout=BOUND_S)
    here = subprocess.run([*verb, "run", "--speed", "max"], check=True, capture_output=True, timeout=BOUND_S)
    assert (play.returncode, watch.returncode, run.returncode) == (0, 0, 0)
    assert (tmp_path / "watched").read_bytes() == alerts == here.stdout != b""
    assert "reyalp" not in (folder / "passwords").read_text()


def test_start_script_without_a_password_says_which(tmp_path: Path, secrets: Path) -> None:
    """A missing secret ends it in one line; no broker stands there with fewer users than were meant."""
    folder = copy_configuration(tmp_path)
    (secrets / "monitor").unlink()
    done = subprocess.run(["sh", folder / "start.sh", secrets], check=False, capture_output=True, timeout=BOUND_S)
    assert done.returncode == 1
    assert done.stderr.decode() == f"start.sh: no password in {secrets}/monitor\n"


@pytest.mark.parametrize(
    ("password", "wrong"),
    [("a:b\n", "a colon, at which Mosquitto would cut it"), ("a\nplayer:x\n", "several lines")],
)
def test_start_script_refuses_a_password_that_would_be_cut(
    tmp_path: Path, secrets: Path, password: str, wrong: str
) -> None:
    """Mosquitto would take what stands before a colon for the whole, and what follows a line for another user."""
    (secrets / "monitor").write_text(password)
    script = copy_configuration(tmp_path) / "start.sh"
    done = subprocess.run(["sh", script, secrets], check=False, capture_output=True, timeout=BOUND_S)
    assert done.returncode == 1
    assert done.stderr.decode() == f"start.sh: the password in {secrets}/monitor has {wrong}; make another\n"
