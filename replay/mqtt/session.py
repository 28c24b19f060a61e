"""A session that outlives its connections: an outbox until PUBACK, re-sent in order after every reconnect.

What should stand retained is published again then, since a broker may have forgotten it. aiomqtt's errors end here as
`BrokerError`. A session has one filter, since several lose the order.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cache
from typing import Protocol

import aiomqtt
import structlog

from replay.errors import BrokerError, ungrouped
from replay.mqtt.address import BrokerAddress
from replay.mqtt.client import acknowledge, greet, new_client, payload_of, sender_of
from replay.mqtt.envelope import MAX_PAYLOAD_BYTES
from replay.mqtt.failures import is_refusal, unreachable, words_of
from replay.mqtt.outbox import Delivery, Outbox

PATIENCE_S = 30.0
"""How long a lost broker is waited for."""

_FIRST_RETRY_S = 0.05
_LAST_RETRY_S = 2.0
_HELD_S = 5.0
_LEAVE_S = 2.0

_log = structlog.get_logger(__name__)

Handler = Callable[["Publisher", str, bytes], Awaitable[None]]
"""Takes the session, so that it can answer, the topic and the payload."""


class Publisher(Protocol):
    """What a player or a monitor needs of a session."""

    @property
    def deliveries(self) -> Mapping[str, Delivery]:
        """Return what became of the messages, by topic."""

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Put a message on its way, in order; wait while the window is full."""

    async def drain(self) -> None:
        """Wait until every message is acknowledged."""


class Session:
    """Publish and subscribe through whatever happens to the connection; made by `open_session`."""

    def __init__(
        self,
        address: BrokerAddress,
        *,
        client_id: str,
        topic_filter: str | None,
        handler: Handler | None,
        presence: str | None,
    ) -> None:
        self._address = address
        self._client_id = client_id
        self._topic_filter = topic_filter
        self._handler = handler
        self._presence = presence
        self._outbox = Outbox()
        self._inbox: asyncio.Queue[tuple[aiomqtt.Client, aiomqtt.Message]] = asyncio.Queue()
        self._connected = asyncio.Event()

    @property
    def deliveries(self) -> Mapping[str, Delivery]:
        """Return what became of the messages, by topic."""
        return self._outbox.deliveries

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Put a message into the outbox, and on its way; return before it is acknowledged.

        Waits while the window is full.

        Raises:
            ValueError: If the payload is larger than a packet may be: a broker would cut the connection, and the outbox
                would send it again for ever.
        """
        if len(payload) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"{topic}: a payload of {len(payload)} bytes; {MAX_PAYLOAD_BYTES} are the most")
        await self._outbox.put(topic, payload, retain=retain)

    async def connected(self) -> None:
        """Wait until the first connection stands, subscription included."""
        await self._connected.wait()

    async def drain(self) -> None:
        """Wait until every message is acknowledged."""
        await self._outbox.empty()

    async def keep_connected(self) -> None:
        """Connect, and connect again whenever the connection is lost; never returns.

        Raises:
            BrokerError: If the first connection fails, the broker refuses us, or it stays away for `PATIENCE_S`.
        """
        now = asyncio.get_running_loop().time
        well_at, pause_s = now(), _FIRST_RETRY_S
        while True:
            began_at, unacknowledged = now(), self._outbox.keys
            try:
                await self._one_connection()
            except aiomqtt.MqttError as error:
                _check_cancelled()
                stood = self._outbox.is_connected
                held = stood and now() - began_at > _HELD_S
                self._outbox.disconnect()
                if held or not unacknowledged <= self._outbox.keys:
                    well_at, pause_s = now(), _FIRST_RETRY_S
                self._give_up(error, away_s=now() - well_at, stood=stood)
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _LAST_RETRY_S)

    def _give_up(self, error: aiomqtt.MqttError, *, away_s: float, stood: bool) -> None:
        """Raise what ends the session, or log that it goes on."""
        if is_refusal(error) or not self._connected.is_set():
            raise unreachable(self._address, error) from None
        if away_s > PATIENCE_S and stood and self._outbox:
            what = f"has cut the connection at whatever we publish for {PATIENCE_S:.0f} s"
            hint = f"check what it allows on {self._outbox.first_topic}: access rules, retained messages"
            raise BrokerError(self._address, what, hint=hint) from None
        if away_s > PATIENCE_S:
            raise BrokerError(
                self._address, f"lost, and not back within {PATIENCE_S:.0f} s ({words_of(error)})"
            ) from None
        _log.warning(
            "connection lost", broker=str(self._address), reason=words_of(error), unacknowledged=len(self._outbox)
        )

    async def _one_connection(self) -> None:
        """Serve one connection until it is lost.

        Raises:
            aiomqtt.MqttError: When it is.
        """
        address, presence, acknowledged = self._address, self._presence, self._outbox.acknowledge
        async with new_client(address, self._client_id, presence=presence, acknowledged=acknowledged) as client:
            await greet(client, address, topic_filter=self._topic_filter, presence=presence)
            self._outbox.connect(sender_of(client))
            self._connected.set()
            try:
                async for message in client.messages:
                    self._inbox.put_nowait((client, message))
            except asyncio.CancelledError:
                await self._take_leave()
                raise

    async def _take_leave(self) -> None:
        """Say that we are gone, and wait for the PUBACK: behind a DISCONNECT no Last Will speaks for us."""
        if self._presence is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LEAVE_S):
                    await self._outbox.put_last(self._presence, b"offline")

    async def handle_messages(self) -> None:
        """Handle what comes in, one message at a time; never returns.

        A task of its own, so that a handler that waits for the window does not keep a reconnect from clearing it.
        """
        while True:
            client, message = await self._inbox.get()
            if self._handler is not None:
                await self._handler(self, message.topic.value, payload_of(message))
            acknowledge(client, message)


def _check_cancelled() -> None:
    """Go on being cancelled where a failure while leaving stands in for that.

    Raises:
        asyncio.CancelledError: If the current task was cancelled.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


@cache
def _warn_of_clear_text(broker: str) -> None:
    """Log once, however many sessions there are, that a password can be read on its way."""
    _log.warning("password travels unencrypted", broker=broker, hint="give mqtts:// or wss://")


@asynccontextmanager
async def open_session(
    address: BrokerAddress,
    *,
    client_id: str,
    topic_filter: str | None = None,
    handler: Handler | None = None,
    presence: str | None = None,
) -> AsyncIterator[Session]:
    """Connect, and stay connected for as long as the context lasts.

    Args:
        address: The broker.
        client_id: Unique on the broker; see `topics.client_id`.
        topic_filter: What to subscribe to, QoS 1.
        handler: Awaited with (session, topic, payload) of each message, in order, at least once.
        presence: A retained topic that says whether we are there: `online`, then `offline` at the end and as Last Will.

    Raises:
        BrokerError: If the broker cannot be reached, refuses us, or is lost for good while the context lasts.
    """
    if address.tells_password:
        _warn_of_clear_text(str(address))
    session = Session(address, client_id=client_id, topic_filter=topic_filter, handler=handler, presence=presence)
    with ungrouped():
        async with asyncio.TaskGroup() as tasks:
            keepers = [tasks.create_task(session.keep_connected()), tasks.create_task(session.handle_messages())]
            await session.connected()
            yield session
            for keeper in keepers:
                keeper.cancel()
