"""Spread work over processes: tasks in, answers out in the same order, a bounded number of them on their way.

The processes are forked, so that they have all that was loaded and compiled before and start in milliseconds; tasks and
answers are bytes that go through a pipe for each process. A process ends with its pipe, whatever became of ours.
"""

import gc
import os
import signal
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import NoReturn

from replay.errors import ProcessLost

AHEAD = 3
"""Tasks for each process that are on their way or wait for their turn."""

Work = Callable[[bytes], bytes]
_forking = get_context("fork")


class _Worker:
    """A process that does one task at a time.

    Args:
        work: What it does.
        others: Those that were started before; their pipes are not for it.

    Attributes:
        pipe: Our end of its pipe.
        number: Of the task it is at, from 0.
        task: The task.
    """

    def __init__(self, work: Work, others: Sequence["_Worker"]) -> None:
        self.number = 0
        self.task = b""
        self.pipe, theirs = _forking.Pipe()
        ours = [self.pipe, *(other.pipe for other in others)]
        self._process = _forking.Process(target=_serve, args=(work, theirs, ours), daemon=True)
        with _signals_held():
            self._process.start()
        theirs.close()

    def give(self, number: int, task: bytes) -> None:
        """Hand it a task; it has none."""
        self.number, self.task = number, task
        with suppress(ConnectionError):  # it is told when the answer is asked for
            self.pipe.send_bytes(task)

    def answer(self, work: Work) -> bytes:
        """Return the answer to its task.

        Raises:
            ProcessLost: It was killed.
        """
        try:
            return self.pipe.recv_bytes()
        except (EOFError, OSError):  # an OSError in the middle of a message
            self._process.join()
            code = self._process.exitcode or 0
            if code > 0:
                work(self.task)  # what it failed at fails here too, where it can be told
            raise ProcessLost(max(0, -code)) from None

    def end(self) -> None:
        """End it."""
        self.pipe.close()
        self._process.terminate()
        self._process.join()


def in_order(work: Work, tasks: Iterable[bytes], jobs: int) -> Generator[bytes, None, None]:
    """Yield the answer to each task, in their order.

    Args:
        work: Does a task, in another process; what it changes there is seen by its later tasks alone.
        tasks: Asked for one by one, `AHEAD` times *jobs* at most before their answers are taken.
        jobs: How many processes there are.

    Raises:
        ProcessLost: A process was killed.
    """
    waiting = enumerate(tasks)
    answers: dict[int, bytes] = {}
    busy: dict[Connection, _Worker] = {}
    turn = 0
    with ExitStack() as stack:
        idle: list[_Worker] = []
        for _ in range(jobs):
            idle.append(_Worker(work, idle))
            stack.callback(idle[-1].end)
        while True:
            while idle and len(answers) + len(busy) < AHEAD * jobs and (given := next(waiting, None)):
                worker = idle.pop()
                worker.give(*given)
                busy[worker.pipe] = worker
            is_ready = turn in answers
            if not is_ready and not busy:
                return
            for pipe in wait(list(busy), timeout=0 if is_ready else None):
                assert isinstance(pipe, Connection)
                worker = busy.pop(pipe)
                answers[worker.number] = worker.answer(work)
                idle.append(worker)
            if is_ready:
                yield answers.pop(turn)
                turn += 1


@contextmanager
def _signals_held() -> Iterator[None]:
    """Keep signals waiting, so that a process that is started in the block sees none before it is ready."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(work: Work, pipe: Connection, theirs: Sequence[Connection]) -> NoReturn:
    """Do tasks until the pipe ends. Ctrl-C, which all processes of a terminal get, is for who started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT, signal.SIGTERM))
    gc.freeze()  # what was there before is not looked at again, nor copied
    for other in theirs:
        other.close()
    exit_code = 1
    try:
        while (task := _received(pipe)) is not None:
            answer = work(task)
            with suppress(ConnectionError):
                pipe.send_bytes(answer)
        exit_code = 0
    finally:
        os._exit(exit_code)  # also instead of a traceback: the task is done again where it can be told


def _received(pipe: Connection) -> bytes | None:
    try:
        return pipe.recv_bytes()
    except (EOFError, OSError):  # an OSError in the middle of a message
        return None
