"""The rule file as a JSON schema, draft 7, for editors.

It says what the models say. What they do not, queries, templates, references and fields, is for `replay rules check`.
Source: https://json-schema.org/draft-07
"""

from datetime import timedelta
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from replay.language.schema.file import InhibitModel, RuleFileModel, SilenceModel
from replay.language.schema.rule import RULE_MODELS, AnyRuleModel
from replay.language.schema.testing import TestModel
from replay.language.times import render_duration

_DIALECT = "http://json-schema.org/draft-07/schema#"
_TITLE = "Rule file of replay"
_DESCRIPTION = "Alert rules on news; queries, templates and references are judged by `replay rules check`."


class _WholeFileModel(RuleFileModel):
    """A rule file with all that stands in it."""

    rules: list[AnyRuleModel]
    inhibit: list[InhibitModel] = []
    silences: list[SilenceModel] = []
    tests: list[TestModel] = []


class _Generator(GenerateJsonSchema):
    """Writes defaults as they stand in a file, and no titles that repeat the key."""

    def encode_default(self, dft: object) -> object:
        return render_duration(dft) if isinstance(dft, timedelta) else super().encode_default(dft)

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 -- pydantic's signature
        return False


def json_schema() -> dict[str, Any]:
    """Return the JSON schema of a rule file, draft 7."""
    made = _WholeFileModel.model_json_schema(ref_template="#/definitions/{model}", schema_generator=_Generator)
    definitions = {name: _untitled(each) for name, each in made.pop("$defs").items()}
    made["properties"]["rules"]["items"] = {
        "type": "object",
        "required": ["id"],
        "properties": {"type": {"enum": list(RULE_MODELS)}},
        "allOf": [_when({"properties": {"type": {"const": name}}, "required": ["type"]}, model.__name__)
                  for name, model in RULE_MODELS.items()],
    }  # fmt: skip
    made["properties"]["rules"]["minItems"] = 1
    default_type = {"properties": {"defaults": {"required": ["type"]}}, "required": ["defaults"]}
    untyped = _when({"not": {"required": ["type"]}}, RULE_MODELS["match"].__name__)
    return {
        "$schema": _DIALECT,
        **made,
        "title": _TITLE,
        "description": _DESCRIPTION,
        "if": default_type,
        "else": {"properties": {"rules": {"items": untyped}}},
        "definitions": dict(sorted(definitions.items())),
    }


def _when(condition: dict[str, Any], model: str) -> dict[str, Any]:
    return {"if": condition, "then": {"$ref": f"#/definitions/{model}"}}


def _untitled(definition: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in definition.items() if key != "title"}
