"""Brokers of the user's own, from the command line: TLS, and the options that go with it."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.e2e.conftest import Starter, entry, run_verb
from tests.integration.certificates import Authority
from tests.integration.conftest import BOUND_S, running_mosquitto
from tests.integration.shipped import HOME


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


@pytest.mark.parametrize("verb", ["run", "watch"])
@pytest.mark.parametrize("option", ["--ca", "--cert", "--key", "password"])
def test_alert_log_keeps_off_the_files_of_the_broker(
    verb: str, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key with alerts behind it opens no broker any more."""
    authority = Authority.make(tmp_path / "authority")
    cert, key = authority.issue("me", "me.example")
    password = tmp_path / "password"
    password.write_text("s3cret")
    monkeypatch.setenv("REPLAY_MQTT_USERNAME", "desk")
    monkeypatch.setenv("REPLAY_MQTT_PASSWORD_FILE", str(password))
    files = {"--ca": authority.ca, "--cert": cert, "--key": key}
    read = files.get(option, password)
    before = read.read_bytes()
    named = [str(each) for pair in files.items() for each in pair]
    done = run_verb(verb, "--broker", "mqtts://127.0.0.1", *named, "--alerts", str(read))
    assert (done.returncode, done.stderr) == (
        2,
        f"replay: --alerts would change {read}, which is read; name another file\n",
    )
    assert read.read_bytes() == before


def test_run_with_a_ca_and_no_broker_is_a_usage_error() -> None:
    """The embedded broker has no TLS: who names a CA wants another one."""
    done = run_verb("run", "--ca", "ca.pem")
    assert done.returncode == 2
    assert done.stderr.startswith("replay: --ca, --cert and --key go with --broker mqtts://host:port or ")


def filled_in(text: str, environ: Mapping[str, str]) -> str:
    """Replace `${NAME:-default}` as compose does, from the inside out."""
    pattern = re.compile(r"\$\{(\w+):-([^${}]*)\}")
    while (found := pattern.search(text)) is not None:
        text = text.replace(found[0], environ.get(found[1], found[2]))
    return text


def test_compose_plays_a_day_of_ones_own_and_watches_the_same(
    start: Starter, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is named in the folder that is mounted where the image works, the stream by its name."""
    services: dict[str, Any] = YAML(typ="safe").load(HOME / "compose.yaml")["services"]
    environ = {"FOLDER": str(tmp_path), "FILE": "My day.txt", "STREAM": "my-day", "SPEED": "max"}
    (mount,) = (filled_in(each, environ) for each in services["player"]["volumes"])
    assert mount == f"{tmp_path}:/data:ro"
    assert "\nWORKDIR /data\n" in (HOME / "Dockerfile").read_text()
    (tmp_path / "My day.txt").write_text(" date 2020-03-05 Day\n-\n12:00\nA ceasefire\n")
    monkeypatch.chdir(tmp_path)
    started = {}
    for name in ("monitor", "player"):
        command = [filled_in(each, environ).replace("mqtt://broker:1883", broker) for each in services[name]["command"]]
        started[name] = start(*command)
        if name == "monitor":
            entry(started[name], "watching")
    (alert,) = map(json.loads, started["monitor"].communicate(timeout=BOUND_S)[0].splitlines())
    assert (alert["stream"], alert["rule"]) == ("my-day", "ceasefire")
    assert started["player"].wait(timeout=BOUND_S) == 0


def test_compose_without_a_word_plays_the_shipped_day() -> None:
    """Nothing needs to be set, and the folder that is mounted then is there."""
    player = YAML(typ="safe").load(HOME / "compose.yaml")["services"]["player"]
    assert filled_in(player["command"][1], {}) == "idlib"
    assert filled_in(player["command"][1], {"STREAM": "apollo-13"}) == "apollo-13"
    assert (HOME / filled_in(player["volumes"][0], {}).partition(":")[0]).is_dir()
