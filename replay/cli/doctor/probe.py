"""Try a broker out: what comes in on a topic, what is retained, how much of a burst a slow subscriber gets.

Everything happens on topics and with client ids of its own, and nothing is left behind.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import Publisher, Session, open_session
from replay.mqtt.topics import client_id

BURST = 2000
"""Messages: more than the brokers queue that queue 1000 by default."""

ANSWER_S = 1.0
"""How long a message that may not come is waited for."""

_BURST_S = 3.0
_PAYLOAD = b"doctor"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Burst:
    """What became of a burst.

    Attributes:
        sent: Messages that the broker acknowledged in the time that was given.
        arrived: How many of them the subscriber got.
    """

    sent: int
    arrived: int


async def connect_ms(address: BrokerAddress) -> float:
    """Connect, and return how many milliseconds that took."""
    began = time.perf_counter()
    async with open_session(address, client_id=_client_id()):
        return (time.perf_counter() - began) * 1000


async def first_payload(address: BrokerAddress, topic: str) -> bytes | None:
    """Subscribe, and return what comes first, such as what is retained; None if nothing comes."""
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    async def handle(_session: Publisher, _topic: str, payload: bytes) -> None:
        arrived.put_nowait(payload)

    async with open_session(address, client_id=_client_id(), topic_filter=topic, handler=handle):
        return await _within(ANSWER_S, arrived.get())


async def round_trip_ms(address: BrokerAddress, topic: str) -> float | None:
    """Publish a message, and return how many milliseconds it took to come back; None if it does not."""
    arrived = asyncio.Event()

    async def handle(_session: Publisher, _topic: str, _payload: bytes) -> None:
        arrived.set()

    async with open_session(address, client_id=_client_id(), topic_filter=topic, handler=handle) as session:
        began = time.perf_counter()
        await session.publish(topic, _PAYLOAD)
        if not await _within(ANSWER_S, arrived.wait()):
            return None
        return (time.perf_counter() - began) * 1000


async def retains(address: BrokerAddress, topic: str) -> bool:
    """Say whether who comes later gets what is retained; clear it again."""
    async with open_session(address, client_id=_client_id()) as session:
        try:
            await _within(ANSWER_S, _retain(session, topic, _PAYLOAD))
            return await first_payload(address, topic) == _PAYLOAD
        finally:
            await _within(ANSWER_S, _retain(session, topic, b""))


async def _retain(session: Session, topic: str, payload: bytes) -> None:
    await session.publish(topic, payload, retain=True)
    await session.drain()


async def burst(address: BrokerAddress, topic: str) -> Burst:
    """Publish `BURST` messages while the subscriber acknowledges none, then let it, and say how many it got."""
    may_go_on = asyncio.Event()
    arrived: set[bytes] = set()

    async def handle(_session: Publisher, _topic: str, payload: bytes) -> None:
        await may_go_on.wait()
        arrived.add(payload)

    async with (
        open_session(address, client_id=_client_id(), topic_filter=topic, handler=handle),
        open_session(address, client_id=_client_id()) as session,
    ):
        await _within(_BURST_S, _publish_all(session, topic))
        sent = session.deliveries[topic].acknowledged
        may_go_on.set()
        before = -1
        while before < len(arrived) < sent:
            before = len(arrived)
            await asyncio.sleep(ANSWER_S)
        return Burst(sent, len(arrived))


async def _publish_all(session: Session, topic: str) -> None:
    for number in range(BURST):
        await session.publish(topic, str(number).encode())
    await session.drain()


async def _within(seconds: float, answer: Awaitable[T]) -> T | None:
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        return None


def _client_id() -> str:
    return client_id("doctor", secrets.token_hex(8))
