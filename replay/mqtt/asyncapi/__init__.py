"""The AsyncAPI 3.0 document of all topics, made from their table and from the structs that the code encodes.

It takes the point of view of replay as one application: what it sends, others receive.
"""

import re
from typing import Any, get_args

import msgspec

from replay import __version__
from replay.docstrings import documented
from replay.model import Severity
from replay.mqtt.address import PORTS, WEBSOCKET_PATH
from replay.mqtt.asyncapi.topic_table import PARAMETERS, TOPIC_TABLE, Payload, Topic
from replay.mqtt.topics import ROOT, Topics

_PARAMETER = re.compile(r"{(\w+)}")
_BINDING_VERSION = "0.2.0"


def describe_topics(root: str = ROOT) -> dict[str, Any]:
    """Return the document.

    Args:
        root: First levels of every topic.

    Raises:
        UsageError: If *root* cannot be one.
    """
    Topics("any", root)
    payloads = {payload.name: payload for topic in TOPIC_TABLE for payload in topic.payloads}
    schemas, shared = msgspec.json.schema_components(
        [payload.type for payload in payloads.values()], ref_template="#/components/schemas/{name}"
    )
    messages = zip(payloads.values(), schemas, strict=True)
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "replay",
            "version": __version__,
            "description": "A recorded day of live coverage, played again on MQTT, and the alerts that rules raise.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": _servers(),
        "channels": {**{topic.name: _channel(topic, root) for topic in TOPIC_TABLE}, "answers": _answers(root)},
        "operations": dict(operation for topic in TOPIC_TABLE for operation in _operations(topic)),
        "components": {
            "messages": {payload.name: _message(payload, schema, root) for payload, schema in messages},
            "schemas": {name: _documented(schema) for name, schema in shared.items()},
        },
    }


def _servers() -> dict[str, Any]:
    embedded = {"protocolVersion": "3.1.1"}
    return {
        "embedded": {
            "host": "127.0.0.1:1883",
            "protocol": "mqtt",
            "description": "The broker that comes along; if the port is taken, another is used and printed.",
            **embedded,
        },
        "embeddedWebSocket": {
            "host": "127.0.0.1:9001",
            "pathname": "/mqtt",
            "protocol": "ws",
            "description": "The same, for pages in a browser.",
            **embedded,
        },
        **{f"own{scheme.capitalize()}": _own_server(scheme) for scheme in PORTS},
    }


def _own_server(scheme: str) -> dict[str, Any]:
    """Return the broker of the user's own behind one kind of address."""
    path = WEBSOCKET_PATH if scheme.startswith("ws") else ""
    return {
        "host": "{host}:{port}",
        **({"pathname": path} if path else {}),
        "protocol": scheme,
        "description": f"A broker of your own, MQTT 3.1.1 or 5: `--broker {scheme}://host:port{path}`.",
        "variables": {
            "host": {"default": "127.0.0.1", "description": "Where it is."},
            "port": {"default": str(PORTS[scheme]), "description": "Its port."},
        },
    }


def _channel(topic: Topic, root: str) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "address": f"{root}/{topic.address}",
        "description": topic.told,
        "messages": {payload.name: {"$ref": f"#/components/messages/{payload.name}"} for payload in topic.payloads},
        "parameters": {name: {"description": PARAMETERS[name]} for name in _PARAMETER.findall(topic.address)},
    }
    if "severity" in channel["parameters"]:
        channel["parameters"]["severity"]["enum"] = list(get_args(Severity))
    return channel


def _answers(root: str) -> dict[str, Any]:
    """Return the channel that a command names itself, which has no address of its own (AsyncAPI 3.0, reply address)."""
    (replies,) = [topic for topic in TOPIC_TABLE if topic.name == "replies"]
    told = f"What `reply_to` of a command names: `{root}/{replies.address}`, or a topic of the asker's own below it."
    return {"address": None, "description": told, "messages": _channel(replies, root)["messages"]}


def _operations(topic: Topic) -> list[tuple[str, dict[str, Any]]]:
    """Return the operations on a topic by name; a command says where its reply comes."""
    binding = {"qos": 1, "retain": topic.retained, "bindingVersion": _BINDING_VERSION}
    rest: dict[str, Any] = {"channel": {"$ref": f"#/channels/{topic.name}"}, "bindings": {"mqtt": binding}}
    if topic.name == "control":
        rest["reply"] = {
            "address": {"location": "$message.payload#/reply_to"},
            "channel": {"$ref": "#/channels/answers"},
        }
    named = "".join(part.capitalize() for part in topic.name.split("_"))
    actions = ["send"] * topic.sent + ["receive"] * topic.received
    return [(f"{action}{named}", {"action": action, **rest}) for action in actions]


def _message(payload: Payload, schema: dict[str, Any], root: str) -> dict[str, Any]:
    encoded = (msgspec.json.encode(example) for example in payload.examples)
    return {
        "name": payload.name,
        "contentType": payload.content_type,
        "payload": schema,
        "examples": [
            {"payload": msgspec.json.decode(each.replace(b"replay/idlib", f"{root}/idlib".encode()))}
            for each in encoded
        ],
    }


def _documented(schema: dict[str, Any]) -> dict[str, Any]:
    """Describe the attributes, and require what tells the kinds of events apart."""
    kinds = [name for name in ("specversion", "type") if "enum" in schema["properties"].get(name, {})]
    return {**documented(schema), "required": [*schema.get("required", []), *kinds]}
