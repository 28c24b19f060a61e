"""docs/topics.md has every topic, says what is retained, and its examples are what is published."""

import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # ships no types

from replay.mqtt.asyncapi import describe_topics
from replay.mqtt.asyncapi.topic_table import TOPIC_TABLE, Topic

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/topics.md").read_text(encoding="utf-8")
DOCUMENT = describe_topics()
SECTIONS = dict(re.findall(r"^## (replay/\S+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def test_page_has_every_topic_and_no_other() -> None:
    """A topic that is published is described, and what is described is published."""
    assert SECTIONS.keys() == {f"replay/{topic.address}" for topic in TOPIC_TABLE}


@pytest.mark.parametrize("topic", TOPIC_TABLE, ids=lambda topic: topic.name)
def test_section_says_what_is_retained_and_has_an_example(topic: Topic) -> None:
    """`Retained` stands where it is so; each example is one of the topic's payloads, key for key."""
    section = SECTIONS[f"replay/{topic.address}"]
    assert section.lstrip().startswith("**Retained.**") is topic.retained
    schemas = [DOCUMENT["components"]["messages"][payload.name]["payload"] for payload in topic.payloads]
    examples = re.findall(r"```(?:json)?\n(.*?)```", section, re.DOTALL)
    assert examples
    for example in examples:
        payload = json.loads(example) if example.startswith("{") else example.strip()
        whole = {"anyOf": schemas, "components": DOCUMENT["components"]}
        Draft7Validator(whole).validate(payload)
        if isinstance(payload, dict):
            names = [schema["$ref"].rpartition("/")[2] for schema in schemas if "$ref" in schema]
            described = [DOCUMENT["components"]["schemas"][name]["properties"].keys() for name in names]
            assert any(payload.keys() <= keys for keys in described)
