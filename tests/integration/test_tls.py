"""TLS to mosquitto: who is let in, what is said of a certificate that does not pass, and bursts that arrive whole."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from replay.errors import BrokerError
from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import open_session
from replay.mqtt.tls import TlsFiles
from tests.integration.certificates import FUTURE, PAST, Authority
from tests.integration.conftest import BOUND_S, Mosquitto, running_mosquitto
from tests.integration.exchanging import connect, exchange, run


def address_of(broker: Mosquitto, files: TlsFiles, host: str = "127.0.0.1") -> BrokerAddress:
    """Return where a mosquitto with TLS is."""
    return BrokerAddress.parse(f"mqtts://{host}:{broker.port}", {}, files=files)


def told(folder: Path, lines: Sequence[str], files: TlsFiles) -> str:
    """Return what is said of a mosquitto with *lines* that does not let us in."""
    with running_mosquitto(folder, lines) as broker, pytest.raises(BrokerError) as caught:
        run(connect(address_of(broker, files)))
    assert caught.value.exit_code == 4
    assert str(caught.value).isprintable()
    return str(caught.value).partition(": ")[2]


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    """Return the CA that signs the broker's certificate."""
    return Authority.make(tmp_path / "authority")


def test_session_with_the_brokers_ca_is_let_in(tmp_path: Path, authority: Authority) -> None:
    """The CA's file is all that it takes."""
    with running_mosquitto(tmp_path, authority.listener("127.0.0.1")) as broker:
        run(connect(address_of(broker, TlsFiles(authority.ca))))


@pytest.mark.parametrize("trusted", ["another CA", "this machine's list"])
def test_certificate_of_an_unknown_ca_is_told(tmp_path: Path, authority: Authority, trusted: str) -> None:
    """Whoever is trusted, a broker that somebody else vouches for is refused, with the option that would name them."""
    ca = Authority.make(tmp_path / "other").ca if trusted == "another CA" else None
    words = told(tmp_path, authority.listener("127.0.0.1"), TlsFiles(ca))
    assert words.startswith("nobody trusted here signed its certificate (")
    assert words.endswith("; name its CA with --ca FILE")


def test_certificate_for_another_host_is_told(tmp_path: Path, authority: Authority) -> None:
    """A broker that shows somebody else's certificate is refused, though its CA is trusted."""
    words = told(tmp_path, authority.listener("broker.example"), TlsFiles(authority.ca))
    assert words == "its certificate is for another host than 127.0.0.1; give the host name that stands in it"


@pytest.mark.parametrize(
    ("dates", "what"),
    [({"not_after": PAST}, "its certificate has expired; have it renewed, or set this machine's clock"),
     ({"not_before": FUTURE}, "its certificate is not valid yet; is this machine's clock right?")],
)  # fmt: skip
def test_certificate_out_of_its_time_is_told(
    tmp_path: Path, authority: Authority, dates: dict[str, datetime], what: str
) -> None:
    """Expired and not yet valid are told apart."""
    assert told(tmp_path, authority.listener("127.0.0.1", **dates), TlsFiles(authority.ca)) == what


def test_client_certificate_lets_in(tmp_path: Path, authority: Authority) -> None:
    """Where the broker wants a certificate, ours is shown; certificate and key may stand in one file."""
    lines = [*authority.listener("127.0.0.1"), "require_certificate true"]
    cert, key = authority.issue("desk", "desk")
    both = tmp_path / "both.pem"
    both.write_text(cert.read_text() + key.read_text())
    with running_mosquitto(tmp_path, lines) as broker:
        run(connect(address_of(broker, TlsFiles(authority.ca, cert, key))))
        run(connect(address_of(broker, TlsFiles(authority.ca, both))))


@pytest.mark.parametrize("version", ["tlsv1.2", "tlsv1.3"])
@pytest.mark.parametrize("shown", ["none", "of another CA"])
def test_client_certificate_that_is_wanted_is_told(
    tmp_path: Path, authority: Authority, version: str, shown: str
) -> None:
    """A broker that wants a certificate, and gets none or one that it does not trust: told with the options."""
    lines = [*authority.listener("127.0.0.1"), "require_certificate true", f"tls_version {version}"]
    files = TlsFiles(authority.ca)
    if shown != "none":
        files = TlsFiles(authority.ca, *Authority.make(tmp_path / "other").issue("desk", "desk"))
    words = told(tmp_path, lines, files)
    assert words.endswith("does it want a certificate of ours, from a CA that it trusts? name it with --cert and --key")


def test_tls_to_a_port_without_it_is_told(tmp_path: Path, authority: Authority) -> None:
    """A plain port is told as such, with the address that it has."""
    words = told(tmp_path, ["allow_anonymous true"], TlsFiles(authority.ca))
    assert words.startswith("does not speak TLS on port ")
    assert words.endswith("; is the port right? without TLS the address begins with mqtt://")


def test_plain_mqtt_to_a_tls_port_is_told(tmp_path: Path, authority: Authority) -> None:
    """The other way round too, and before the time for an answer is up."""
    with running_mosquitto(tmp_path, authority.listener("127.0.0.1")) as broker:
        with pytest.raises(BrokerError, match=r"does not answer as .* does it want mqtts://") as caught:
            run(connect(BrokerAddress.parse(broker.url, {})))
        assert "timed out" not in str(caught.value)


@pytest.mark.parametrize(("count", "size"), [(3000, 500), (60, 250_000)])
def test_burst_over_tls_arrives_whole(tmp_path: Path, authority: Authority, count: int, size: int) -> None:
    """Thousands of small messages and dozens of large ones, both ways at once: all, in order, without another push."""
    with running_mosquitto(tmp_path, authority.listener("127.0.0.1")) as broker:
        run(exchange(address_of(broker, TlsFiles(authority.ca)), count=count, size=size, stopped=broker.pid))


def test_broker_that_is_killed_and_restarted_over_tls_loses_nothing(tmp_path: Path, authority: Authority) -> None:
    """The outbox goes out on a new TLS connection: whatever was not acknowledged is sent again, and all arrives."""
    count, seen, everything = 2000, set[int](), asyncio.Event()

    async def take(_session: object, _topic: str, payload: bytes) -> None:
        seen.add(int(payload))
        if len(seen) == count:
            everything.set()

    async def publish(broker: Mosquitto) -> None:
        address = address_of(broker, TlsFiles(authority.ca))
        async with (
            asyncio.timeout(BOUND_S),
            open_session(address, client_id="replay-test-1", topic_filter="day/updates", handler=take),
            open_session(address, client_id="replay-test-2") as session,
        ):
            for number in range(count):
                await session.publish("day/updates", str(number).encode())
                if number % 500 == 250:
                    await broker.kill()
                    await broker.restart()
            await session.drain()
            delivery = session.deliveries["day/updates"]
            assert (delivery.sent, delivery.acknowledged) == (count, count)
            assert delivery.resent > 0

    with running_mosquitto(tmp_path, authority.listener("127.0.0.1")) as broker:
        run(publish(broker))
