"""The AsyncAPI document: it has every topic that the code has, and each payload as it is encoded."""

import inspect
import re
from typing import Any

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # ships no types

from replay.errors import UsageError
from replay.mqtt.address import BrokerAddress
from replay.mqtt.asyncapi import describe_topics
from replay.mqtt.asyncapi.topic_table import TOPIC_TABLE, Topic
from replay.mqtt.topics import Topics

DOCUMENT = describe_topics()
NO_TOPICS = {"flat", "source", "is_reply_topic", "stream", "root"}
LEVELS = {"stream": "idlib", "severity": "critical", "rule": "fire", "key": "homs"}


def resolved(payload: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that stands on its own."""
    return {**payload, "components": DOCUMENT["components"]}


def test_document_has_every_topic_and_no_other() -> None:
    """What `Topics` names is in the table of topics, which is in the document."""
    named = {name for name in dir(Topics) if not name.startswith("_")} - NO_TOPICS
    assert {topic.name for topic in TOPIC_TABLE} == named == DOCUMENT["channels"].keys() - {"answers"}


def test_channel_of_a_reply_whose_address_the_command_names_has_none() -> None:
    """AsyncAPI demands it where `reply.address` is given; the answers are those of the topic `replies`."""
    reply = DOCUMENT["operations"]["receiveControl"]["reply"]
    assert reply == {
        "address": {"location": "$message.payload#/reply_to"},
        "channel": {"$ref": "#/channels/answers"},
    }
    answers = DOCUMENT["channels"]["answers"]
    assert answers["address"] is None
    assert "`replay/{stream}/replies`" in answers["description"]
    assert answers["messages"] == DOCUMENT["channels"]["replies"]["messages"]


def test_servers_have_every_kind_of_address_that_a_broker_may_have() -> None:
    """Each scheme that `--broker` takes, with the port and the path that it has if they are left out."""
    own = [server for name, server in DOCUMENT["servers"].items() if name.startswith("own")]
    found = {f"{each['protocol']}://h:{each['variables']['port']['default']}{each.get('pathname', '')}" for each in own}
    assert found == {str(BrokerAddress.parse(f"{scheme}://h", {})) for scheme in ("mqtt", "mqtts", "ws", "wss")}


@pytest.mark.parametrize("topic", TOPIC_TABLE, ids=lambda topic: topic.name)
def test_address_with_its_parameters_filled_in_is_the_topic(topic: Topic) -> None:
    """A subscriber who follows the document hears what the code publishes."""
    named = getattr(Topics("idlib"), topic.name)
    if callable(named):
        arguments = {name: LEVELS[name] for name in inspect.signature(named).parameters}
        named = named(**{**arguments, **({"key": [LEVELS["key"]]} if "key" in arguments else {})})
    address = DOCUMENT["channels"][topic.name]["address"]
    assert address.format(**LEVELS) == named
    assert DOCUMENT["channels"][topic.name]["parameters"].keys() == set(re.findall(r"{(\w+)}", address))


@pytest.mark.parametrize("name", DOCUMENT["components"]["messages"])
def test_examples_are_what_the_schemas_say(name: str) -> None:
    """Each payload has an example, in its own shape."""
    message = DOCUMENT["components"]["messages"][name]
    assert message["examples"]
    for example in message["examples"]:
        Draft7Validator(resolved(message["payload"])).validate(example["payload"])


@pytest.mark.parametrize("schema", DOCUMENT["components"]["schemas"].values(), ids=DOCUMENT["components"]["schemas"])
def test_every_property_is_described(schema: dict[str, Any]) -> None:
    """The docstring's sentence stands at its key; what has one value only, or is a schema of its own, needs none."""
    assert schema["description"]
    assert "Attributes:" not in schema["description"]
    plain = {key: value for key, value in schema["properties"].items() if "$ref" not in value}
    assert [
        key for key, value in plain.items() if "description" not in value and len(value.get("enum", "ab")) > 1
    ] == []


def test_operations_say_who_sends() -> None:
    """Replay sends everything but commands, and takes commands and the updates of a live source."""
    actions = {(each["action"], each["channel"]["$ref"]) for each in DOCUMENT["operations"].values()}
    assert {channel for action, channel in actions if action == "receive"} == {
        "#/channels/control",
        "#/channels/updates",
    }
    assert ("send", "#/channels/control") not in actions
    assert len([action for action, _ in actions if action == "send"]) == len(TOPIC_TABLE) - 1


def test_root_is_that_of_the_topics() -> None:
    """Addresses and examples begin with the root that was asked for; one that is no topic is refused."""
    document = describe_topics("desk/drill")
    addresses = [channel["address"] for channel in document["channels"].values() if channel["address"]]
    assert {address.split("{")[0] for address in addresses} == {"desk/drill/"}
    (example,) = document["components"]["messages"]["command"]["examples"]
    assert example["payload"]["reply_to"] == "desk/drill/idlib/replies"
    with pytest.raises(UsageError):
        describe_topics("a b")
