"""MQTT over WebSocket: to the embedded broker, to mosquitto, and frame by frame."""

import asyncio
import base64
import hashlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from replay.errors import BrokerError
from replay.mqtt import websocket
from replay.mqtt.address import BrokerAddress
from replay.mqtt.broker import embedded_broker
from replay.mqtt.websocket import WebSocket
from tests.integration.certificates import Authority
from tests.integration.conftest import BOUND_S, installed
from tests.integration.exchanging import connect, exchange, run
from tests.integration.namespaces import mosquitto_away

PING, PONG, BINARY = 0x9, 0xA, 0x2


@pytest.mark.parametrize(("count", "size"), [(3000, 500), (60, 250_000)])
def test_burst_over_websocket_arrives_whole(count: int, size: int) -> None:
    """Both ways at once, with sockets that are full in between: all, in order, though paho forgets half-sent frames."""

    async def talk() -> None:
        async with embedded_broker() as broker:
            address = BrokerAddress.parse(broker.websocket_url, {})
            await exchange(address, count=count, size=size, stopped=broker.pid)

    run(talk())


async def told(url: str) -> str:
    """Return what is said of a broker at *url* that does not talk to us."""
    with pytest.raises(BrokerError) as caught:
        await connect(BrokerAddress.parse(url, {}))
    assert str(caught.value).isprintable()
    return str(caught.value).partition(": ")[2]


def test_websocket_that_is_not_there_is_told() -> None:
    """Another path, or a port for MQTT without WebSocket: each is told with what may be wrong."""

    async def talk() -> None:
        async with asyncio.timeout(BOUND_S), embedded_broker() as broker:
            elsewhere = f"ws://127.0.0.1:{broker.websocket_port}/elsewhere"
            assert (await told(elsewhere)).endswith("; are path and port right?")
            words = await told(f"ws://127.0.0.1:{broker.mqtt_port}")
            assert words == "does not open a WebSocket at /mqtt; are path and port right?"

    run(talk())


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 404 Not Found\r\n\r\n", b"HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept:x\r\n\r\n",
     b"HTTP/1.1 101\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \xff\r\n\r\n", b"\x15\x03\x01\x00\x02\n", b""],
)  # fmt: skip
def test_answer_that_opens_no_websocket_is_told(answer: bytes) -> None:
    """Whatever a stranger answers, it is a broker error in one line."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            taken, _ = server.accept()
            with taken:
                taken.recv(65536)
                taken.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        words = asyncio.run(told(f"ws://127.0.0.1:{server.getsockname()[1]}"))
        thread.join()
    assert words == "does not open a WebSocket at /mqtt; are path and port right?"


@pytest.mark.parametrize(("piece", "most_s"), [(b"a", 0.5), (b"a" * 4096, BOUND_S)])
def test_answer_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch, piece: bytes, most_s: float) -> None:
    """One that comes drop by drop is waited for only so long, and one endless line is read only so far."""
    monkeypatch.setattr(websocket, "HANDSHAKE_S", most_s)
    gone = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            taken, _ = server.accept()
            with taken, suppress(OSError):
                while not gone.wait(0.05):
                    taken.sendall(piece)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            words = asyncio.run(told(f"ws://127.0.0.1:{server.getsockname()[1]}"))
        finally:
            gone.set()
            thread.join()
    assert words == "does not open a WebSocket at /mqtt; are path and port right?"


@contextmanager
def opened() -> Iterator[tuple[WebSocket, socket.socket]]:
    """Return a client's WebSocket that does not block, and the server's end of its socket."""
    ours, theirs = socket.socketpair()

    def shake_hands() -> None:
        request = theirs.recv(65536).decode()
        key = next(line.split(": ")[1] for line in request.splitlines() if line.startswith("Sec-WebSocket-Key"))
        digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()  # noqa: S324 -- RFC 6455's
        accept = base64.b64encode(digest).decode()
        theirs.sendall(f"HTTP/1.1 101 x\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n".encode())

    thread = threading.Thread(target=shake_hands)
    thread.start()
    with theirs, ours:
        websocket = WebSocket(ours, "127.0.0.1", 80, is_ssl=False, path="/mqtt", extra_headers=None)
        thread.join()
        websocket.setblocking(flag=False)
        yield websocket, theirs


def frame_of(sock: socket.socket) -> tuple[int, bytes]:
    """Read a frame, and return its opcode and its unmasked payload; a client's is masked."""
    first, second = sock.recv(2, socket.MSG_WAITALL)
    assert second & 0x80
    length = second & 0x7F
    if length >= 126:
        length = int.from_bytes(sock.recv(2 if length == 126 else 8, socket.MSG_WAITALL))
    key = sock.recv(4, socket.MSG_WAITALL)
    masked = sock.recv(length, socket.MSG_WAITALL) if length else b""
    return first & 0xF, bytes(byte ^ key[place % 4] for place, byte in enumerate(masked))


@pytest.mark.parametrize("size", [1, 125, 126, 127, 65_535, 65_536, 70_001])
def test_frame_of_any_length_is_read_as_it_was_sent(size: int) -> None:
    """The length has three forms (RFC 6455, section 5.2), and the mask four places."""
    payload = os.urandom(size)
    with opened() as (ours, theirs):
        assert ours.send(payload) == size
        assert frame_of(theirs) == (BINARY, payload)


def test_ping_in_the_midst_of_a_frame_is_answered_after_it() -> None:
    """A frame that is half out is not torn apart by the answer to a ping, which is masked as a client's must be."""
    payload = os.urandom(2_000_000)
    with opened() as (ours, theirs):
        with pytest.raises(BlockingIOError):
            ours.send(payload)
        theirs.sendall(bytes([0x80 | PING, 2]) + b"hi")
        for _ in b"hi":  # the loop calls as long as there is something to read
            with pytest.raises(BlockingIOError):
                ours.recv(1)
        got: list[tuple[int, bytes]] = []
        reader = threading.Thread(target=lambda: got.extend([frame_of(theirs), frame_of(theirs)]), daemon=True)
        reader.start()
        ours.setblocking(flag=True)
        assert ours.send(payload) == len(payload)
        reader.join(BOUND_S)
    assert got == [(BINARY, payload), (PONG, b"hi")]


@contextmanager
def mosquitto_with_websocket(folder: Path, tls: Sequence[str]) -> Iterator[list[str]]:
    """Run mosquitto with a WebSocket on port 9001 of another network; give what begins a command there."""
    lines = ["user root", "listener 1883", "listener 9001", "protocol websockets", "allow_anonymous true", *tls]
    (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")
    with mosquitto_away(installed("mosquitto"), "-c", str(folder / "mosquitto.conf")) as enter:
        yield enter


@pytest.mark.parametrize("scheme", ["ws", "wss"])
def test_run_over_websocket_to_mosquitto_gives_the_digest_of_the_embedded_broker(tmp_path: Path, scheme: str) -> None:
    """Another broker, another transport, and the same alert log."""
    authority = Authority.make(tmp_path / "authority")
    tls = authority.listener("127.0.0.1") if scheme == "wss" else []
    verb = [sys.executable, "-m", "replay", "run", "--speed", "max"]
    away = [*verb, "--broker", f"{scheme}://127.0.0.1:9001", *(["--ca", str(authority.ca)] if tls else [])]
    with mosquitto_with_websocket(tmp_path, tls) as enter:
        there = subprocess.run([*enter, *away], check=False, capture_output=True, timeout=BOUND_S)
    here = subprocess.run(verb, check=True, capture_output=True, timeout=BOUND_S)
    assert there.returncode == 0, there.stderr
    assert there.stdout == here.stdout != b""
    assert json.loads(there.stderr.splitlines()[0])["mqtt"] == f"{scheme}://127.0.0.1:9001/mqtt"
