"""What a run publishes is what `replay docs topics` says, on every topic."""

import json
import re
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import paho.mqtt.client as paho
import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # ships no types
from paho.mqtt.enums import CallbackAPIVersion

from tests.e2e.conftest import Starter, entry, run_verb
from tests.integration.conftest import BOUND_S

RULES = """\
version: 1
rules:
  - {id: leaders, match: putin OR erdogan, severity: critical, cooldown: 10m}
  - {id: silent, type: absence, timespan: 2h}
"""
COMMANDS = [
    {"cmd": "history", "id": "1", "reply_to": "desk/idlib/replies", "from_seq": 1, "to_seq": 2},
    {"cmd": "rewind", "id": "2", "reply_to": "desk/idlib/replies"},
]


@pytest.fixture
def rules(tmp_path: Path) -> str:
    """Return the path of rules that fire, are held back, and stand."""
    path = tmp_path / "r.yaml"
    path.write_text(RULES)
    return str(path)


@contextmanager
def subscribed(broker: str, topic_filter: str = "desk/#") -> Iterator[tuple[paho.Client, list[tuple[str, str, bool]]]]:
    """Collect (topic, payload, whether it was retained for us) of all that anybody publishes."""
    got: list[tuple[str, str, bool]] = []
    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = lambda _client, _data, message: got.append(
        (message.topic, message.payload.decode(), message.retain)
    )
    client.connect("127.0.0.1", int(broker.rpartition(":")[2]))
    client.subscribe(topic_filter, qos=1)
    client.loop_start()
    yield client, got
    client.disconnect()
    client.loop_stop()


def wait_for(got: list[tuple[str, str, bool]], topic: str, payload: str) -> None:
    """Wait until a message has come whose payload has a part."""
    until = time.monotonic() + BOUND_S
    while not any(name == topic and payload in text for name, text, _ in got):
        assert time.monotonic() < until, f"no {payload} on {topic}"
        time.sleep(0.02)


def test_run_publishes_on_every_topic_what_the_document_says(start: Starter, broker: str, rules: str) -> None:
    """Each message of a run fits a schema of its channel, key for key, and no channel of the document stays empty."""
    document = json.loads(run_verb("docs", "topics", "--root", "desk").stdout)
    with subscribed(broker) as (client, got):
        run = start("run", "--broker", broker, "--root", "desk", "--rules", rules, "--hold", "--speed", "600",
                    "--max-gap", "100ms")  # fmt: skip
        entry(run, "holding")
        for command in COMMANDS:
            client.publish("desk/idlib/control", json.dumps(command), qos=1)
        wait_for(got, "desk/idlib/replies", "rewind")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=BOUND_S)
        wait_for(got, "desk/idlib/status", "offline")
    heard = {channel_of(document, topic) for topic, _, _ in got}
    assert heard == document["channels"].keys() - {"answers"}
    for topic, text, _ in got:
        check(document, channel_of(document, topic), text)


def test_who_joins_after_the_end_finds_what_the_document_calls_retained(
    start: Starter, broker: str, rules: str
) -> None:
    """Nothing else stands: no update, no alert, no state that nobody follows any more."""
    document = json.loads(run_verb("docs", "topics", "--root", "desk").stdout)
    run = start("run", "--broker", broker, "--root", "desk", "--rules", rules, "--speed", "max")
    run.communicate(timeout=BOUND_S)
    retained = {
        operation["channel"]["$ref"].rpartition("/")[2]
        for operation in document["operations"].values()
        if operation["bindings"]["mqtt"]["retain"]
    }
    with subscribed(broker) as (client, got):
        client.publish("desk/end", "", qos=1)
        wait_for(got, "desk/end", "")
    assert {channel_of(document, topic) for topic, _, kept in got if kept} == retained - {"alert_state"}
    metrics = {topic.rpartition("/idlib/")[2]: json.loads(text) for topic, text, _ in got if "/metrics" in topic}
    assert (metrics["metrics"]["seq"], metrics["metrics"]["progress"], metrics["metrics"]["playing"]) == (16, 1.0, 0)
    assert (metrics["metrics/alerts"]["watched"], metrics["metrics/alerts"]["alerts_firing"]) == (16, 0)


def channel_of(document: dict[str, Any], topic: str) -> str:
    """Return the name of the one channel whose address a topic has."""
    (name,) = [
        name
        for name, channel in document["channels"].items()
        if channel["address"] and re.fullmatch(re.sub(r"{\w+}", "[a-z0-9-]+", channel["address"]), topic)
    ]
    return str(name)


def check(document: dict[str, Any], channel: str, text: str) -> None:
    """Raise unless a payload fits one of its channel's messages, and has no key that is not described."""
    components = document["components"]
    messages = [components["messages"][name] for name in document["channels"][channel]["messages"]]
    payload = json.loads(text) if text.startswith("{") else text
    fitting = [
        message
        for message in messages
        if Draft7Validator({**message["payload"], "components": components}).is_valid(payload)
    ]
    assert len(fitting) == 1, (channel, text)
    if isinstance(payload, dict):
        schema = components["schemas"][fitting[0]["payload"]["$ref"].rpartition("/")[2]]
        assert payload.keys() <= schema["properties"].keys()
