"""The document of the topics is one that AsyncAPI's own schema and parser, from npm, take."""

import json
import subprocess
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # ships no types

from replay.mqtt.asyncapi import describe_topics
from tests.integration.npm import npm_install

PACKAGE = "@asyncapi/parser@3.6.6"
PARSE = """
const { Parser } = require("@asyncapi/parser");
const text = require("fs").readFileSync(0, "utf8");
new Parser().parse(text).then(({ diagnostics }) => console.log(JSON.stringify(diagnostics)));
"""


def parsed(folder: Path, document: dict[str, Any]) -> list[str]:
    """Return what the parser has to say of a *document*, errors and warnings."""
    done = subprocess.run(
        ["node", "-e", PARSE], cwd=folder, check=True, capture_output=True, input=json.dumps(document).encode()
    )
    severe = [each for each in json.loads(done.stdout) if each["severity"] < 2]
    return [f"{each['path']}: {each['message']}" for each in severe]


def test_document_is_asyncapi(tmp_path: Path) -> None:
    """Neither the schema of version 3.0.0 nor the parser finds anything wrong; of a wrong address both tell."""
    npm_install(tmp_path, PACKAGE)
    schema = json.loads((tmp_path / "node_modules/@asyncapi/specs/schemas/3.0.0.json").read_text())
    document = json.loads(json.dumps(describe_topics("desk/drill")))
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []
    assert parsed(tmp_path, document) == []
    document["channels"]["updates"]["address"] = 1
    assert list(Draft7Validator(schema).iter_errors(document))
    assert parsed(tmp_path, document)
