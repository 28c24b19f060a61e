"""Turn a rule file's document into compiled rules, collecting every problem on the way.

A problem in one place never hides one in another: keys are judged by the models of `schema`, names by `ruletext`,
queries and templates by their own readers, whether or not the keys around them are right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from replay.errors import Problem
from replay.language.compiling.assembling import build_rule
from replay.language.compiling.catalog import Catalog
from replay.language.compiling.frame import Frame, read_frame
from replay.language.compiling.ruletext import VICTIMS, RuleText, check_inputs, check_paths, query_sources, rule_text
from replay.language.compiling.suppressing import compile_inhibitions, compile_silences
from replay.language.document import Document, NodePath
from replay.language.names import suggest, template_names
from replay.language.query import InField, Query, Value, contains
from replay.language.query.grammar import parse_query
from replay.language.query.mistakes import QueryError
from replay.language.ruleset import Inhibition, Rule, Silence
from replay.language.schema.rule import RULE_MODELS, AnyRuleModel, RuleModel
from replay.language.schema.wording import problems_of
from replay.language.template import Template, TemplateError, parse_template

MAX_PROBLEMS = 500
"""After so many in one file its other rules are not checked."""

_NOT_A_RULE = "a rule is keys and values, such as {id: ceasefire, match: truce*}"


@dataclass(slots=True)
class CompiledFile:
    """What came out of a rule file.

    Attributes:
        document: The file.
        frame: Its top; None where it is no rule file at all.
        rules: Those without a problem; no digests yet.
        inhibitions: By their paths.
        silences: In file order.
        problems: Everything wrong but for the tests, and for what only all files together show.
    """

    document: Document
    frame: Frame | None = None
    rules: list[Rule] = field(default_factory=list)
    inhibitions: Mapping[NodePath, Inhibition] = field(default_factory=dict)
    silences: list[Silence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def compile_file(document: Document, catalog: Catalog) -> CompiledFile:
    """Return the rules of *document*, what suppresses alerts, and its problems.

    Args:
        document: The file.
        catalog: The rules of all files.
    """
    compiled = CompiledFile(document, problems=list(document.problems))
    if compiled.problems:
        return compiled
    frame = compiled.frame = read_frame(document, compiled.problems)
    if frame is None:
        return compiled
    compiled.inhibitions = compile_inhibitions(frame, catalog, compiled.problems)
    compiled.silences = compile_silences(frame, catalog, compiled.problems)
    compiler = _RuleCompiler(compiled, frame, catalog)
    for index, raw in enumerate(frame.model.rules):
        compiler.take(index, raw)
        if len(compiled.problems) >= MAX_PROBLEMS:
            what = f"{MAX_PROBLEMS} problems or more; what follows is not checked"
            compiled.problems.append(document.problem(("rules", index), what))
            break
    return compiled


class _RuleCompiler:
    """Compiles the rules of one file."""

    def __init__(self, compiled: CompiledFile, frame: Frame, catalog: Catalog) -> None:
        self._compiled = compiled
        self._document = compiled.document
        self._frame = frame
        self._catalog = catalog

    def _problem(self, path: NodePath, what: str, *, offset: int = 0) -> None:
        self._compiled.problems.append(self._document.problem(path, what, offset=offset))

    def take(self, index: int, raw: object) -> None:
        """Compile one rule."""
        path: NodePath = ("rules", index)
        if not isinstance(raw, dict):
            self._problem(path, _NOT_A_RULE)
            return
        rule_type = str(raw.get("type") or self._frame.model.defaults.type)
        if rule_type not in RULE_MODELS:
            self._refuse_type(rule_type, raw, path)
            return
        rule = rule_text(raw, rule_type, index, self._frame, self._catalog)
        before = len(self._compiled.problems)
        queries = self._queries(rule)
        self._compiled.problems += check_inputs(rule, self._document, self._catalog)
        self._compiled.problems += check_paths(rule, self._document)
        model = self._model(rule)
        annotations = self._annotations(rule)
        if model and len(self._compiled.problems) == before:
            timezone, file = self._frame.model.timezone, self._document.path
            self._compiled.rules.append(build_rule(model, queries, annotations, timezone=timezone, path=file))

    def _refuse_type(self, rule_type: str, raw: dict[str, Any], path: NodePath) -> None:
        """Note that there is no such type, and what is wrong with the keys that every type has."""
        self._problem((*path, "type") if "type" in raw else ("defaults", "type"), _unknown_type(rule_type))
        common = {key: value for key, value in raw.items() if key in RuleModel.model_fields}
        try:
            RuleModel.model_validate(common)
        except ValidationError as error:
            self._compiled.problems += problems_of(error, self._document, path, model=RuleModel, what="the rule")

    def _model(self, rule: RuleText) -> AnyRuleModel | None:
        kind = RULE_MODELS[rule.type]
        try:
            return kind.model_validate({**rule.defaults, **rule.raw})
        except ValidationError as error:
            self._compiled.problems += problems_of(error, self._document, rule.path, model=kind, what=rule.what)
            return None

    def _queries(self, rule: RuleText) -> dict[NodePath, Query]:
        """Return the queries of a rule by their paths below it, without those that are none."""
        queries = {
            path: query
            for path, source in query_sources(rule.raw).items()
            if (query := self._query(source, (*rule.path, *path)))
        }
        victims = queries.get(VICTIMS)
        if victims and contains(victims, InField):
            what = "query: victims stand in no field; leave headline: and body: out"
            self._problem((*rule.path, *VICTIMS), what)
        elif victims and contains(victims, Value):
            what = "query: victims have no source, stream, author or tag; narrow the rule with where"
            self._problem((*rule.path, *VICTIMS), what)
        return queries

    def _query(self, source: str, path: NodePath) -> Query | None:
        try:
            return parse_query(source, self._frame.lists)
        except QueryError as error:
            for mistake in error.mistakes:
                self._problem(path, f"query: {mistake.what}", offset=mistake.offset)
        return None

    def _annotations(self, rule: RuleText) -> dict[str, Template]:
        sources: Any = rule.raw.get("annotations")
        group_by = rule.get("group_by") if "group_by" in {*rule.raw, *rule.defaults} else ["stream"]
        keys = [str(name) for name in group_by] if isinstance(group_by, list) else []
        names = template_names(keys, casualties=rule.casualties)
        templates = {}
        for name, source in sources.items() if isinstance(sources, dict) else ():
            try:
                templates[name] = parse_template(str(source), names=names, timezone=self._frame.model.timezone)
            except TemplateError as error:
                self._problem((*rule.path, "annotations", name), f"template: {error.what}", offset=error.offset)
        return templates


def _unknown_type(name: str) -> str:
    return f"unknown rule type '{name}'{suggest(name, list(RULE_MODELS), 'known types')}"
