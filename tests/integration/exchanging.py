"""Two sessions that send each other bursts."""

import asyncio
import os
import signal
from collections.abc import Coroutine
from typing import Any

import uvloop

from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import Handler, open_session
from tests.integration.conftest import BOUND_S

STOPPED_S = 0.5


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run *main* on the loop that the verbs run on; what that would only log fails the test."""
    logged: list[dict[str, Any]] = []

    async def watched() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: logged.append(context))
        await main

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(watched())
        finally:
            assert logged == [], logged


async def connect(address: BrokerAddress) -> None:
    """Open a session, and close it again."""
    async with asyncio.timeout(BOUND_S), open_session(address, client_id="replay-test-1", topic_filter="to/one"):
        pass


async def exchange(address: BrokerAddress, *, count: int, size: int, stopped: int) -> None:
    """Send *count* messages of about *size* bytes each way at once, and check that all arrive, in order.

    The process *stopped*, the broker's, does not run for a moment, so that what it has not read fills the sockets.
    """
    got: dict[str, list[int]] = {"one": [], "two": []}
    all_there = asyncio.Event()

    def taker(name: str) -> Handler:
        async def take(_session: object, _topic: str, payload: bytes) -> None:
            assert len(payload) == 8 + size
            got[name].append(int(payload[:8]))
            if sum(map(len, got.values())) == 2 * count:
                all_there.set()

        return take

    async with (
        asyncio.timeout(BOUND_S),
        open_session(address, client_id="replay-1", topic_filter="to/one", handler=taker("one")) as one,
        open_session(address, client_id="replay-2", topic_filter="to/two", handler=taker("two")) as two,
    ):
        os.kill(stopped, signal.SIGSTOP)
        asyncio.get_running_loop().call_later(STOPPED_S, os.kill, stopped, signal.SIGCONT)
        for number in range(count):
            await one.publish("to/two", b"%08d" % number + b"x" * size)
            await two.publish("to/one", b"%08d" % number + b"x" * size)
        await all_there.wait()
        assert got == {"one": list(range(count)), "two": list(range(count))}
        assert {each.resent for session in (one, two) for each in session.deliveries.values()} == {0}
