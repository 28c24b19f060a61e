"""What the doctor finds in real brokers, and that it leaves nothing behind."""

import asyncio
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue

import aiomqtt
import pytest
import structlog
from click.testing import CliRunner

from replay.cli import doctor
from replay.cli.doctor.broker import answers, examine
from replay.cli.doctor.check import Check
from replay.cli.doctor.machine import check_embedded_broker
from replay.mqtt.address import BrokerAddress
from replay.mqtt.tls import TlsFiles
from tests.integration.certificates import Authority
from tests.integration.conftest import BOUND_S, Brokers, Mosquitto, free_port, installed, running_mosquitto

DEFAULTS = ("allow_anonymous true", "max_inflight_messages 20", "max_queued_messages 1000")


def found_in(address: BrokerAddress) -> dict[str, Check]:
    """Return every check of a broker, by name."""
    return {check.name: check for check in examine(address)}


def found_in_mosquitto(folder: Path, access: Sequence[str], environ: dict[str, str] | None = None) -> dict[str, Check]:
    """Return every check of a mosquitto that is configured by *access*."""
    with running_mosquitto(folder, access) as broker:
        return found_in(BrokerAddress.parse(broker.url, environ or {}))


def test_doctor_finds_no_problem_in_brokers_without_limits(broker_of: Brokers) -> None:
    """The embedded broker and a Mosquitto whose limits are lifted do all that is tried, and keep nothing of it."""

    async def run() -> tuple[list[Check], str]:
        async with asyncio.timeout(BOUND_S), broker_of() as broker:
            address = BrokerAddress("127.0.0.1", broker.port)
            checks = await asyncio.to_thread(lambda: list(examine(address)))
            async with aiomqtt.Client("127.0.0.1", broker.port) as client:
                await client.subscribe("replay/#", qos=1)
                await client.publish("replay/last", b"x", qos=1)
                return checks, (await anext(client.messages)).topic.value

    checks, first_topic = asyncio.run(run())
    assert [check for check in checks if check.state in {"problem", "skipped"}] == []
    assert "2000" in checks[-1].found
    assert first_topic == "replay/last"


def test_doctor_finds_the_queue_limits_of_mosquitto(tmp_path: Path) -> None:
    """With the defaults a slow subscriber gets about half of what was acknowledged; both settings are named."""
    check = found_in_mosquitto(tmp_path, DEFAULTS)["bursts"]
    assert check.state == "problem"
    assert check.found.startswith("1020 of 2000 ")
    assert "max_inflight_messages 0 and max_queued_messages 0" in check.advice


def test_doctor_names_the_version_of_mosquitto(tmp_path: Path) -> None:
    """It is what the broker calls itself, and one before 2.0.12 is warned of."""
    check = found_in_mosquitto(tmp_path, ["allow_anonymous true"])["version"]
    named = re.match(r"mosquitto version (\d+\.\d+\.\d+)", check.found)
    assert named is not None
    assert (check.state == "warning") == (tuple(map(int, named[1].split("."))) < (2, 0, 12))


def test_doctor_tells_an_accepted_password_from_a_refused_one(tmp_path: Path) -> None:
    """A refused one is a problem with what to check, and nothing else is tried; never is it shown."""
    passwords = tmp_path / "passwords"
    command = [installed("mosquitto_passwd"), "-b", "-c", str(passwords), "desk", "right"]
    subprocess.run(command, check=True, timeout=BOUND_S)
    access = ["allow_anonymous false", f"password_file {passwords}"]
    user = {"REPLAY_MQTT_USERNAME": "desk"}
    accepted = found_in_mosquitto(tmp_path, access, user | {"REPLAY_MQTT_PASSWORD": "right"})
    assert accepted["access"] == Check("access", "ok", "let in as desk")
    refused = found_in_mosquitto(tmp_path, access, user | {"REPLAY_MQTT_PASSWORD": "wrong"})
    assert refused["broker"].state == "problem"
    assert "REPLAY_MQTT_USERNAME" in refused["broker"].advice
    assert {check.state for name, check in refused.items() if name != "broker"} == {"skipped"}
    assert "wrong" not in str(refused)


def test_doctor_finds_that_tls_is_verified(tmp_path: Path) -> None:
    """A certificate of a CA that is trusted makes everything work, one of a CA that is not is a problem of its own."""
    authority = Authority.make(tmp_path / "ca")
    with running_mosquitto(tmp_path, authority.listener("127.0.0.1")) as broker:
        url = broker.url.replace("mqtt:", "mqtts:")
        trusting = found_in(BrokerAddress.parse(url, {}, files=TlsFiles(authority.ca)))
        doubting = found_in(BrokerAddress.parse(url, {}))
    assert trusting["encryption"] == Check("encryption", "ok", "TLS, with a certificate that was verified")
    assert trusting["bursts"].state == "ok"
    assert doubting["broker"].state == "problem"
    assert "certificate" in doubting["broker"].found
    assert "--ca" in doubting["broker"].advice


def test_doctor_finds_access_rules_that_hide_messages(tmp_path: Path) -> None:
    """Mosquitto acknowledges what it may not pass on: only the round trip shows it."""
    rules = tmp_path / "acl"
    rules.write_text("topic read nothing\n")
    found = found_in_mosquitto(tmp_path, ["allow_anonymous true", f"acl_file {rules}"])
    assert found["round trip"].state == "problem"
    assert found["bursts"] == Check("bursts", "skipped", "not tried: messages do not come back")


def test_doctor_finds_that_nothing_is_retained(tmp_path: Path) -> None:
    """A broker that cuts the connection at a retained message is told, and the burst is tried all the same."""
    found = found_in_mosquitto(tmp_path, ["allow_anonymous true", "retain_available false"])
    assert found["retain"].state == "problem"
    assert found["bursts"].state in {"ok", "warning"}  # a busy machine may be slow


def test_doctor_does_not_wait_for_a_broker_that_froze(tmp_path: Path) -> None:
    """What was under way is a warning, the rest is skipped, and the end is not held up."""
    found: dict[str, Check] = {}
    with running_mosquitto(tmp_path) as broker:
        try:
            for check in examine(BrokerAddress.parse(broker.url, {}), together_s=4):
                found[check.name] = check
                if check.name == "round trip":
                    broker.signal(signal.SIGSTOP)
        finally:
            broker.signal(signal.SIGCONT)
    cut_off = [check.name for check in found.values() if check.found.startswith("not done in time")]
    assert cut_off in (["retain"], ["bursts"])
    assert not any(check.state == "problem" for check in found.values())
    assert found["bursts"].state in {"warning", "skipped"}


@contextmanager
def far_away(broker: Mosquitto, delay_s: float) -> Iterator[int]:
    """Give a port that leads to *broker* by a way that takes *delay_s* in each direction."""

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                asyncio.get_running_loop().call_later(delay_s, writer.write, data)
        asyncio.get_running_loop().call_later(delay_s, writer.close)

    async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, thither = await asyncio.open_connection("127.0.0.1", broker.port)
        try:
            await asyncio.gather(carry(reader, thither), carry(there, writer))
        finally:
            thither.close()
            writer.close()

    async def serve() -> None:
        async with await asyncio.start_server(connect, "127.0.0.1", 0) as server:
            port.put((server.sockets[0].getsockname()[1], asyncio.get_running_loop()))
            await server.serve_forever()

    port: SimpleQueue[tuple[int, asyncio.AbstractEventLoop]] = SimpleQueue()
    with ThreadPoolExecutor() as threads:
        serving = threads.submit(lambda: asyncio.run(serve()))
        number, loop = port.get(timeout=BOUND_S)
        try:
            yield number
        finally:
            loop.call_soon_threadsafe(lambda: [task.cancel() for task in asyncio.all_tasks(loop)])
            with suppress(asyncio.CancelledError):
                serving.result(BOUND_S)


@pytest.mark.parametrize("delay_s", [0.15, 0.2, 0.25, 0.3])
def test_doctor_leaves_nothing_behind_on_a_broker_that_is_slow(tmp_path: Path, delay_s: float) -> None:
    """A check that is cut off in the midst is a warning, and what it had retained is taken away."""
    with running_mosquitto(tmp_path) as broker:
        with far_away(broker, delay_s) as port:
            checks = list(examine(BrokerAddress("127.0.0.1", port)))
        command = [installed("mosquitto_sub", "mosquitto-clients"), "-p", str(broker.port), "-t", "replay/#", "-W", "1"]
        left = subprocess.run(command, check=False, capture_output=True, timeout=BOUND_S)
    assert [check for check in checks if check.state == "problem"] == []
    assert left.stdout == b""


def test_doctor_tries_topics_below_the_root(tmp_path: Path) -> None:
    """Access rules for another root than the usual one are no problem for who uses that root."""
    rules = tmp_path / "acl"
    rules.write_text("topic readwrite desk/news/#\n")
    with running_mosquitto(tmp_path, ["allow_anonymous true", f"acl_file {rules}"]) as broker:
        checks = list(examine(BrokerAddress("127.0.0.1", broker.port), root="desk/news"))
    assert [check for check in checks if check.state in {"problem", "skipped"}] == []


def test_doctor_does_not_hide_a_bug_in_its_thread() -> None:
    """What goes wrong there goes wrong here: an address that `BrokerAddress.parse` would never give."""
    with pytest.raises(UnicodeError, match="idna"):
        list(examine(BrokerAddress("\ud800", 1)))


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_doctor_without_a_broker_skips_what_needs_one(host: str) -> None:
    """Nobody listens, or the name is not known: one problem, the rest with its reason."""
    address = BrokerAddress(host, free_port())
    found = found_in(address)
    assert not answers(address)
    assert found.pop("broker").state == "problem"
    assert {(check.state, check.found) for check in found.values()} == {
        ("skipped", "not tried: there is no connection")
    }


def test_doctor_tells_no_password_to_a_broker_that_was_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever happens to listen on the usual port of this machine gets neither user nor password."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            with suppress(OSError):
                while True:
                    taken, _ = server.accept()
                    with taken:
                        heard.append(taken.recv(65536))

        listener = threading.Thread(target=listen)
        listener.start()
        monkeypatch.setattr(doctor, "_USUAL", f"mqtt://127.0.0.1:{server.getsockname()[1]}")
        monkeypatch.setenv("REPLAY_MQTT_USERNAME", "desk")
        monkeypatch.setenv("REPLAY_MQTT_PASSWORD", "s3cret")
        try:
            CliRunner().invoke(doctor.command, [])
        finally:
            server.shutdown(socket.SHUT_RDWR)
            listener.join()
            structlog.reset_defaults()  # the verb silences the log of its process
    told = b"".join(heard)
    assert b"MQTT" in told
    assert b"desk" not in told
    assert b"s3cret" not in told


def test_doctor_starts_the_embedded_broker() -> None:
    """It comes up and goes."""
    assert check_embedded_broker().state == "ok"
