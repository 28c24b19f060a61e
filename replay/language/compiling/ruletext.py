"""A rule as its author wrote it, and what of it can be judged before its values are read: names of rules and fields."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from replay.errors import Problem
from replay.language.compiling.catalog import Catalog, references_of
from replay.language.compiling.frame import Frame
from replay.language.document import Document, NodePath
from replay.language.names import COUNTS, DATA, field_names, is_known, key_names, suggest
from replay.language.schema.rule import RULE_MODELS

VICTIMS: NodePath = ("who", "match")
"""Where the query on the victims stands in a rule."""

_ABOUT_CASUALTIES = "only a rule that looks at a casualties rule can"


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule of a known type.

    Attributes:
        raw: Its keys and values.
        type: Its type.
        path: Where it stands.
        what: What to call it: "count rule 'burst'".
        defaults: Those of its file that fit its type.
        casualties: Whether what it looks at, or finds, tells of casualties.
    """

    raw: dict[str, Any]
    type: str
    path: NodePath
    what: str
    defaults: dict[str, Any]
    casualties: bool

    def get(self, key: str) -> Any:  # noqa: ANN401 -- YAML
        """Return a value as written, by the rule or the file's defaults."""
        return self.raw.get(key, self.defaults.get(key))

    def place(self, key: str) -> NodePath:
        """Return where the value of *key* stands."""
        return (*self.path, key) if key in self.raw else ("defaults", key)


def rule_text(raw: dict[str, Any], rule_type: str, index: int, frame: Frame, catalog: Catalog) -> RuleText:
    """Return the rule that stands at *index* of its file.

    Args:
        raw: Its keys and values.
        rule_type: A known type.
        index: Its place in `rules`.
        frame: The top of its file.
        catalog: The rules of all files.
    """
    rule_id = raw.get("id")
    return RuleText(
        raw=raw,
        type=rule_type,
        path=("rules", index),
        what=f"{rule_type} rule '{rule_id}'" if isinstance(rule_id, str) else f"{rule_type} rule {index + 1}",
        defaults={key: value for key, value in frame.defaults.items() if key in RULE_MODELS[rule_type].model_fields},
        casualties=catalog.has_casualties(raw, rule_type),
    )


def query_sources(raw: dict[str, Any]) -> dict[NodePath, str]:
    """Return the queries of a rule as written, by their paths below it."""
    sources: dict[NodePath, object] = {("match",): raw.get("match"), ("unless",): raw.get("unless")}
    who, steps = raw.get("who"), raw.get("steps")
    sources[VICTIMS] = who.get("match") if isinstance(who, dict) else None
    for index, step in enumerate(steps if isinstance(steps, list) else ()):
        sources["steps", index, "match"] = step.get("match") if isinstance(step, dict) else None
    return {path: source for path, source in sources.items() if isinstance(source, str) and source.strip()}


def check_inputs(rule: RuleText, document: Document, catalog: Catalog) -> Iterator[Problem]:
    """Yield what is wrong with the rules that a rule looks at."""
    fields = RULE_MODELS[rule.type].model_fields
    if {"rules", "match"} <= rule.raw.keys() & fields.keys():
        yield document.problem(
            (*rule.path, "match"), f"{rule.what} has both 'rules' and 'match'; keep one", at_key=True
        )
    for reference in references_of(rule.raw, rule.type, rule.path):
        if unknown := catalog.unknown(reference.rule):
            yield document.problem(reference.path, f"{rule.what} names an {unknown}")


def check_paths(rule: RuleText, document: Document) -> Iterator[Problem]:
    """Yield the field paths of a rule that name nothing."""
    keys = key_names(casualties=rule.casualties)
    group_by = rule.get("group_by")
    for index, name in enumerate(group_by if isinstance(group_by, list) else ()):
        if wrong := unknown_path(name, keys):
            path = (*rule.place("group_by"), index)
            yield document.problem(path, f"{rule.what} cannot group by {wrong}")
    yield from check_where(rule.raw, rule.path, rule.what, document, keys)
    fields = RULE_MODELS[rule.type].model_fields
    if "field" in fields and (wrong := unknown_path(rule.get("field"), field_names(casualties=rule.casualties))):
        yield document.problem(rule.place("field"), f"{rule.what} cannot look at the field {wrong}")
    if "value" in fields:
        yield from _check_value(rule, document)


def _check_value(rule: RuleText, document: Document) -> Iterator[Problem]:
    value, direction = rule.get("value"), rule.get("direction")
    if wrong := unknown_path(value, field_names(casualties=rule.casualties)):
        yield document.problem(rule.place("value"), f"{rule.what} cannot compare the value {wrong}")
    elif isinstance(value, str) and direction in ("up", "down") and not is_known(value, COUNTS):
        what = f"{rule.what}: '{value}' goes neither up nor down; leave 'direction' out"
        yield document.problem(rule.place("direction"), what)


def check_where(
    raw: dict[str, Any], path: NodePath, what: str, document: Document, names: Sequence[str]
) -> Iterator[Problem]:
    """Yield the paths of a `where` that name nothing.

    Args:
        raw: A rule, or a silence, as written.
        path: Where it stands.
        what: What to call it.
        document: Its file.
        names: The paths that there are, besides `data.NAME`.
    """
    where = raw.get("where")
    for name in where if isinstance(where, dict) else ():
        if wrong := unknown_path(name, names):
            yield document.problem((*path, "where", name), f"{what} cannot be narrowed by {wrong}", at_key=True)


def unknown_path(path: object, names: Sequence[str]) -> str | None:
    """Return the end of a message about a field path that is none of *names*, or None where it is, or is no text."""
    if not isinstance(path, str) or is_known(path, names):
        return None
    if path in key_names(casualties=True) and COUNTS[0] not in names:
        return f"'{path}'; {_ABOUT_CASUALTIES}"
    return f"'{path}'{suggest(path, (*names, f'{DATA}NAME'), 'known')}"
