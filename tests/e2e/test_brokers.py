"""Brokers of the user's own, from the command line: TLS, and the options that go with it."""

from pathlib import Path

import pytest

from tests.e2e.conftest import run_verb
from tests.integration.certificates import Authority
from tests.integration.conftest import running_mosquitto


def test_run_over_tls_gives_the_digest_of_the_embedded_broker(tmp_path: Path) -> None:
    """Byte for byte the same alert log, and the address in the log is the one that was given."""
    authority = Authority.make(tmp_path / "authority")
    with running_mosquitto(tmp_path, authority.listener("127.0.0.1")) as broker:
        url = f"mqtts://127.0.0.1:{broker.port}"
        there = run_verb("run", "--speed", "max", "--broker", url, "--ca", str(authority.ca))
    here = run_verb("run", "--speed", "max")
    assert (there.returncode, here.returncode) == (0, 0)
    assert there.stdout == here.stdout != ""
    assert f'"mqtt": "{url}"' in there.stderr


@pytest.mark.parametrize("verb", ["run", "play", "watch"])
def test_verb_with_a_ca_file_that_is_not_there_is_a_usage_error(verb: str) -> None:
    """Every verb that takes a broker says in one line which option is wrong."""
    done = run_verb(verb, "--broker", "mqtts://127.0.0.1", "--ca", "none.pem")
    assert done.returncode == 2
    assert done.stderr == "replay: --ca none.pem: cannot be read: No such file or directory; name a PEM file\n"


def test_run_with_a_ca_and_no_broker_is_a_usage_error() -> None:
    """The embedded broker has no TLS: who names a CA wants another one."""
    done = run_verb("run", "--ca", "ca.pem")
    assert done.returncode == 2
    assert done.stderr.startswith("replay: --ca, --cert and --key go with --broker mqtts://host:port or ")
