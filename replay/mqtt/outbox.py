"""The messages that are on their way until PUBACK, in order, and what should stand retained on the broker."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

WINDOW = 50
"""Messages on their way at once; 20 to 100 are fast, more are slower. A full window makes `put` wait."""

Send = Callable[[str, bytes, bool], int]
"""Hands topic, payload and retain to a connection, and returns the packet id by which that will acknowledge."""


@dataclass(slots=True)
class Delivery:
    """What became of the messages to one topic.

    Attributes:
        sent: Messages handed over, each once.
        acknowledged: Messages that the broker acknowledged.
        resent: Times a message went out again after a reconnect.
    """

    sent: int = 0
    acknowledged: int = 0
    resent: int = 0


@dataclass(frozen=True, slots=True)
class _Message:
    """What is on its way; what *counts* is a delivery, what the session says of itself, or again, is none."""

    topic: str
    payload: bytes
    retain: bool
    counts: bool = True


class Outbox:
    """Keep messages until they are acknowledged, whatever happens to the connection.

    Attributes:
        deliveries: What became of the messages, by topic.
    """

    def __init__(self) -> None:
        self.deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)
        self._messages: dict[int, _Message] = {}
        self._standing: dict[str, bytes] = {}
        self._in_flight: dict[int, int] = {}
        self._last_key = 0
        self._send: Send | None = None
        self._changed = asyncio.Event()

    def __len__(self) -> int:
        return len(self._messages)

    @property
    def is_connected(self) -> bool:
        """Say whether what is put goes out at once."""
        return self._send is not None

    @property
    def keys(self) -> frozenset[int]:
        """Return what is unacknowledged, to compare with later."""
        return frozenset(self._messages)

    @property
    def first_topic(self) -> str | None:
        """Return the topic of the message that has waited longest, if one waits."""
        return next((message.topic for message in self._messages.values()), None)

    async def put(self, topic: str, payload: bytes, *, retain: bool) -> None:
        """Take a message, and send it if there is a connection; wait while the window is full."""
        await self._until(lambda: len(self._messages) < WINDOW)
        self.deliveries[topic].sent += 1
        if retain:
            self._standing.pop(topic, None)
            if payload:
                self._standing[topic] = payload
        self._add(_Message(topic, payload, retain))

    async def put_last(self, topic: str, payload: bytes) -> None:
        """Send a retained word of the session's own, though the window be full, and wait until it is acknowledged."""
        key = self._add(_Message(topic, payload, retain=True, counts=False))
        await self._until(lambda: key not in self._messages)

    async def empty(self) -> None:
        """Wait until every message is acknowledged."""
        await self._until(lambda: not self._messages)

    def acknowledge(self, packet_id: int) -> None:
        """Take a PUBACK of the connection at hand."""
        message = self._messages.pop(self._in_flight.pop(packet_id, 0), None)
        if message is not None:
            self.deliveries[message.topic].acknowledged += message.counts
            self._changed.set()

    def connect(self, send: Send) -> None:
        """Send all that is unacknowledged, in order, then what else should stand retained; at first that is nothing.

        A broker that was restarted may have forgotten it. Behind the messages, and only where they have nothing for the
        topic: what is newer is never followed by what is older.
        """
        self._send = send
        self._in_flight.clear()
        on_their_way = {message.topic for message in self._messages.values() if message.retain}
        for key, message in self._messages.items():
            self.deliveries[message.topic].resent += message.counts
            self._hand_over(send, key)
        for topic, payload in self._standing.items():
            if topic not in on_their_way:
                self._add(_Message(topic, payload, retain=True, counts=False))

    def disconnect(self) -> None:
        """Hold messages back until the next connection."""
        self._send = None

    def _add(self, message: _Message) -> int:
        self._last_key += 1
        self._messages[self._last_key] = message
        if self._send is not None:
            self._hand_over(self._send, self._last_key)
        return self._last_key

    def _hand_over(self, send: Send, key: int) -> None:
        message = self._messages[key]
        self._in_flight[send(message.topic, message.payload, message.retain)] = key

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            self._changed.clear()
            await self._changed.wait()
