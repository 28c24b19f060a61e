"""A network of its own for a mosquitto with WebSocket: before 2.0.12 it opens that to all the world."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.integration.conftest import installed

_NAMESPACE = ["unshare", "--net"]


def _begin_of_command() -> list[str]:
    """Return what begins a command in a new network; skip the test where none can be made, but never in CI."""
    for program, package in (("unshare", "util-linux"), ("nsenter", "util-linux"), ("ip", "iproute2")):
        installed(program, package)
    if subprocess.run([*_NAMESPACE, "true"], check=False, capture_output=True).returncode:
        if os.environ.get("CI"):
            pytest.fail("no network namespace can be made, and CI is set: run as root")
        pytest.skip("no network namespace can be made: run as root")
    return [*_NAMESPACE, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]


@contextmanager
def mosquitto_away(*command: str) -> Iterator[list[str]]:
    """Run the *command*, which starts mosquitto, in another network; give what begins a command there."""
    path = f"{os.environ['PATH']}:{Path(installed('mosquitto')).parent}"  # Debian's is on the PATH of root alone
    with subprocess.Popen(
        [*_begin_of_command(), *command], stderr=subprocess.PIPE, encoding="utf-8", env={**os.environ, "PATH": path}
    ) as broker:
        assert broker.stderr is not None
        log = []
        try:
            for line in broker.stderr:
                log.append(line)
                if "running" in line:
                    break
            else:
                pytest.fail(f"mosquitto did not start: {log}")
            yield ["nsenter", f"--target={broker.pid}", "--net"]
        finally:
            broker.kill()
