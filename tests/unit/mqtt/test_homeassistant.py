"""Home Assistant's discovery: what is announced, and that it points at what is published."""

import asyncio
import json
import re
from collections import defaultdict
from typing import Any, get_args

import pytest

from replay.model import Severity
from replay.mqtt.asyncapi import describe_topics
from replay.mqtt.asyncapi.topic_table import TOPIC_TABLE
from replay.mqtt.homeassistant import announce_monitor, announce_player
from replay.mqtt.outbox import Delivery
from replay.mqtt.topics import Topics

IDLIB = Topics("idlib")


class Recorder:
    """A session that writes down what is published retained."""

    def __init__(self) -> None:
        self.deliveries: defaultdict[str, Delivery] = defaultdict(Delivery)
        self.configs: dict[str, Any] = {}

    async def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Write it down."""
        assert retain
        self.configs[topic] = json.loads(payload)

    async def drain(self) -> None:
        """Wait for nothing."""


def announced(topics: Topics = IDLIB, *, live: bool = False) -> dict[str, Any]:
    """Return all discovery messages by topic."""
    recorder = Recorder()
    asyncio.run(announce_player(recorder, topics))
    asyncio.run(announce_monitor(recorder, topics, live=live))
    return recorder.configs


def test_player_and_monitor_announce_one_device() -> None:
    """Each has a message of its own, so that `play` and `watch` may come and go; Home Assistant sees one device."""
    configs = announced()
    assert list(configs) == [
        "homeassistant/device/replay_idlib/playback/config", "homeassistant/device/replay_idlib/alerts/config",
    ]  # fmt: skip
    assert [config["device"]["identifiers"] for config in configs.values()] == [["replay_idlib"]] * 2
    assert {config["device"]["name"] for config in configs.values()} == {"replay idlib"}
    assert all(config["origin"]["name"] for config in configs.values())


def test_message_has_what_home_assistant_demands_and_nothing_that_it_does_not_know() -> None:
    """Device, origin and components, each with its platform, id and QoS, which not all versions share between them."""
    for config in announced().values():
        assert config.keys() == {"device", "origin", "components", "availability"}
        assert config["device"].keys() <= {"identifiers", "name", "manufacturer", "sw_version"}
        for entity in config["components"].values():
            assert entity["qos"] == 1
            assert {"platform", "unique_id", "state_topic", "value_template", "name"} <= entity.keys()


def test_entities_are_unavailable_while_the_player_is_away() -> None:
    """The status topic says so, in the words that Home Assistant expects; a live stream has no player."""
    assert [config["availability"] for config in announced().values()] == [[{"topic": "replay/idlib/status"}]] * 2
    assert "availability" not in announced(live=True)["homeassistant/device/replay_idlib/alerts/config"]


def test_names_of_streams_and_roots_stay_apart() -> None:
    """A stream below a root of two levels is not taken for one below another; no id has a character that is refused."""
    apart = [
        Topics("idlib"),
        Topics("b", "a"),
        Topics("c", "a/b"),
        Topics("b-c", "a"),
        Topics("alerts", "replay/idlib"),
    ]
    found = [announced(topics) for topics in apart]
    topics = [topic for configs in found for topic in configs]
    ids = [
        entity["unique_id"]
        for configs in found
        for config in configs.values()
        for entity in config["components"].values()
    ]
    assert len(set(topics)) == len(topics) == 2 * len(apart)
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"homeassistant/device/[a-z0-9_-]+/[a-z]+/config", topic) for topic in topics)


ENTITIES = [entity for config in announced().values() for entity in config["components"].values()]


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity["unique_id"])
def test_entity_reads_what_is_published(entity: dict[str, Any]) -> None:
    """Its topic is one of ours, and each key in its template one of the payload's."""
    address = {topic.address: topic for topic in TOPIC_TABLE}
    wanted = entity["state_topic"].removeprefix("replay/").replace("idlib", "{stream}", 1)
    (topic,) = [found for name, found in address.items() if re.sub(r"{(severity|rule)}", "+", name) == wanted]
    schemas = describe_topics()["components"]["schemas"]
    for path in re.findall(r"value_json((?:\.\w+)+)", entity["value_template"]):
        first = path.split(".")[1]
        assert first in schemas[topic.payloads[0].type.__name__]["properties"]
    for key in re.findall(r"\balert\.(\w+)", entity["value_template"]):
        assert key in schemas["Alert"]["properties"]


def test_every_figure_that_people_watch_is_an_entity() -> None:
    """State, progress and alerts are there, alerts as an event that automations wait for."""
    platforms = {entity["unique_id"].removeprefix("replay_idlib-"): entity["platform"] for entity in ENTITIES}
    assert platforms["alert"] == "event"
    assert {key for key, platform in platforms.items() if platform == "binary_sensor"} == {"playing", "firing"}
    assert {"state", "headline", "progress", "story_time", "speed", "alerts"} <= platforms.keys()
    (event,) = [entity for entity in ENTITIES if entity["platform"] == "event"]
    assert event["event_types"] == [*get_args(Severity), "resolved"]
