"""docs/rules.md has every key that the schema of rule files has, at the model that has it, and no other."""

import re

import pytest
from ruamel.yaml import YAML

from replay.language.schema.draft07 import json_schema
from replay.language.schema.rule import RULE_MODELS
from replay.language.template import FILTERS
from tests.docs.markdown import ROOT, codes, rows, section
from tests.docs.test_reference import VERBS, options_of

PAGE = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
FILE = "a file"
SCHEMA = json_schema()
MODELS: dict[str, set[str]] = {
    name: set(model["properties"])
    for name, model in {FILE: SCHEMA, **SCHEMA["definitions"]}.items()
    if "properties" in model
}
TYPES = {kind: model.__name__.removesuffix("Model") for kind, model in RULE_MODELS.items()}
INPUT = {"match", "rules"}
"""What the table of a rule has though some types have it not."""


def table(heading: str, head: str) -> list[list[str]]:
    """Return the rows of the table in a section whose first column is called *head*."""
    (found,) = re.findall(rf"^\| {head} \|.*\n((?:\|.*\n)+)", section(PAGE, heading), re.MULTILINE)
    return rows(found)[1:]


def first_cells(heading: str, head: str) -> list[str]:
    """Return the names in the first column of a table, without what stands in brackets behind them."""
    return [code.partition("(")[0] for row in table(heading, head) for code in codes(row[0])]


def row_of(heading: str, head: str, name: str) -> list[str]:
    """Return the row of a table that begins with a name."""
    (row,) = [row for row in table(heading, head) if name in codes(row[0])]
    return row


def keys_in(text: str, key: str) -> set[str]:
    """Return the keys of the mapping, or of all mappings of the list, that *text* shows as the value of *key*."""
    (value,) = [YAML(typ="safe", pure=True).load(code)[key] for code in codes(text) if re.match(rf"{key}: \[?{{", code)]
    return set().union(*(value if isinstance(value, list) else [value]))


def own_keys(kind: str) -> set[str]:
    """Return the keys that the table of types has for a type; of `direction: up (or down)` that is one."""
    cell = re.sub(r"\(or .*?\)", "", row_of("Types", "type", kind)[2])
    return {code.partition(":")[0] for code in codes(cell)}


HELD = section(PAGE, "What holds an alert back")
OF_RULE = set(first_cells("A rule", "key"))
(KINDS,) = re.findall(r"The kinds are ([^.]*)\.", section(PAGE, "Casualties"))
TOLD = {
    FILE: set(first_cells("The file", "key")),
    "Defaults": set(codes(row_of("The file", "key", "defaults")[1])),
    "Stream": set(re.findall(r"\(`(\w+)`", row_of("The file", "key", "stream")[1])),
    "ActiveHours": keys_in(row_of("A rule", "key", "active_hours")[1].replace("`{", "`hours: {"), "hours"),
    "Silence": keys_in(HELD, "silences"),
    "Inhibit": keys_in(HELD, "inhibit"),
    "Step": keys_in(row_of("Types", "type", "sequence")[2], "steps"),
    "SpikeCondition": keys_in(row_of("Types", "type", "spike")[2], "condition"),
    "Who": keys_in(section(PAGE, "Casualties"), "who"),
    "Condition": set(codes(KINDS)),
    "Comparisons": set(first_cells("Casualties", "operator")),
    "CountComparisons": set(codes(table("Casualties", "operator")[0][0])),
    "Test": set(first_cells("Rule tests", "key of a test")),
    "Update": set(first_cells("Rule tests", "key of an update")),
    "Expect": set(first_cells("Rule tests", "key of an expected alert")),
    **{name: (OF_RULE - INPUT) | own_keys(kind) for kind, name in TYPES.items()},
}
"""By the model, the keys that the page tells of it."""


@pytest.mark.parametrize("model", MODELS)
def test_keys_of_a_model_are_told_where_it_is(model: str) -> None:
    """A row too few or too many, or a key of another model, is seen; so is a model that the page leaves out."""
    assert TOLD[model] == (MODELS[model] - INPUT if model in TYPES.values() else MODELS[model])


def test_tables_have_a_row_for_each_name_once() -> None:
    """Types, filters, what every rule has, and what holds an alert back."""
    assert sorted(first_cells("Types", "type")) == sorted(RULE_MODELS)
    assert sorted(first_cells("Templates", "filter")) == sorted(FILTERS)
    shared = set.intersection(*(MODELS[name] for name in TYPES.values()))
    assert sorted(first_cells("A rule", "key")) == sorted(shared | INPUT)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb.startswith("rules ")])
def test_row_of_a_verb_has_its_options(verb: str) -> None:
    """Those that it has, and no other."""
    (row,) = [row for row in rows(PAGE) if row[0].startswith(f"`replay {verb}")]
    assert {code.split()[0] for code in codes(row[2])} == options_of(verb)
