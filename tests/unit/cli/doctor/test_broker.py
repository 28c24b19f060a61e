"""What is known of a broker by its version, of who is let in, and of who can read along."""

import pytest

from replay.cli.doctor.broker import judge_access, judge_encryption, judge_version
from replay.mqtt.address import BrokerAddress


@pytest.mark.parametrize("number", ["1.4.10", "1.6.9", "2.0.7", "2.0.11"])
def test_judge_version_before_2_0_12_warns_of_websocket_listeners(number: str) -> None:
    """Those listen on all interfaces, whatever their configuration says."""
    check = judge_version(f"mosquitto version {number}")
    assert check.state == "warning"
    assert "2.0.12" in check.advice


@pytest.mark.parametrize("version", ["mosquitto version 2.0.12", "mosquitto version 2.1.0-rc1", "4.3.10", "", "2.0.1"])
def test_judge_version_of_others_is_ok(version: str) -> None:
    """From 2.0.12 on it is sound, and nothing is held against other brokers."""
    assert judge_version(version).state == "ok"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_judge_access_without_a_user_on_this_machine_is_ok(host: str) -> None:
    """Nobody else reaches it."""
    assert judge_access(BrokerAddress(host, 1883)).state == "ok"


@pytest.mark.parametrize("host", ["192.0.2.1", "broker.example"])
def test_judge_access_without_a_user_elsewhere_is_a_warning(host: str) -> None:
    """Whoever is on that network may publish alerts."""
    check = judge_access(BrokerAddress(host, 1883))
    assert check.state == "warning"
    assert "REPLAY_MQTT_USERNAME" in check.advice


def test_judge_access_with_a_user_names_it() -> None:
    """And not the password."""
    check = judge_access(BrokerAddress("192.0.2.1", 1883, "desk", "secret"))
    assert (check.state, check.found) == ("ok", "let in as desk")


def test_judge_encryption_on_this_machine_needs_none() -> None:
    """Nothing leaves it."""
    assert judge_encryption(BrokerAddress("127.0.0.1", 1883, "desk", "secret")).state == "ok"


def test_judge_encryption_without_tls_elsewhere_is_a_warning() -> None:
    """That the password can be read is said where one is sent."""
    check = judge_encryption(BrokerAddress("192.0.2.1", 1883, "desk", "secret"))
    assert check.state == "warning"
    assert check.found == "none: password and messages can be read on their way"
    assert judge_encryption(BrokerAddress("192.0.2.1", 1883)).found == "none: messages can be read on their way"
