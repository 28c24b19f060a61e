"""How late the player's pacer wakes, beside `asyncio.sleep` until the same deadlines, in the same run.

Deadlines 5 ms apart, on uvloop. Prints medians of lateness and the CPU that waiting took.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

import uvloop

from replay.player.pacing import MonotonicPacer

DEADLINES = 300
GAP_NS = 5_000_000
ROUNDS = 3


async def lateness_ns(wait_until: Callable[[int], Awaitable[None]]) -> tuple[list[int], float]:
    """Return how late each deadline was met [ns], and the CPU per wall time of it."""
    samples = []
    began_cpu, began = time.process_time_ns(), time.monotonic_ns()
    for index in range(1, DEADLINES + 1):
        due = began + index * GAP_NS
        await wait_until(due)
        samples.append(time.monotonic_ns() - due)
    return samples, (time.process_time_ns() - began_cpu) / (time.monotonic_ns() - began)


async def measure() -> None:
    """Measure both in turn."""
    pacer, never = MonotonicPacer(), asyncio.Event()

    async def sleep_until(due: int) -> None:
        await asyncio.sleep(max(0, due - time.monotonic_ns()) / 1e9)

    ours, theirs, cpu = [], [], []
    for _ in range(ROUNDS):
        samples, share = await lateness_ns(lambda due: pacer.wait_until(due, never))
        ours += samples
        cpu.append(share)
        theirs += (await lateness_ns(sleep_until))[0]
    p50, p99 = (statistics.quantiles(ours, n=100)[rank - 1] / 1000 for rank in (50, 99))
    their_p50, their_p99 = (statistics.quantiles(theirs, n=100)[rank - 1] / 1000 for rank in (50, 99))
    print(
        f"pacing      lateness p50 {p50:.1f} us, p99 {p99:.0f} us, {statistics.median(cpu):.0%} CPU;"
        f" asyncio.sleep p50 {their_p50:.0f} us, p99 {their_p99:.0f} us, p50 ratio {their_p50 / p50:.0f}"
    )


def main() -> None:
    """Run on the loop that the player runs on."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(measure())


if __name__ == "__main__":
    main()
