"""Which rules all files of a run declare, and which rules each looks at; read before anything is compiled.

A rule with problems stands here too, so that a rule that names it is not blamed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from replay.errors import Problem
from replay.language.document import Document, NodePath
from replay.language.names import suggest

DEFAULT_TYPE = "match"
CONSUMERS = ("absence", "change", "count", "distinct", "new_value", "sequence", "spike")
"""Types that look at the matches of other rules."""

EVENTS = ("casualties", "change", "match", "new_value", "sequence")
"""Types that happen, and are never resolved."""

_LOOK_FOR_CASUALTIES = ("change", "distinct", "new_value")
"""Types that read casualties out of the updates that they look at."""


@dataclass(frozen=True, slots=True)
class Reference:
    """That a rule names another; *path* is where."""

    rule: str
    path: NodePath


@dataclass(frozen=True, slots=True)
class Declaration:
    """A rule as its author wrote it.

    Attributes:
        id: Its id.
        type: Its type, known or not.
        document: Its file.
        path: Of its id.
        references: The rules whose matches it looks at, known or not.
    """

    id: str
    type: str
    document: Document
    path: NodePath
    references: tuple[Reference, ...]


@dataclass(slots=True)
class Catalog:
    """The rules of all files.

    Attributes:
        rules: By id, in the order of the files; the first where an id stands twice.
        is_complete: Whether every file could be read.
        problems: The ids that stand twice.
    """

    rules: dict[str, Declaration] = field(default_factory=dict)
    is_complete: bool = True
    problems: list[Problem] = field(default_factory=list)

    def unknown(self, name: str) -> str | None:
        """Return the end of a message about a rule id that no file declares, or None where it is no mistake."""
        if name in self.rules or not self.is_complete:
            return None
        return f"unknown rule '{name}'{suggest(name, tuple(self.rules), 'known rules')}"

    def has_casualties(self, raw: dict[str, Any], rule_type: str) -> bool:
        """Say whether the matches of a rule tell of casualties.

        Args:
            raw: A rule as it stands in its file.
            rule_type: Its type.
        """
        if rule_type == "casualties" or (rule_type in _LOOK_FOR_CASUALTIES and not raw.get("rules")):
            return True
        named = (self.rules.get(each.rule) for each in references_of(raw, rule_type, ()))
        return any(each is None or each.type == "casualties" for each in named)

    def is_event(self, rule_id: str) -> bool:
        """Say whether *rule_id* is known, and of a type that happens and is never resolved."""
        return rule_id in self.rules and self.rules[rule_id].type in EVENTS


def catalog_of(documents: Sequence[Document]) -> Catalog:
    """Return the rules that *documents* declare; one that could not be read as YAML makes the catalog incomplete."""
    catalog = Catalog(is_complete=not any(document.problems for document in documents))
    for document in documents:
        for each in declarations(document):
            if first := catalog.rules.get(each.id):
                place = first.document.problem(first.path, "")
                catalog.problems.append(each.document.problem(each.path, _second_id(each.id, place)))
            else:
                catalog.rules[each.id] = each
    return catalog


def declarations(document: Document) -> Iterator[Declaration]:
    """Yield the rules of a file that have an id, in file order; none where the file could not be read as YAML."""
    top = document.value if isinstance(document.value, dict) and not document.problems else {}
    rules, defaults = top.get("rules"), top.get("defaults")
    default_type = (defaults.get("type") if isinstance(defaults, dict) else None) or DEFAULT_TYPE
    for index, raw in enumerate(rules if isinstance(rules, list) else ()):
        path: NodePath = ("rules", index)
        if isinstance(raw, dict) and isinstance(raw.get("id"), str):
            rule_type = str(raw.get("type") or default_type)
            references = tuple(references_of(raw, rule_type, path))
            yield Declaration(str(raw["id"]), rule_type, document, (*path, "id"), references)


def references_of(raw: dict[str, Any], rule_type: str, path: NodePath) -> Iterator[Reference]:
    """Yield the rules that a rule looks at.

    Args:
        raw: A rule as it stands in its file.
        rule_type: Its type.
        path: Where it stands.
    """
    if rule_type == "sequence":
        steps = raw.get("steps")
        for index, step in enumerate(steps if isinstance(steps, list) else ()):
            if isinstance(step, dict) and isinstance(step.get("rule"), str):
                yield Reference(str(step["rule"]), (*path, "steps", index, "rule"))
    elif rule_type in CONSUMERS:
        rules = raw.get("rules")
        for index, name in enumerate(rules if isinstance(rules, list) else ()):
            if isinstance(name, str):
                yield Reference(str(name), (*path, "rules", index))


def _second_id(rule_id: str, first: Problem) -> str:
    return f"rule id '{rule_id}' stands here a second time; the first is {first.where}"
