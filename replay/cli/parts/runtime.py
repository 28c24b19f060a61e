"""Run a verb's coroutine: the event loop, Ctrl-C, and tasks that live as long as a block."""

import asyncio
import resource
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import uvloop

from replay.cli.parts.signals import PATIENCE_S, on_interrupt, signals_restored
from replay.errors import MORE_FILES, InputError, ungrouped

_FEWEST_FILES = 16
LAST_WORDS_S = PATIENCE_S
"""How long what is still to be said is waited for once the user wants to end."""


class Interruption:
    """Whether the user wants to end; the first Ctrl-C (or SIGTERM) asks, the second does not wait.

    Attributes:
        event: Set by the first.
    """

    def __init__(self) -> None:
        self.event = asyncio.Event()
        self._has_answered = True

    def listen(self) -> None:
        """Take SIGINT and SIGTERM until the loop ends, on behalf of the current task.

        Not by the loop's own means: it hears of nothing while a write hangs.
        """
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None

        def tell(callback: Callable[..., object], *arguments: object) -> None:
            with suppress(RuntimeError):  # it is closed: all is through
                loop.call_soon_threadsafe(callback, *arguments)

        def is_stuck() -> bool:
            has_answered, self._has_answered = self._has_answered, False
            tell(self._answer)
            return not has_answered

        on_interrupt(partial(tell, self._interrupt, task), is_stuck=is_stuck)

    def _answer(self) -> None:
        self._has_answered = True

    def _interrupt(self, task: "asyncio.Task[Any]") -> None:
        if self.event.is_set():
            task.cancel()
        self.event.set()

    async def _passed(self, grace_s: float) -> None:
        await self.event.wait()
        await asyncio.sleep(grace_s)

    async def or_done(self, coroutine: Coroutine[Any, Any, Any], *, grace_s: float = 0) -> bool:
        """Wait for *coroutine* or the interruption, and say whether it was the coroutine.

        Args:
            coroutine: What is waited for.
            grace_s: How long it still gets after the interruption. [s]
        """
        task = asyncio.ensure_future(coroutine)
        interrupted = asyncio.ensure_future(self._passed(grace_s))
        try:
            await asyncio.wait((task, interrupted), return_when=asyncio.FIRST_COMPLETED)
        finally:
            interrupted.cancel()
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        if task.cancelled():
            return False
        task.result()
        return True


@asynccontextmanager
async def background(*coroutines: Coroutine[Any, Any, Any]) -> AsyncIterator[None]:
    """Run *coroutines* for as long as the block lasts; an error in one ends the block."""
    with ungrouped():
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in coroutines]
            yield
            for task in tasks:
                task.cancel()


def run_async(main: Coroutine[Any, Any, bool]) -> None:
    """Run *main* to its end.

    Raises:
        KeyboardInterrupt: If it says that it was interrupted.
        InputError: Fewer files may be open than the event loop has, which would not end in order.
    """
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= allowed < _FEWEST_FILES:
        main.close()
        raise InputError(f"{allowed} open files are too few; {MORE_FILES}")
    with signals_restored(), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            done = runner.run(main)
        except asyncio.CancelledError:
            done = False
    if not done:
        raise KeyboardInterrupt
