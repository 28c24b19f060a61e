"""Sessions on real brokers: who may come in, what is said of a broker that is not there, and the Last Will."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import aiomqtt
import pytest
from structlog.testing import capture_logs

from replay.errors import BrokerError
from replay.mqtt.address import BrokerAddress
from replay.mqtt.broker import embedded_broker
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES
from replay.mqtt.nats import ANY_ORIGIN
from replay.mqtt.outbox import WINDOW
from replay.mqtt.session import open_session
from tests.integration.conftest import BOUND_S, Broker, Brokers, free_port, installed, running_mosquitto
from tests.integration.exchanging import connect

DAY = " date 2020-03-05 Day\n-\n12:00\nLast\n-\n10:00\nFirst\n"


def upgrade(port: int, origin: str) -> int:
    """Ask for a WebSocket as a page of *origin* does, and return the status of the answer."""
    headers = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Origin": origin, "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "mqtt",
    }  # fmt: skip
    with closing(HTTPConnection("127.0.0.1", port, timeout=BOUND_S)) as connection:
        connection.request("GET", "/mqtt", headers=headers)
        return connection.getresponse().status


def with_password(folder: Path, environ: Mapping[str, str]) -> None:
    """Connect to a mosquitto that knows the user desk with the password right."""
    passwords = folder / "passwords"
    command = [installed("mosquitto_passwd"), "-b", "-c", str(passwords), "desk", "right"]
    subprocess.run(command, check=True, timeout=BOUND_S)
    with running_mosquitto(folder, ["allow_anonymous false", f"password_file {passwords}"]) as broker:
        asyncio.run(connect(BrokerAddress.parse(broker.url, environ)))


@pytest.mark.parametrize(
    "environ", [{}, {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD": "wrong"}, {"REPLAY_MQTT_USERNAME": "x"}]
)
def test_session_with_a_refused_password_is_a_broker_error(tmp_path: Path, environ: dict[str, str]) -> None:
    """A wrong password, an unknown user or none at all: told at once, with what to check, never with the password."""
    with pytest.raises(BrokerError, match="refused the user name or password; check REPLAY_MQTT_USERNAME") as caught:
        with_password(tmp_path, environ)
    assert caught.value.exit_code == 4
    assert "wrong" not in str(caught.value)


def test_session_with_the_right_password_is_let_in(tmp_path: Path) -> None:
    """The password of the environment's file is the one that is sent."""
    file = tmp_path / "secret"
    file.write_text("right\n")
    with_password(tmp_path, {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD_FILE": str(file)})


def test_password_that_travels_unencrypted_is_warned_of_once() -> None:
    """However many sessions there are to a broker, the log has one line of it, without the password."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), embedded_broker() as broker:
            url = f"mqtt://0.0.0.0:{broker.mqtt_port}"  # leads to this machine, though no loopback address
            environ = {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD": "s3cret"}
            for _ in range(2):
                await connect(BrokerAddress.parse(url, environ))

    with capture_logs() as logged:
        asyncio.run(run())
    assert [each["event"] for each in logged] == ["password travels unencrypted"]
    assert "s3cret" not in str(logged)


def test_session_without_a_broker_is_a_broker_error() -> None:
    """Nobody listens there: told at once, with the address and what to check."""
    port = free_port()
    with pytest.raises(BrokerError) as caught:
        asyncio.run(connect(BrokerAddress("127.0.0.1", port)))
    assert caught.value.exit_code == 4
    assert str(caught.value).startswith(f"broker mqtt://127.0.0.1:{port}: cannot be reached (")
    assert str(caught.value).isprintable()


def test_session_with_a_host_that_does_not_resolve_is_a_broker_error() -> None:
    """A name that nobody knows is told like a broker that is not there."""
    with pytest.raises(BrokerError, match="cannot be reached"):
        asyncio.run(connect(BrokerAddress("no-such-host.invalid", 1883)))


async def statuses(broker: Broker, topic: str) -> list[bytes]:
    """Return what stands on *topic*, up to the first `offline`."""
    async with aiomqtt.Client("127.0.0.1", broker.port) as client:
        await client.subscribe(topic, qos=1)
        found: list[bytes] = []
        async for message in client.messages:
            assert isinstance(message.payload, bytes)
            found.append(message.payload)
            if message.payload == b"offline":
                return found
    raise AssertionError("the messages ended")


def test_last_will_says_offline_after_a_player_was_killed(broker_of: Brokers, tmp_path: Path) -> None:
    """A SIGKILLed player cannot say that it is gone: the broker says it, to who listens and to who comes later."""
    (tmp_path / "day.txt").write_text(DAY)

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), broker_of() as broker:
            player = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "replay", "play", str(tmp_path / "day.txt"),
                "--broker", f"mqtt://127.0.0.1:{broker.port}", stderr=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                watching = asyncio.ensure_future(statuses(broker, "replay/day/status"))
                async with aiomqtt.Client("127.0.0.1", broker.port) as client:
                    await client.subscribe("replay/day/updates", qos=1)
                    await client.subscribe("replay/day/session", qos=1)
                    await anext(client.messages)
                os.kill(player.pid, signal.SIGKILL)
                assert await watching == [b"online", b"offline"]
                assert await statuses(broker, "replay/day/status") == [b"offline"]
            finally:
                if player.returncode is None:
                    player.kill()
                await player.wait()

    asyncio.run(run())


async def serve_until_it_leaves(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> list[str]:
    """Be a broker that lets `offline` wait for its PUBACK, and return what a client sent, and was sent, at its end."""
    await reader.readuntil(b"offline")  # the will, in CONNECT
    writer.write(b"\x20\x02\x00\x00")
    await reader.readuntil(b"online")
    told = []
    goodbye = await reader.readuntil(b"offline")
    told.append("offline")
    try:
        async with asyncio.timeout(0.3):
            told.append(f"sent {await reader.readexactly(1)!r} before the PUBACK")
    except TimeoutError:
        writer.write(b"\x40\x02" + goodbye[-9:-7])
        told += ["puback", (await reader.read()).hex()]
    writer.close()
    return told


def test_session_leaves_only_when_its_offline_is_acknowledged() -> None:
    """Behind a DISCONNECT no Last Will speaks for a client: it is not sent before the broker has our last word."""

    async def run() -> list[str]:
        told: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(await serve_until_it_leaves(reader, writer))

        async with asyncio.timeout(BOUND_S), await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            broker = BrokerAddress.parse(f"mqtt://127.0.0.1:{server.sockets[0].getsockname()[1]}", {})
            async with open_session(broker, client_id="player-r-1", presence="replay/day/status"):
                pass
            return await told

    assert asyncio.run(run()) == ["offline", "puback", "e000"]


def test_session_ends_also_when_the_broker_has_stopped_reading() -> None:
    """A broker that hangs, with the socket full, costs the end of a session its patience, and no more."""

    async def run() -> None:
        async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"offline")
            writer.write(b"\x20\x02\x00\x00")
            await is_over.wait()
            writer.close()

        is_over = asyncio.Event()
        async with asyncio.timeout(BOUND_S), await asyncio.start_server(hang, "127.0.0.1", 0) as server:
            broker = BrokerAddress.parse(f"mqtt://127.0.0.1:{server.sockets[0].getsockname()[1]}", {})
            async with open_session(broker, client_id="player-r-1", presence="replay/day/status") as session:
                for _ in range(WINDOW):
                    await session.publish("replay/day/updates", bytes(MAX_PAYLOAD_BYTES))
            is_over.set()

    asyncio.run(run())


def test_presence_says_offline_at_a_calm_end(broker_of: Brokers) -> None:
    """A session that is closed leaves `offline` behind, retained."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), broker_of() as broker:
            address = BrokerAddress("127.0.0.1", broker.port)
            async with open_session(address, client_id="replay-test-1", presence="replay/day/status"):
                watching = asyncio.ensure_future(statuses(broker, "replay/day/status"))
                await asyncio.sleep(0.2)
            assert (await watching)[-1:] == [b"offline"]
            assert await statuses(broker, "replay/day/status") == [b"offline"]

    asyncio.run(run())


def test_embedded_broker_on_a_taken_port_is_a_broker_error() -> None:
    """A port that was asked for and is taken is told with its number, and what to do."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), embedded_broker(mqtt_port=free_port()) as first:
            with pytest.raises(BrokerError, match=rf"port {first.mqtt_port} .*in use\); name") as caught:
                async with embedded_broker(mqtt_port=first.mqtt_port):
                    pass
            assert caught.value.exit_code == 4

    asyncio.run(run())


def test_embedded_broker_that_has_no_room_says_where(tmp_path: Path) -> None:
    """On a full disk it takes connections and answers none, which looked like a wrong address."""
    away = ["unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o size=64k tmpfs "$1" && shift && exec "$@"', "sh"]
    if subprocess.run([*away, str(tmp_path), "true"], check=False, capture_output=True).returncode:
        pytest.skip("no file system can be mounted: run as root")
    command = [*away, str(tmp_path), sys.executable, "-m", "replay", "broker"]
    ended = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env={**os.environ, "TMPDIR": str(tmp_path)}
    )
    what = f"has 64 KiB of room in {tmp_path} and needs 16,384; make room, or name another folder with TMPDIR"
    assert (ended.returncode, ended.stderr) == (4, f"replay: broker embedded: {what}\n")


def test_embedded_brokers_side_by_side_have_ports_of_their_own() -> None:
    """Who names no port gets one, also when the usual ones are taken, on 127.0.0.1 alone."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), embedded_broker() as one, embedded_broker() as two:
            ports = {one.mqtt_port, two.mqtt_port, one.websocket_port, two.websocket_port}
            assert len(ports) == 4
            for broker in (one, two):
                await connect(BrokerAddress.parse(broker.url, {}))

    asyncio.run(run())


@pytest.mark.parametrize(
    ("allowed", "let_in"),
    [
        (["http://localhost:5173"], {"http://localhost:5173"}),
        (["http://localhost:5173", ANY_ORIGIN], {"http://localhost:5173", "https://elsewhere.example", "null"}),
    ],
)
def test_embedded_broker_lets_in_pages_of_the_origins_that_are_named(allowed: list[str], let_in: set[str]) -> None:
    """Another page is refused, and one from disk (`null`), unless every page may connect."""

    async def run() -> None:
        async with asyncio.timeout(BOUND_S), embedded_broker(origins=allowed) as broker:
            origins = ("http://localhost:5173", "https://elsewhere.example", "null")
            assert {
                each for each in origins if upgrade(broker.websocket_port, each) == HTTPStatus.SWITCHING_PROTOCOLS
            } == let_in

    asyncio.run(run())
