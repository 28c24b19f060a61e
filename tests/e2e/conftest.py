"""Verbs as processes that are killed at the end of their test, and a broker for them."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import BOUND_S, free_port

Starter = Callable[..., subprocess.Popen[str]]


def run_verb(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end, with its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "replay", *arguments],
        capture_output=True,
        check=False,
        cwd=cwd,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=60,
    )


@pytest.fixture
def start() -> Iterator[Starter]:
    """Return what starts a verb; whatever still runs at the end is killed."""
    with ExitStack() as stack:

        def begin(*arguments: str, within: Sequence[str] = (), pass_fds: Sequence[int] = ()) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [*within, sys.executable, "-m", "replay", *arguments],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                pass_fds=pass_fds,
            )  # fmt: skip
            stack.callback(process.communicate)
            stack.callback(process.kill)
            bound = threading.Timer(2 * BOUND_S, process.kill)  # whoever reads what never comes, reads the end
            bound.start()
            stack.callback(bound.cancel)
            return process

        yield begin


def entry(process: subprocess.Popen[str], event: str) -> dict[str, Any]:
    """Read the log of *process* up to an entry of *event*, and return that."""
    assert process.stderr is not None
    for line in process.stderr:
        found: dict[str, Any] = json.loads(line)
        if found["event"] == event:
            return found
    raise AssertionError(f"the log ended without: {event}")


@pytest.fixture
def broker(start: Starter) -> str:
    """Start `replay broker`, and return its address."""
    port = free_port()
    process = start("broker", "--port", str(port), "--websocket-port", str(free_port()))
    ready = entry(process, "broker ready")
    assert ready["mqtt"] == f"mqtt://127.0.0.1:{port}"
    return str(ready["mqtt"])
