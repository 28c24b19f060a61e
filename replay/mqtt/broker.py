"""The embedded broker: where it answers, on ports that are free or wanted, for as long as a block lasts."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from replay.errors import BrokerError
from replay.mqtt.nats import Server
from replay.mqtt.ports import ANY_PORT, HOST, MQTT_PORT, WEBSOCKET_PORT, free_or_any, why_taken

_WATCH_S = 0.5
PAGE_PORT = 8000
"""Where `python -m http.server` serves, and the example page if it is free."""
PAGE_ORIGINS = (f"http://127.0.0.1:{PAGE_PORT}", f"http://localhost:{PAGE_PORT}")
"""Pages that may connect by WebSocket unless the user names others."""


@dataclass(frozen=True, slots=True)
class EmbeddedBroker:
    """A broker that answers.

    Attributes:
        mqtt_port: Port on 127.0.0.1 for MQTT 3.1.1.
        websocket_port: Port on 127.0.0.1 for MQTT on WebSocket, path `/mqtt`.
        server: Its process.
    """

    mqtt_port: int
    websocket_port: int
    server: Server

    async def watch(self) -> None:
        """Look after the process; never returns.

        Raises:
            BrokerError: When it has died, or nobody is left who would end it.
        """
        while self.server.is_up():  # noqa: ASYNC110 -- the end of a grandchild is no event
            await asyncio.sleep(_WATCH_S)
        raise BrokerError(self.url, "the embedded broker has died", hint="start again")

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self.server.pid

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
        origins: Web origins, `http://host:port`, whose pages may connect; `ANY_ORIGIN` among them lets all.

    Raises:
        BrokerError: If it does not come up, with the broker's own last words, or has no port or no room to do so.
    """
    for port in filter(None, (mqtt_port, websocket_port)):
        if reason := why_taken(port):
            raise BrokerError("embedded", f"port {port} cannot be had ({reason})", hint="name another, or none")
    wanted = mqtt_port or free_or_any(MQTT_PORT), websocket_port or free_or_any(WEBSOCKET_PORT)
    try:
        running = Server(wanted, origins)
        ports = await running.ready()
    except BrokerError:
        fallback = mqtt_port or ANY_PORT, websocket_port or ANY_PORT
        if wanted == fallback:
            raise
        running = Server(fallback, origins)  # somebody else took a port since it was found free
        ports = await running.ready()
    try:
        yield EmbeddedBroker(*ports, running)
    finally:
        running.end()
