"""What the programs that replay starts get to know of it."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path

import pytest

from replay.mqtt.broker import embedded_broker
from tests.integration.conftest import BOUND_S


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have user and password of a broker in the environment."""
    monkeypatch.setenv("REPLAY_MQTT_USERNAME", "desk")
    monkeypatch.setenv("REPLAY_MQTT_PASSWORD", "s3cret")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="only Linux shows the environment of a process")
def test_embedded_broker_is_told_no_password() -> None:
    """The credentials are for a broker of the user's own."""

    async def run() -> bytes:
        async with asyncio.timeout(BOUND_S), embedded_broker() as broker:
            return await asyncio.to_thread(Path(f"/proc/{broker.pid}/environ").read_bytes)

    environ = asyncio.run(run())
    assert b"PATH=" in environ
    assert b"REPLAY_MQTT" not in environ


def test_browser_is_told_no_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A browser runs long, and starts programs of its own."""
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\nenv >{told}.part\nmv {told}.part {told}\n")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    code = "from replay.cli.parts.page import show_in_browser; show_in_browser('http://127.0.0.1/')"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=BOUND_S)
    until = time.monotonic() + BOUND_S
    while not told.exists():
        assert time.monotonic() < until, "the browser was not started"
        time.sleep(0.01)
    assert "PATH=" in told.read_text()
    assert "REPLAY_MQTT" not in told.read_text()
