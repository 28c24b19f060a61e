"""Wait for an instant: sleep until just before it, then yield until it is there.

The player asks a `Pacer` for the time and for every wait, so that tests advance time instead of waiting for it.
"""

import asyncio
import time
from contextlib import suppress
from typing import Protocol

_EARLY_NS = 500_000


class Pacer(Protocol):
    """Where the player's time comes from."""

    def now(self) -> int:
        """Return the monotonic time [ns]."""

    async def wait_until(self, due: int, wake: asyncio.Event) -> None:
        """Return at *due* [ns], or as soon as *wake* is set; at once if it is past."""


class MonotonicPacer:
    """Real time.

    Args:
        early: How long before the deadline sleeping ends and yielding begins; 0.5 ms is what uvloop's timers need,
            1.5 ms asyncio's. [ns]
    """

    def __init__(self, *, early: int = _EARLY_NS) -> None:
        self._early = early

    def now(self) -> int:
        """Return the monotonic time [ns]."""
        return time.monotonic_ns()

    async def wait_until(self, due: int, wake: asyncio.Event) -> None:
        """Return at *due* [ns], or as soon as *wake* is set; at once if it is past."""
        asleep = due - self._early - self.now()
        if asleep > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(asleep / 1e9):
                    await wake.wait()
        while not wake.is_set() and self.now() < due:  # noqa: ASYNC110 -- no event comes to the microsecond
            await asyncio.sleep(0)
