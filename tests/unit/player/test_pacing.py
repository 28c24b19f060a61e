"""Waiting in real time: never back too early, at once when it is past, and woken at any moment."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from replay.player.pacing import MonotonicPacer
from replay.player.schedule import wait_for_start

MILLISECOND = 10**6


@pytest.mark.parametrize("wait_ms", [0.05, 0.4, 3])
def test_wait_is_never_over_before_its_deadline(wait_ms: float) -> None:
    """Whether it is slept or yielded through, a wait ends at its deadline or after it."""
    pacer = MonotonicPacer()
    due = pacer.now() + int(wait_ms * MILLISECOND)
    asyncio.run(pacer.wait_until(due, asyncio.Event()))
    assert time.monotonic_ns() >= due


def test_wait_for_what_is_past_returns_at_once() -> None:
    """An overdue update is not slept for: the loop is not even entered again."""
    pacer = MonotonicPacer()

    async def run() -> bool:
        other = asyncio.ensure_future(asyncio.sleep(0))
        await pacer.wait_until(pacer.now() - 1, asyncio.Event())
        done = other.done()
        await other
        return done

    assert asyncio.run(run()) is False


@pytest.mark.parametrize("early", [0, 3600 * 1000 * MILLISECOND])
def test_wait_is_ended_by_the_wake(early: int) -> None:
    """A skip or a stop ends a wait of an hour, in its slept part and in its yielded part."""
    pacer = MonotonicPacer(early=early)

    async def run() -> None:
        wake = asyncio.Event()
        asyncio.get_running_loop().call_later(0.01, wake.set)
        async with asyncio.timeout(30):
            await pacer.wait_until(pacer.now() + 3600 * 1000 * MILLISECOND, wake)

    asyncio.run(run())


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(seconds=5), timedelta(days=3)])
def test_start_that_was_missed_begins_at_once(ago: timedelta) -> None:
    """A start that a suspended laptop slept through is not dropped, however long ago it was."""

    async def run() -> None:
        async with asyncio.timeout(30):
            await wait_for_start(datetime.now(UTC) - ago)

    asyncio.run(run())


def test_start_in_a_moment_does_not_begin_before() -> None:
    """The wall clock is there when the wait is over."""
    at = datetime.now(UTC) + timedelta(milliseconds=50)
    asyncio.run(wait_for_start(at))
    assert datetime.now(UTC) >= at
