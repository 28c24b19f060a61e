"""The JSON Schema of a label file, for editors, made from the models that read it."""

import json
from typing import Annotated, Any

from pydantic import Field

from replay.backtest.labels import LabelFileModel, LabelModel
from replay.language.schema.draft07 import DIALECT, Draft07


class _WholeFileModel(LabelFileModel):
    """What should alert, for 'replay backtest --labels'."""

    labels: Annotated[list[LabelModel], Field(min_length=1, description="What should alert, at least one thing.")]


def label_schema() -> dict[str, Any]:
    """Return the schema of a label file, draft 7."""
    made = _WholeFileModel.model_json_schema(ref_template="#/definitions/{model}", schema_generator=Draft07)
    label = made.pop("$defs")[LabelModel.__name__]
    label["oneOf"] = [{"required": [key]} for key in ("time", "update")]
    made["properties"]["labels"]["items"] = _without_null(label)
    return {"$schema": DIALECT, **made, "title": "Label file of replay"}


def _without_null(label: dict[str, Any]) -> dict[str, Any]:
    """Return a label whose keys are left out where they say nothing, as an editor should propose it."""
    properties = {
        key: {**value["anyOf"][0], "description": value["description"]} for key, value in label["properties"].items()
    }
    return {**label, "title": "label", "properties": properties}


def render_label_schema() -> str:
    """Return the schema as it is committed and printed."""
    return json.dumps(label_schema(), indent=2, ensure_ascii=False) + "\n"
