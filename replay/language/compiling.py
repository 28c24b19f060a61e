"""Turn a rule file's document into compiled rules, collecting every problem on the way.

A problem in one place never hides one in another: keys are judged by the models of `schema`, queries and templates by
their own readers, whether or not the keys around them are right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from replay.errors import Problem
from replay.language.building import QueryError
from replay.language.condition import STATUSES, Comparison, Condition
from replay.language.digest import with_digest
from replay.language.document import Document, NodePath
from replay.language.grammar import parse_query
from replay.language.names import DATA, did_you_mean, key_names, template_names
from replay.language.query import FIELDS, InField, Query, Term, contains
from replay.language.ruleset import CasualtiesRule, MatchRule, Rule
from replay.language.schema import (
    LATER_TYPES,
    RULE_MODELS,
    CasualtiesModel,
    ConditionModel,
    RuleFileModel,
    RuleModel,
)
from replay.language.template import Template, TemplateError, parse_template
from replay.language.terms import TermError, parse_item, union
from replay.language.wording import problems_of

MAX_PROBLEMS = 500
"""After so many in one file its other rules are not checked."""

_NOT_A_RULE = "a rule is keys and values, such as {id: ceasefire, match: truce*}"
_NOT_A_FILE = "a rule file is keys and values: version, rules and, where wanted, timezone, lists, defaults, tests"


@dataclass(slots=True)
class CompiledFile:
    """What came out of a rule file.

    Attributes:
        document: The file.
        rules: Those without a problem.
        declared: Path of the id of every rule, also of one with a problem; the first where an id stands twice.
        problems: Everything wrong but for the tests.
    """

    document: Document
    rules: list[Rule] = field(default_factory=list)
    declared: dict[str, NodePath] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def compile_file(document: Document) -> CompiledFile:
    """Return the rules of *document* and its problems."""
    compiled = CompiledFile(document, problems=list(document.problems))
    if compiled.problems:
        return compiled
    if not isinstance(document.value, dict):
        what = "the file is empty; " if document.value is None else ""
        compiled.problems.append(document.problem((), what + _NOT_A_FILE))
        return compiled
    frame = _read_frame(compiled)
    compiler = _RuleCompiler(compiled, frame)
    for index, raw in enumerate(frame.rules):
        compiler.take(index, raw)
        if len(compiled.problems) >= MAX_PROBLEMS:
            what = f"{MAX_PROBLEMS} problems or more; what follows is not checked"
            compiled.problems.append(document.problem(("rules", index), what))
            break
    return compiled


def _read_frame(compiled: CompiledFile) -> RuleFileModel:
    """Return the file without its broken top-level keys, each of which is a problem."""
    document = compiled.document
    try:
        return RuleFileModel.model_validate(document.value)
    except ValidationError as error:
        compiled.problems += problems_of(error, document, (), model=RuleFileModel, what="the rule file")
        broken = {detail["loc"][0] for detail in error.errors()}
        sound = {key: value for key, value in document.value.items() if key not in broken}
        return RuleFileModel.model_validate({"version": "1", "rules": [{}], **sound}).model_copy(
            update={} if "rules" in sound else {"rules": []}
        )


class _RuleCompiler:
    """Compiles the rules of one file."""

    def __init__(self, compiled: CompiledFile, frame: RuleFileModel) -> None:
        self._compiled = compiled
        self._document = compiled.document
        self._frame = frame
        self._defaults: dict[str, Any] = (
            self._document.value.get("defaults") or {} if frame.defaults.model_fields_set else {}
        )
        raw = self._document.value.get("lists")
        self._lists = {name: self._list(name, items) for name, items in (raw if isinstance(raw, dict) else {}).items()}

    def _problem(self, path: NodePath, what: str, *, offset: int = 0) -> None:
        self._compiled.problems.append(self._document.problem(path, what, offset=offset))

    def _list(self, name: str, items: object) -> Term:
        """Return a term of those items that are one; the frame has judged the others."""
        terms = []
        for index, item in enumerate(items if isinstance(items, list) else ()):
            try:
                terms += [parse_item(item)] if isinstance(item, str) and item.strip() else []
            except TermError as error:
                self._problem(("lists", name, index), f"list '{name}': {error}")
        return union(terms, f"list:{name}")

    def take(self, index: int, raw: object) -> None:
        """Compile one rule."""
        path: NodePath = ("rules", index)
        if not isinstance(raw, dict):
            self._problem(path, _NOT_A_RULE)
            return
        self._declare(raw, path)
        rule_type = str(raw.get("type") or self._frame.defaults.type)
        if rule_type not in RULE_MODELS:
            self._refuse_type(rule_type, raw, path)
            return
        rule_id = raw.get("id")
        what = f"{rule_type} rule '{rule_id}'" if isinstance(rule_id, str) else f"{rule_type} rule {index + 1}"
        before = len(self._compiled.problems)
        query = self._query(raw, (*path, "match"))
        who = self._who(raw, path)
        model = self._model(raw, rule_type, path, what)
        annotations = self._annotations(raw, rule_type, path)
        if model and len(self._compiled.problems) == before:
            self._compiled.rules.append(self._build(model, query, who, annotations))

    def _refuse_type(self, rule_type: str, raw: dict[str, Any], path: NodePath) -> None:
        """Note that there is no such type, and what is wrong with the keys that every type has."""
        self._problem((*path, "type") if "type" in raw else ("defaults", "type"), _unknown_type(rule_type))
        common = {key: value for key, value in raw.items() if key in RuleModel.model_fields and key != "type"}
        try:
            RuleModel.model_validate(common)
        except ValidationError as error:
            self._compiled.problems += problems_of(error, self._document, path, model=RuleModel, what="the rule")

    def _declare(self, raw: dict[str, Any], path: NodePath) -> None:
        rule_id = raw.get("id")
        if not isinstance(rule_id, str):
            return
        if rule_id in self._compiled.declared:
            first = self._document.problem(self._compiled.declared[rule_id], "")
            self._problem((*path, "id"), second_id(rule_id, first))
        self._compiled.declared.setdefault(str(rule_id), (*path, "id"))

    def _model(self, raw: dict[str, Any], rule_type: str, path: NodePath, what: str) -> RuleModel | None:
        kind = RULE_MODELS[rule_type]
        self._check_keys(raw, rule_type, path, what)
        try:
            return kind.model_validate({**self._defaults, **raw})
        except ValidationError as error:
            self._compiled.problems += problems_of(error, self._document, path, model=kind, what=what)
            return None

    def _check_keys(self, raw: dict[str, Any], rule_type: str, path: NodePath, what: str) -> None:
        names, around = (raw["group_by"], path) if "group_by" in raw else (self._frame.defaults.group_by, ("defaults",))
        known = key_names(rule_type)
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name not in known and not (name.startswith(DATA) and name != DATA):
                at = (*around, "group_by", index)
                self._problem(
                    at, f"{what} cannot group by '{name}'{did_you_mean(name, (*known, 'data.NAME'), 'known')}"
                )

    def _query(self, raw: Mapping[str, Any], path: NodePath) -> Query | None:
        source = raw.get("match")
        if not isinstance(source, str) or not source.strip():
            return None
        try:
            return parse_query(source, self._lists)
        except QueryError as error:
            for mistake in error.mistakes:
                self._problem(path, f"query: {mistake.what}", offset=mistake.offset)
        return None

    def _who(self, raw: dict[str, Any], path: NodePath) -> Query | None:
        who = raw.get("who")
        query = self._query(who, (*path, "who", "match")) if isinstance(who, dict) else None
        if query and contains(query, InField):
            self._problem((*path, "who", "match"), "query: victims stand in no field; leave headline: and body: out")
        return query

    def _annotations(self, raw: dict[str, Any], rule_type: str, path: NodePath) -> dict[str, Template]:
        sources = raw.get("annotations")
        group_by = raw.get("group_by", self._frame.defaults.group_by)
        names = template_names(rule_type, [str(name) for name in group_by] if isinstance(group_by, list) else [])
        templates = {}
        for name, source in sources.items() if isinstance(sources, dict) else ():
            try:
                templates[name] = parse_template(str(source), names=names, timezone=self._frame.timezone)
            except TemplateError as error:
                self._problem((*path, "annotations", name), f"template: {error.what}", offset=error.offset)
        return templates

    def _build(
        self, model: RuleModel, query: Query | None, who: Query | None, annotations: dict[str, Template]
    ) -> Rule:
        common: dict[str, Any] = {
            "id": model.id,
            "title": model.title or model.id,
            "severity": model.severity,
            "labels": model.labels,
            "annotations": annotations,
            "cooldown": model.cooldown,
            "group_by": tuple(dict.fromkeys(model.group_by)),
            "fields": tuple(name for name in FIELDS if name in model.fields),
            "timezone": self._frame.timezone,
            "path": self._document.path,
        }
        if isinstance(model, CasualtiesModel):
            statuses = tuple(status for status in STATUSES if status in model.status)
            condition = _condition(model.condition) if model.condition else None
            return with_digest(CasualtiesRule(**common, condition=condition, statuses=statuses, who=who))
        assert query is not None
        return with_digest(MatchRule(**common, query=query))


def _condition(model: ConditionModel) -> Condition:
    return Condition(
        tuple(
            (kind, tuple(Comparison(operator, number) for operator, number in comparisons))
            for kind, comparisons in model.given()
        )
    )


def _unknown_type(name: str) -> str:
    known = ", ".join(RULE_MODELS)
    if name in LATER_TYPES:
        return f"rule type '{name}' is not supported yet; known types: {known}"
    near = get_close_matches(name, RULE_MODELS, n=1)
    advice = f"did you mean '{near[0]}'?" if near else f"known types: {known}"
    return f"unknown rule type '{name}'; {advice}"


def second_id(rule_id: str, first: Problem) -> str:
    """Return the message for a rule id that stands twice."""
    return f"rule id '{rule_id}' stands here a second time; the first is {first.path}:{first.line}:{first.column}"
