"""Broker addresses: what is one, where user and password come from, and what is refused."""

import os
import ssl
from pathlib import Path

import pytest

from replay.errors import UsageError
from replay.mqtt.address import BrokerAddress
from replay.mqtt.tls import TlsFiles


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [("mqtt://127.0.0.1:1884", "127.0.0.1", 1884), ("mqtt://broker.example", "broker.example", 1883),
     ("mqtt://h:1/", "h", 1), ("mqtt://[::1]:65535", "::1", 65535), ("mqtt://[fe80::1]", "fe80::1", 1883)],
)  # fmt: skip
def test_address_is_host_and_port(url: str, host: str, port: int) -> None:
    """A host, an IPv4 or a bracketed IPv6 address, with a port or 1883; nobody to log in as."""
    assert BrokerAddress.parse(url, {}) == BrokerAddress(host, port)


@pytest.mark.parametrize(
    ("url", "whole"),
    [("mqtts://h", "mqtts://h:8883"), ("mqtts://h:1/", "mqtts://h:1"), ("ws://h", "ws://h:80/mqtt"),
     ("wss://h", "wss://h:443/mqtt"), ("ws://h:9001/", "ws://h:9001/"), ("wss://[::1]:1/a/b-c", "wss://[::1]:1/a/b-c")],
)  # fmt: skip
def test_address_with_tls_or_websocket_has_defaults(url: str, whole: str) -> None:
    """Each scheme has its port, a WebSocket has a path, and what ends in s is verified."""
    found = BrokerAddress.parse(url, {})
    assert str(found) == whole
    assert (found.tls is not None) == (found.scheme in {"mqtts", "wss"})


def test_tls_always_verifies_certificate_and_host() -> None:
    """No address stands for TLS with somebody unknown."""
    context = BrokerAddress.parse("mqtts://h", {}).tls
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


@pytest.mark.parametrize("url", ["mqtt://h", "ws://h"])
def test_tls_files_without_tls_are_refused(tmp_path: Path, url: str) -> None:
    """Who names a CA expects TLS: an address that has none is told, with the one that has."""
    with pytest.raises(UsageError, match=r"has no TLS, so that --ca, --cert and --key say nothing; give (mqtt|ws)s://"):
        BrokerAddress.parse(url, {}, files=TlsFiles(ca=tmp_path / "ca.pem"))


def test_address_names_the_files_that_were_read_for_it(tmp_path: Path) -> None:
    """Who writes keeps off them."""
    password = tmp_path / "password"
    password.write_text("s3cret")
    environ = {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD_FILE": str(password)}
    assert BrokerAddress.parse("mqtt://h", environ).files == (password,)
    assert BrokerAddress.parse("mqtt://h", {}).files == ()


@pytest.mark.parametrize(
    ("url", "tells"),
    [("mqtt://broker.example", True), ("ws://192.0.2.1", True), ("mqtts://broker.example", False), ("wss://h", False),
     ("mqtt://127.0.0.2", False), ("mqtt://[::1]", False), ("ws://localhost", False)],
)  # fmt: skip
def test_password_is_told_to_the_way_without_tls(url: str, tells: bool) -> None:  # noqa: FBT001 -- the expectation
    """Another machine without TLS reads as a password in the clear; without a password there is nothing to read."""
    environ = {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD": "s3cret"}
    assert BrokerAddress.parse(url, environ).tells_password is tells
    assert not BrokerAddress.parse(url, {}).tells_password


@pytest.mark.parametrize("url", ["mqtt://127.0.0.1:1884", "mqtt://[::1]:1883", "mqtt://broker.example:1"])
def test_address_is_told_as_it_is_written(url: str) -> None:
    """`str` gives the URL back, and it parses to the same address."""
    assert str(BrokerAddress.parse(url, {})) == url


def test_address_takes_user_and_password_from_the_environment() -> None:
    """Credentials are named by the environment alone."""
    found = BrokerAddress.parse("mqtt://h", {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD": "s3cret"})
    assert (found.username, found.password) == ("desk", "s3cret")


def test_address_takes_the_password_from_a_file_first(tmp_path: Path) -> None:
    """A password file wins over the variable; the line end is not part of the password, a space is."""
    path = tmp_path / "password"
    path.write_bytes(b" s3 cret \r\n")
    environ = {"REPLAY_MQTT_USERNAME": "d", "REPLAY_MQTT_PASSWORD": "x", "REPLAY_MQTT_PASSWORD_FILE": str(path)}
    assert BrokerAddress.parse("mqtt://h", environ).password == " s3 cret "  # noqa: S105 -- of this test alone


def test_password_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """What an editor of Windows puts there is no part of the password."""
    path = tmp_path / "password"
    path.write_bytes(b"\xef\xbb\xbfs3cret\r\n")
    environ = {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD_FILE": str(path)}
    assert BrokerAddress.parse("mqtt://h", environ).password == "s3cret"  # noqa: S105 -- of this test alone


def test_password_file_that_is_a_pipe_is_refused(tmp_path: Path) -> None:
    """Nobody might ever write into it: it is told, not waited for."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(UsageError, match="pipe cannot be read: Is not a regular file"):
        BrokerAddress.parse("mqtt://h", {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD_FILE": str(path)})


@pytest.mark.parametrize(
    ("environ", "words"),
    [({"REPLAY_MQTT_PASSWORD": "s3cret"}, "REPLAY_MQTT_PASSWORD: a password without a user name is not sent; set"),
     ({"REPLAY_MQTT_USERNAME": "d", "REPLAY_MQTT_PASSWORD": "é" * 32_768}, "REPLAY_MQTT_PASSWORD: longer than MQTT"),
     ({"REPLAY_MQTT_USERNAME": "d" * 65_536}, "REPLAY_MQTT_USERNAME: longer than MQTT allows; give 65535 bytes"),
     ({"REPLAY_MQTT_USERNAME": "\udcff"}, "REPLAY_MQTT_USERNAME: is not UTF-8; give text"),
     ({"REPLAY_MQTT_USERNAME": "d", "REPLAY_MQTT_PASSWORD": "\udcff"}, "REPLAY_MQTT_PASSWORD: is not UTF-8")],
)  # fmt: skip
def test_credentials_that_mqtt_cannot_carry_are_refused(environ: dict[str, str], words: str) -> None:
    """Each is told by the name of its variable, without what is in it."""
    with pytest.raises(UsageError) as caught:
        BrokerAddress.parse("mqtt://h", environ)
    assert str(caught.value).startswith(words)
    assert "s3cret" not in str(caught.value)


def test_password_file_that_is_too_long_is_refused(tmp_path: Path) -> None:
    """As many bytes as MQTT has room for are taken, and no more."""
    path = tmp_path / "password"
    environ = {"REPLAY_MQTT_USERNAME": "desk", "REPLAY_MQTT_PASSWORD_FILE": str(path)}
    path.write_text("x" * 65_535 + "\n")
    assert len(BrokerAddress.parse("mqtt://h", environ).password or "") == 65_535
    path.write_text("x" * 65_536)
    with pytest.raises(UsageError, match="password: longer than MQTT allows"):
        BrokerAddress.parse("mqtt://h", environ)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_password_file_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A missing file, or one that is no text, is a usage error that names it, and does not show what is in it."""
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError, match=r"REPLAY_MQTT_PASSWORD_FILE: .*password cannot be read"):
        BrokerAddress.parse("mqtt://h", {"REPLAY_MQTT_PASSWORD_FILE": str(path)})


def test_address_never_tells_its_password() -> None:
    """Neither what is printed nor what a debugger shows holds it."""
    found = BrokerAddress.parse("mqtt://h:1", {"REPLAY_MQTT_USERNAME": "d", "REPLAY_MQTT_PASSWORD": "s3cret"})
    assert "s3cret" not in f"{found!r} {found}"


def test_address_with_credentials_is_refused_without_telling_them() -> None:
    """A URL with a password would stand in the process list: it is refused, and not repeated."""
    with pytest.raises(UsageError, match="REPLAY_MQTT_USERNAME") as caught:
        BrokerAddress.parse("mqtt://desk:s3cret@h:1883", {})
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["", "h", "h:1883", "http://h", "mqttss://h", "mqtt://", "mqtt://:1883", "mqtt://h:port", "mqtt://h:",
     "mqtt://h:1883/topic", "mqtt://h h", "mqtt://::1", "mqtt://h:123456", "mqtt://h\n", "mqtt://h:-1",
     "mqtts://h/mqtt", "mqtt://h:\uff11", "ws://h?token=x", "ws://h/a b", "wss://h/#"],
)  # fmt: skip
def test_address_of_another_form_is_refused(url: str) -> None:
    """What has none of the four forms is told with them."""
    with pytest.raises(UsageError, match="is not an address; give mqtt://host:port"):
        BrokerAddress.parse(url, {})


def test_address_is_refused_without_what_stands_behind_a_question_mark() -> None:
    """A password may stand there."""
    with pytest.raises(UsageError, match=r"--broker 'ws://h…' is not an address") as caught:
        BrokerAddress.parse("ws://h?password=s3cret", {})
    assert "s3cret" not in str(caught.value)


def test_address_with_no_such_ipv6_host_is_refused() -> None:
    """Brackets and colons alone make no address."""
    with pytest.raises(UsageError, match=r"'\[::::::::\]' is not a host name"):
        BrokerAddress.parse("mqtt://[::::::::]", {})


def test_address_may_have_its_scheme_in_capitals() -> None:
    """Schemes of URLs know no case (RFC 3986, section 3.1)."""
    assert BrokerAddress.parse("WS://h", {}) == BrokerAddress.parse("ws://h", {})


@pytest.mark.parametrize("url", ["mqtt://h:0", "mqtt://h:65536", "mqtt://h:99999"])
def test_address_with_no_such_port_is_refused(url: str) -> None:
    """A port is 1 to 65535."""
    with pytest.raises(UsageError, match="is not a port; give one from 1 to 65535"):
        BrokerAddress.parse(url, {})
