"""The rule file as a JSON Schema, draft 7, for editors.

It says what the models say. What they do not, queries, templates, references and fields, is for `replay rules check`.
A key that several types of rules have alike is defined once. Source: https://json-schema.org/draft-07
"""

import json
from collections import Counter
from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from replay.language.schema.descriptions import describe
from replay.language.schema.file import InhibitModel, RuleFileModel, SilenceModel
from replay.language.schema.rule import RULE_MODELS, AnyRuleModel
from replay.language.schema.testing import TestModel
from replay.language.times import render_duration

DIALECT = "http://json-schema.org/draft-07/schema#"
_TITLE = "Rule file of replay"
_DESCRIPTION = "Alert rules on news; queries, templates and references are judged by 'replay rules check'."
_WIDTH = 120
_RULES = {model.__name__: f"{name} rule" for name, model in RULE_MODELS.items()}
_NO_DEFAULT: tuple[Any, ...] = (None, {}, [])
"""Defaults that say no more than that a key may be left out; an editor would write them down."""

Schema = dict[str, Any]


class _WholeFileModel(RuleFileModel):
    """A rule file with all that stands in it."""

    rules: list[AnyRuleModel]
    inhibit: list[InhibitModel] = []
    silences: list[SilenceModel] = []
    tests: list[TestModel] = []


class Draft07(GenerateJsonSchema):
    """Writes defaults as they stand in a file, and no titles that repeat the key."""

    def encode_default(self, dft: object) -> object:
        """Return a default as it stands in a file."""
        return render_duration(dft) if isinstance(dft, timedelta) else super().encode_default(dft)

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 -- pydantic's signature
        """Say that no key has a title."""
        return False


def render_json_schema() -> str:
    """Return the schema as it is committed: what fits into a line stands in one."""
    return _render(json_schema(), "") + "\n"


def _render(value: object, indent: str) -> str:
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= _WIDTH or not isinstance(value, dict | list):
        return line
    deeper = indent + "  "
    if isinstance(value, list):
        parts = [_render(each, deeper) for each in value]
        return f"[\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}]"
    parts = [f"{json.dumps(key)}: {_render(each, deeper)}" for key, each in value.items()]
    return f"{{\n{deeper}" + f",\n{deeper}".join(parts) + f"\n{indent}}}"


def json_schema() -> Schema:
    """Return the JSON Schema of a rule file, draft 7."""
    made = _WholeFileModel.model_json_schema(ref_template="#/definitions/{model}", schema_generator=Draft07)
    definitions = {name: _explained(name, each) for name, each in made.pop("$defs").items()}
    top = _explained(RuleFileModel.__name__, made)
    top["properties"]["rules"]["items"] = {
        "type": "object",
        "required": ["id"],
        "properties": {"type": {"enum": list(RULE_MODELS), "description": describe("Rule", "type")}},
        "allOf": [_when({"properties": {"type": {"const": name}}, "required": ["type"]}, model.__name__)
                  for name, model in RULE_MODELS.items()],
    }  # fmt: skip
    top["properties"]["rules"]["minItems"] = 1
    default_type = {"properties": {"defaults": {"required": ["type"]}}, "required": ["defaults"]}
    untyped = _when({"not": {"required": ["type"]}}, RULE_MODELS["match"].__name__)
    whole = {
        "$schema": DIALECT,
        "title": _TITLE,
        **top,
        "description": _DESCRIPTION,
        "if": default_type,
        "else": {"properties": {"rules": {"items": untyped}}},
        "definitions": dict(sorted(_shared(definitions).items())),
    }
    renamed: Schema = json.loads(json.dumps(whole).replace('Model"', '"'))
    return renamed


def _when(condition: Schema, model: str) -> Schema:
    return {"if": condition, "then": {"$ref": f"#/definitions/{model}"}}


def _explained(name: str, model: Schema) -> Schema:
    """Return a model with a description for each key, and without defaults that say nothing; rules have a title."""
    explained = {key: value for key, value in model.items() if key != "title"}
    if name in _RULES:
        explained["title"] = _RULES[name]
    explained["properties"] = {
        key: {**_without_empty_default(value), "description": describe(name.removesuffix("Model"), key)}
        for key, value in model["properties"].items()
    }
    return explained


def _without_empty_default(key: Schema) -> Schema:
    return {name: value for name, value in key.items() if name != "default" or value not in _NO_DEFAULT}


def _shared(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """Return the definitions with the keys that several rule types have alike defined once, under their own names."""
    rules = [each["properties"] for name, each in definitions.items() if name in _RULES]
    alike = Counter((key, json.dumps(value)) for properties in rules for key, value in properties.items())
    often = {key: value for (key, value), count in alike.items() if count > 1}
    for properties in (each["properties"] for each in definitions.values()):
        for key, value in properties.items():
            if often.get(key) == json.dumps(value):
                properties[key] = {"$ref": f"#/definitions/{key}"}
    return {**definitions, **{key: json.loads(value) for key, value in often.items()}}
