"""The JSON schema of rule files is draft 7, and agrees with the loader."""

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]  # ships no types
import pytest

from replay.language.reader import load_document, parse_document
from replay.language.schema.draft07 import json_schema, render_json_schema
from replay.language.schema.rule import RULE_MODELS
from replay.language.schema.scalars import typed

ROOT = Path(__file__).parents[4]
EXAMPLE = Path(__file__).parents[1] / "data/every-rule.yaml"
SHIPPED = sorted(path for path in (ROOT / "rules").glob("*.yaml") if not path.name.endswith(".test.yaml"))
VALIDATOR = jsonschema.Draft7Validator(json_schema())


def errors_in(rule: str, top: str = "") -> list[str]:
    """Return where the schema finds fault with a file of one rule, as an editor would read it."""
    value = typed(parse_document(f"version: 1\n{top}\nrules:\n  - {rule}\n", "r.yaml").value)
    return sorted(error.json_path for error in VALIDATOR.iter_errors(value))


def test_every_key_has_a_sentence() -> None:
    """An editor says of each key what it is for, and the sentences are plain text that ends."""
    schema = json_schema()
    models = [schema, *(each for each in schema["definitions"].values() if "properties" in each)]
    told = {
        key: schema["definitions"][key] if "$ref" in value and "description" not in value else value
        for model in models
        for key, value in model["properties"].items()
    }
    assert len(told) > 60
    assert [key for key, value in told.items() if not value["description"].endswith(".")] == []
    assert [key for key, value in told.items() if "`" in value["description"]] == []


def test_schema_is_valid_draft_7() -> None:
    """The schema itself is one of draft 7, and refers to nothing outside of itself."""
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert json_schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in json.dumps(json_schema())


@pytest.mark.parametrize("path", [EXAMPLE, *SHIPPED], ids=lambda path: path.name)
def test_schema_accepts_files_that_load(path: Path) -> None:
    """The example of the rule language and the shipped packs are valid."""
    assert [error.message for error in VALIDATOR.iter_errors(typed(load_document(path).value))] == []


def test_example_holds_every_rule_type() -> None:
    """The example that is tested has a rule of each type, so that no model goes unread."""
    rules = load_document(EXAMPLE).value["rules"]
    assert {rule.get("type", "match") for rule in rules} == set(RULE_MODELS)


@pytest.mark.parametrize(
    ("rule", "places"),
    [
        ("{id: a, match: truce}", []),
        ("{id: a, match: truce, timespan: 5m}", ["$.rules[0]"]),
        ("{id: a, type: count, timespan: 5m, condition: {gte: 3}}", []),
        ("{id: a, type: count, timespan: 5, condition: {gte: 3}}", ["$.rules[0].timespan"]),
        ("{id: a, type: count, timespan: 5m}", ["$.rules[0]"]),
        ("{id: a, type: count, timespan: 5m, condition: {at_least: 3}}", ["$.rules[0].condition"]),
        ("{id: a, type: spike, timespan: 5m, baseline: 1h, condition: {ratio_gte: 2.5}}", []),
        ("{id: a, type: counts, timespan: 5m}", ["$.rules[0].type"]),
        ("{id: a, match: truce, where: {stream: [a, b], data.desk: 7}}", []),
        ("{id: a, match: truce, active_hours: {days: [monday]}}", ["$.rules[0].active_hours"]),
    ],
)
def test_schema_judges_a_rule_by_its_type(rule: str, places: list[str]) -> None:
    """A rule is held against the model of its type alone, and the fault is told at its place."""
    assert errors_in(rule) == places


def test_schema_leaves_rules_without_type_to_the_default_type() -> None:
    """Where the defaults name a type, a rule without one is not taken for a match rule."""
    rule = "{id: a, timespan: 5m, condition: {gte: 3}}"
    assert errors_in(rule) != []
    assert errors_in(rule, "defaults: {type: count}") == []


def test_schema_shows_defaults_as_they_are_written() -> None:
    """A default duration stands in the schema as in a file."""
    made = json_schema()["definitions"]
    assert made["Count"]["properties"]["keep_firing_for"] == {"$ref": "#/definitions/keep_firing_for"}
    assert made["keep_firing_for"]["default"] == "0s"
    assert made["Stream"]["properties"]["max_ahead"]["default"] == "5m"


def test_schema_offers_no_default_that_says_nothing() -> None:
    """An editor that completes a key must not write `null` behind it."""
    assert '"default": null' not in render_json_schema()
