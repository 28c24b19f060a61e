"""Ctrl-C and SIGTERM, by which a verb ends also where it is stuck in writing to whoever does not read."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE_S = 2.0
"""How long a write may still take once the user wants to end."""

INTERRUPTS = (signal.SIGINT, signal.SIGTERM)
_STDOUT, _STDERR = 1, 2


def on_interrupt(end: Callable[[], object], *, is_stuck: Callable[[], bool]) -> None:
    """Call *end* at Ctrl-C and SIGTERM from now on, wherever the program is, and see that it comes to its end.

    What whoever started us has us ignore stays ignored.

    Args:
        end: Asks for the end, or raises.
        is_stuck: Asked from then on now and then; if so, and not in stdout or stderr, a KeyboardInterrupt is raised.
    """

    def handle(_number: int, _frame: object) -> None:
        signal.setitimer(signal.ITIMER_REAL, PATIENCE_S, PATIENCE_S)
        end()

    def look(_number: int, _frame: object) -> None:
        stuck = [file for file in (_STDOUT, _STDERR) if not select.select([], [file], [], 0)[1]]
        for file in stuck:
            lead_nowhere(file)  # a write to it that hangs is tried again when this is through
        if is_stuck() and not stuck:
            raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, look)
    for number in INTERRUPTS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handle)


@contextmanager
def signals_restored() -> Iterator[None]:
    """Let signals do after the block what they did before."""
    before = {number: signal.getsignal(number) for number in (*INTERRUPTS, signal.SIGALRM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def lead_nowhere(file: int) -> None:
    """Have what is written to a file descriptor from now on go to /dev/null."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, file)
    os.close(nowhere)
