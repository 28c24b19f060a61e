"""Brokers to test against, each of which can be killed and brought back on its port; used by chaos and e2e too."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Stream, Update
from replay.mqtt.broker import embedded_broker
from tests.integration.shipped import configuration

BOUND_S = 30.0
"""A bound for everything that is waited for; far above what it takes."""


class Broker(Protocol):
    """A broker on 127.0.0.1 that can be killed and brought back."""

    port: int

    async def kill(self) -> None:
        """End it without warning."""

    async def restart(self) -> None:
        """Bring it back on its port, with nothing remembered."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def installed(program: str, package: str = "mosquitto") -> str:
    """Return the path of *program*; skip the test where it is not installed, but never in CI."""
    path = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")
    if path is not None:
        return path
    told = f"{program} is not installed: install Debian's package {package}"
    if os.environ.get("CI"):
        pytest.fail(f"{told}, since CI is set")
    pytest.skip(told)


def wait_for(port: int, broker: "subprocess.Popen[bytes]") -> None:
    """Wait until the process *broker* takes connections on *port* of 127.0.0.1."""
    until = time.monotonic() + BOUND_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert broker.poll() is None, "the broker did not start"
            assert time.monotonic() < until, "the broker does not answer"
            time.sleep(0.01)
        else:
            return


class Mosquitto:
    """Debian's mosquitto with the shipped configuration, on a free port.

    Args:
        folder: Its own.
        access: Lines of configuration on who may connect.
    """

    def __init__(self, folder: Path, access: Sequence[str] = ("allow_anonymous true",)) -> None:
        self.port = free_port()
        self._file = folder / f"mosquitto-{self.port}.conf"
        self._file.write_text(configuration(self.port, access))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return its address."""
        return f"mqtt://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [installed("mosquitto"), "-c", str(self._file)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self._process)

    def end(self) -> None:
        """Kill it, if it runs."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def kill(self) -> None:
        """End it without warning."""
        self.end()

    async def restart(self) -> None:
        """Bring it back on its port, with nothing remembered."""
        self.start()


@contextmanager
def running_mosquitto(folder: Path, access: Sequence[str] = ("allow_anonymous true",)) -> Iterator[Mosquitto]:
    """Run mosquitto for as long as the block lasts."""
    broker = Mosquitto(folder, access)
    try:
        broker.start()
        yield broker
    finally:
        broker.end()


class Embedded:
    """The embedded broker on a free port, driven through `embedded_broker` as `replay` does."""

    def __init__(self) -> None:
        self.port = free_port()
        self._stack = AsyncExitStack()
        self._pid = 0

    async def restart(self) -> None:
        """Start it on its port, with nothing remembered."""
        websocket_port = free_port()
        broker = await self._stack.enter_async_context(
            embedded_broker(mqtt_port=self.port, websocket_port=websocket_port)
        )
        assert broker.mqtt_port == self.port
        self._pid = broker.pid

    async def kill(self) -> None:
        """End it without warning, and clear up behind it."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self._pid = 0
        await self._stack.aclose()


Brokers = Callable[[], AbstractAsyncContextManager[Broker]]


@pytest.fixture(params=["embedded", "mosquitto"])
def broker_of(request: pytest.FixtureRequest, tmp_path: Path) -> Brokers:
    """Return what runs a broker for as long as a block lasts; each test runs on every kind."""

    @asynccontextmanager
    async def embedded() -> AsyncIterator[Broker]:
        broker = Embedded()
        await broker.restart()
        try:
            yield broker
        finally:
            await broker.kill()

    @asynccontextmanager
    async def mosquitto() -> AsyncIterator[Broker]:
        with running_mosquitto(tmp_path) as broker:
            yield broker

    return embedded if request.param == "embedded" else mosquitto


@pytest.fixture
def stream_of() -> Callable[..., Stream]:
    """Return what makes a stream named day of a number of updates, with a gap of story time between them."""

    def make(count: int, gap: timedelta = timedelta(seconds=1)) -> Stream:
        start = datetime(2020, 3, 5, 10, 21, tzinfo=UTC)
        updates = [
            Update(id=f"u-{seq}", stream="day", seq=seq, time=start + (seq - 1) * gap, headline=f"Fire {seq}")
            for seq in range(1, count + 1)
        ]
        return Stream("day", "Day", "UTC", updates)

    return make


@pytest.fixture
def fire_rules(tmp_path: Path) -> RuleSet:
    """Return a rule that alerts on every update of `stream_of`."""
    path = tmp_path / "fire.yaml"
    path.write_text("version: 1\nrules:\n  - id: fire\n    match: fire\n    severity: warning\n")
    return load_rules([path])
