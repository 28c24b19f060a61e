"""Ctrl-C ends a program also where it is stuck, and only where it is."""

import os
import subprocess
import sys

import pytest

from tests.integration.conftest import BOUND_S

_PROGRAM = """\
import os, signal, time
from replay.cli.parts import signals

signals.PATIENCE_S = 0.1
signals.on_interrupt(lambda: None, is_stuck=lambda: True)
signal.raise_signal(signal.SIGINT)
try:
    WAIT
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.write(2, b"went on")
except KeyboardInterrupt:
    os.write(2, b"was interrupted")
"""


@pytest.mark.parametrize(
    ("wait", "told"), [("os.write(1, bytes(2**20))", b"went on"), ("time.sleep(60)", b"was interrupted")]
)
def test_program_that_hangs_in_its_output_goes_on_without_it_and_any_other_is_interrupted(
    wait: str, told: bytes
) -> None:
    """What nobody reads is dropped, so that the rest of the end comes in order; nothing helps whatever else hangs."""
    ours, theirs = os.pipe()
    child = subprocess.run(
        [sys.executable, "-c", _PROGRAM.replace("WAIT", wait)],
        stdout=theirs, stderr=subprocess.PIPE, check=False, timeout=BOUND_S,
    )  # fmt: skip
    os.close(ours)
    os.close(theirs)
    assert child.stderr == told
