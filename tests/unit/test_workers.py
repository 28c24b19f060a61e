"""Work is spread over processes: in order, bounded, and what goes wrong in one is told."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from replay.errors import InputError, ProcessLost
from replay.workers import AHEAD, in_order

HERE = os.getpid()


def numbered(count: int) -> list[bytes]:
    """Return some tasks."""
    return [str(number).encode() for number in range(count)]


def doubled(task: bytes) -> bytes:
    """Do a task, every third one slowly."""
    if int(task) % 3 == 0:
        time.sleep(0.01)
    return task * 2


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_answers_come_in_the_order_of_their_tasks(jobs: int) -> None:
    """However long each takes, and however many there are."""
    assert list(in_order(doubled, numbered(50), jobs)) == [task * 2 for task in numbered(50)]
    assert list(in_order(doubled, [], jobs)) == []


def test_work_is_done_elsewhere() -> None:
    """In as many processes as were asked for at most, and not in this one."""
    pids = {int(answer) for answer in in_order(lambda _: str(os.getpid()).encode(), numbered(20), 2)}
    assert len(pids) <= 2
    assert HERE not in pids


def test_task_and_answer_may_be_larger_than_a_pipe() -> None:
    """A megabyte both ways waits for nobody."""
    tasks = [bytes([number]) * 1_000_000 for number in range(12)]
    assert list(in_order(bytes, tasks, 2)) == tasks


def test_tasks_are_asked_for_a_few_at_a_time() -> None:
    """What is on its way or waits for its turn is bounded, however slowly answers are taken."""
    asked = []

    def tasks() -> Iterator[bytes]:
        for task in numbered(100):
            asked.append(task)
            yield task

    for done, _ in enumerate(in_order(bytes, tasks(), 2)):
        assert len(asked) <= done + 1 + 2 * AHEAD


def test_process_that_is_killed_is_told_in_one_line() -> None:
    """With the signal, and the others end."""

    def work(task: bytes) -> bytes:
        if task == b"7":
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    with pytest.raises(ProcessLost, match=r"a process of --jobs was killed by signal 9; .* use fewer --jobs"):
        list(in_order(work, numbered(20), 2))
    assert not multiprocessing.active_children()


def test_process_that_is_killed_in_the_middle_of_an_answer_is_told() -> None:
    """Half an answer is none."""

    def work(_: bytes) -> bytes:
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return bytes(10_000_000)

    def tasks() -> Iterator[bytes]:
        yield b"first"
        time.sleep(0.5)  # meanwhile nobody takes the answer
        yield b"second"

    with pytest.raises(ProcessLost, match="killed by signal 9"):
        list(in_order(work, tasks(), 2))


def test_process_that_ends_by_itself_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """Where the task succeeds here; nothing else is printed."""

    def work(task: bytes) -> bytes:
        if os.getpid() != HERE:
            raise ValueError
        return task

    with pytest.raises(ProcessLost, match="ended early"):
        list(in_order(work, numbered(3), 2))
    assert capfd.readouterr().err == ""


def test_error_of_a_task_is_raised_here(capfd: pytest.CaptureFixture[str]) -> None:
    """As it would be with one process, behind the answers before it."""

    def work(task: bytes) -> bytes:
        if task == b"1":
            raise InputError("line 1 is wrong")
        return task

    answers = in_order(work, numbered(3), 2)
    with pytest.raises(InputError, match="line 1 is wrong"):
        list(answers)
    assert capfd.readouterr().err == ""


def test_whoever_stops_listening_leaves_no_process() -> None:
    """Also in the middle of a task."""

    def work(task: bytes) -> bytes:
        if task != b"0":
            time.sleep(60)
        return task

    answers = in_order(work, numbered(3), 2)
    assert next(answers) == b"0"
    assert len(multiprocessing.active_children()) == 2
    answers.close()
    assert not multiprocessing.active_children()
