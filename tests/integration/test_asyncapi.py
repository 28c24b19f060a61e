"""The document of the topics is one that AsyncAPI's own schema, from npm, takes."""

import json
from pathlib import Path

from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # ships no types

from replay.mqtt.asyncapi import describe_topics
from tests.integration.npm import npm_install

PACKAGE = "@asyncapi/specs@6.11.1"


def test_document_is_asyncapi(tmp_path: Path) -> None:
    """The official schema of version 3.0.0 finds nothing wrong; without a channel's address it would."""
    npm_install(tmp_path, PACKAGE)
    schema = json.loads((tmp_path / "node_modules/@asyncapi/specs/schemas/3.0.0.json").read_text())
    document = json.loads(json.dumps(describe_topics("desk/drill")))
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []
    document["channels"]["updates"]["address"] = 1
    assert list(Draft7Validator(schema).iter_errors(document))
