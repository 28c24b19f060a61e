"""The JSON Schema of label files is current, and refuses what cannot be read."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # ships no types
from ruamel.yaml import YAML

from replay.backtest.labels import label_schema, load_labels
from replay.cli import docs
from replay.errors import RuleFileError
from tests.docs.markdown import blocks_of

COMMITTED = Path(__file__).parents[3] / "docs/labels.schema.json"
VALIDATOR = Draft7Validator(label_schema())


def test_committed_schema_is_current() -> None:
    """`docs/labels.schema.json` is what `replay docs labels` prints, and is a schema."""
    assert COMMITTED.read_text(encoding="utf-8") == CliRunner().invoke(docs.command, ["labels"]).output
    Draft7Validator.check_schema(json.loads(COMMITTED.read_text(encoding="utf-8")))


def test_every_key_is_described() -> None:
    """With the default of the tolerance as a file writes it."""
    file, label = label_schema()["properties"], label_schema()["properties"]["labels"]["items"]["properties"]
    assert all(key["description"] for key in (*file.values(), *label.values()))
    assert file["within"]["default"] == "30m"


def test_labels_of_the_page_fit_the_schema() -> None:
    """An editor has nothing to say about them."""
    (text,) = (each.text for each in blocks_of("docs/how-to/score-rules.md") if each.saved_as == "labels.yaml")
    loaded = YAML(typ="safe", pure=True).load(text)
    VALIDATOR.validate(json.loads(json.dumps(loaded, default=lambda time: time.isoformat())))


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"version": 1},
        {"version": 2, "labels": [{"update": "u"}]},
        {"version": 1, "labels": []},
        {"version": 1, "labels": [{}]},
        {"version": 1, "labels": [{"update": "u", "time": "2020-03-05T10:00:00Z"}]},
        {"version": 1, "labels": [{"time": "10:21"}]},
        {"version": 1, "labels": [{"update": "u", "rule": "A b"}]},
        {"version": 1, "labels": [{"update": "u", "why": "x"}]},
        {"version": 1, "within": "soon", "labels": [{"update": "u"}]},
    ],
)
def test_what_the_schema_refuses_cannot_be_read(content: dict[str, Any], tmp_path: Path) -> None:
    """A file that is wrong by the schema is wrong for replay too."""
    assert not VALIDATOR.is_valid(content)
    (tmp_path / "labels.yaml").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RuleFileError):
        load_labels(tmp_path / "labels.yaml")
