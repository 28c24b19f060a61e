"""The examples for Node-RED and Grafana: whole, and about topics and keys that exist."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from replay.mqtt.asyncapi import describe_topics
from replay.mqtt.asyncapi.topic_table import TOPIC_TABLE

EXAMPLES = Path(__file__).parents[2] / "examples"
FLOW: list[dict[str, Any]] = json.loads((EXAMPLES / "node-red/flow.json").read_text())
DASHBOARD: dict[str, Any] = json.loads((EXAMPLES / "grafana/dashboard.json").read_text())
NODES = {node["id"]: node for node in FLOW}
SCHEMAS = describe_topics()["components"]["schemas"]
CORE = {
    "tab", "comment", "mqtt-broker", "mqtt in", "json", "switch", "template", "change", "debug",
}  # fmt: skip
EXAMPLE_TOPICS = [re.sub(r"{\w+}", "x", f"replay/{topic.address}") for topic in TOPIC_TABLE]


def test_flow_is_whole() -> None:
    """Ids are unique, every wire ends at a node, every node is on the tab, and all come with Node-RED."""
    assert len(NODES) == len(FLOW)
    assert {node["type"] for node in FLOW} == CORE
    tab = next(node["id"] for node in FLOW if node["type"] == "tab")
    for node in FLOW:
        assert node.get("z", tab) == tab
        assert {end for output in node.get("wires", []) for end in output} <= NODES.keys()
        if node["type"] == "switch":
            assert len(node["rules"]) == node["outputs"] == len(node["wires"])
        if "broker" in node and node["type"] == "mqtt in":
            assert NODES[node["broker"]]["type"] == "mqtt-broker"


def test_every_node_of_the_flow_is_reached() -> None:
    """Nothing hangs loose: what is not the start is behind something."""
    ends = {end for node in FLOW for output in node.get("wires", []) for end in output}
    loose = {node["type"] for node in FLOW if node["id"] not in ends}
    assert loose == {"tab", "comment", "mqtt-broker", "mqtt in"}


def ends_of(switched: str, branch: int) -> set[str]:
    """Return the names of the nodes at which a branch of the switch on a property ends."""
    (switch,) = [node for node in FLOW if node.get("property") == switched and node["type"] == "switch"]
    reached = list(switch["wires"][branch])
    for identity in reached:
        reached += [end for output in NODES[identity]["wires"] for end in output]
    return {NODES[identity]["name"] for identity in reached if not NODES[identity]["wires"]}


def test_flow_tells_topics_and_severities_that_exist() -> None:
    """Each branch on the topic is taken by one topic of ours alone; only what fires is told by its severity."""
    by_topic, by_state, by_severity = (node["rules"] for node in FLOW if node["type"] == "switch")
    taken = [[topic for topic in EXAMPLE_TOPICS if re.search(rule["v"], topic)] for rule in by_topic]
    assert taken == [["replay/x/alerts/x/x"], ["replay/x/metrics"]]
    assert [rule.get("v") for rule in by_state] == ["firing", None]
    assert [rule.get("v") for rule in by_severity] == ["critical", "warning", None]
    assert ends_of("topic", 0) == {"critical", "warning", "info", "resolved"}
    assert ends_of("payload.data.state", 0) == {"critical", "warning", "info"}
    assert ends_of("payload.data.state", 1) == {"resolved"}
    for node in FLOW:
        for path in re.findall(r"payload\.data\.(\w+)", json.dumps(node)):
            assert path in SCHEMAS["Alert"]["properties"]
    (change,) = [node for node in FLOW if node["type"] == "change"]
    assert change["rules"][0]["to"].removeprefix("payload.") in SCHEMAS["PlaybackMetrics"]["properties"]


def test_dashboard_asks_for_its_data_source() -> None:
    """Whoever imports it names the broker once; no panel is bound to one of ours."""
    (asked,) = DASHBOARD["__inputs"]
    wanted = {"type": asked["pluginId"], "uid": f"${{{asked['name']}}}"}
    assert asked["type"] == "datasource"
    sources = [each["datasource"] for panel in DASHBOARD["panels"] for each in (panel, *panel["targets"])]
    assert sources == [wanted] * len(sources)
    assert DASHBOARD["id"] is None
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])


def named(value: object) -> Iterator[str]:
    """Yield the fields that a panel picks."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key in {"left", "path"} and isinstance(part, str):
                yield part
            elif key == "fields" and isinstance(part, str):
                yield part.strip("/^$")
            elif key == "names":
                yield from part
            else:
                yield from named(part)
    elif isinstance(value, list):
        for part in value:
            yield from named(part)


@pytest.mark.parametrize("panel", DASHBOARD["panels"], ids=lambda panel: panel["title"])
def test_panel_shows_what_is_published(panel: dict[str, Any]) -> None:
    """Its topic is one of ours, and each field that it picks one of the payload's."""
    topic = panel["targets"][0]["topic"].replace("${root}", "replay").replace("${stream}", "x").replace("+", "x")
    (found,) = [each for each, name in zip(TOPIC_TABLE, EXAMPLE_TOPICS, strict=True) if name == topic]
    schema = "Alert" if found.name == "alert" else found.payloads[0].type.__name__
    picked = {name.split(".")[0] for name in named([panel["options"], panel["transformations"]])}
    assert picked
    assert picked - {"Time", "story_time_ms"} <= SCHEMAS[schema]["properties"].keys()
