"""Put a compiled rule together from its model, which is checked, and its queries and templates, which are read."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from replay.language.condition import STATUSES, Comparison, Condition
from replay.language.document import NodePath
from replay.language.query import FIELDS, Everything, Query
from replay.language.ruleset import (
    AbsenceRule,
    ActiveHours,
    CasualtiesRule,
    ChangeRule,
    CountRule,
    DistinctRule,
    MatchesOf,
    MatchRule,
    NewValueRule,
    Rule,
    SequenceRule,
    Source,
    SpikeRule,
    Step,
)
from replay.language.schema.parts import WEEKDAYS, ActiveHoursModel, ConditionModel, CountComparisonsModel
from replay.language.schema.rule import (
    AbsenceModel,
    AnyRuleModel,
    CasualtiesModel,
    ChangeModel,
    CountModel,
    DistinctModel,
    InputModel,
    MatchModel,
    NewValueModel,
    SequenceModel,
    SpikeModel,
)
from replay.language.template import Template

_MIDNIGHT = time(0)
Queries = Mapping[NodePath, Query]
"""The queries of a rule by their paths below it."""


def build_rule(  # noqa: PLR0911 -- one return a type
    model: AnyRuleModel, queries: Queries, annotations: Mapping[str, Template], *, timezone: str, path: str
) -> Rule:
    """Return the rule that *model* stands for, without its digest.

    Args:
        model: The rule, checked.
        queries: All that stand in it.
        annotations: All that stand in it.
        timezone: IANA name of the zone of its file.
        path: Its file.
    """
    common: dict[str, Any] = {**_common(model), "annotations": annotations, "timezone": timezone, "path": path}
    match model:
        case MatchModel():
            return MatchRule(**common, query=queries["match",])
        case CasualtiesModel():
            statuses = tuple(status for status in STATUSES if status in model.status)
            who, condition = queries.get(("who", "match")), _casualties(model.condition)
            return CasualtiesRule(**common, condition=condition, statuses=statuses, who=who)
        case SequenceModel():
            steps, unless = _steps(model, queries), queries.get(("unless",))
            return SequenceRule(**common, steps=steps, unless=unless, timespan=model.timespan)
    common["source"] = _source(model, queries)
    match model:
        case NewValueModel():
            return NewValueRule(**common, field=model.field, warmup=model.warmup, forget_after=model.forget_after)
        case ChangeModel():
            return ChangeRule(**common, value=model.value, direction=model.direction)
    common |= {"timespan": model.timespan, "keep_firing_for": model.keep_firing_for}
    match model:
        case CountModel():
            return CountRule(**common, condition=_comparisons(model.condition))
        case DistinctModel():
            return DistinctRule(**common, field=model.field, condition=_comparisons(model.condition))
        case SpikeModel():
            return SpikeRule(**common, baseline=model.baseline, **dict(model.condition))
        case AbsenceModel():
            return AbsenceRule(**common, forget_after=model.forget_after)


def _common(model: AnyRuleModel) -> dict[str, Any]:
    return {
        "id": model.id,
        "title": model.title or model.id,
        "severity": model.severity,
        "labels": model.labels,
        "cooldown": model.cooldown,
        "group_by": tuple(dict.fromkeys(model.group_by)),
        "fields": tuple(name for name in FIELDS if name in model.fields),
        "where": where_of(model.where),
        "active_hours": _hours(model.active_hours) if model.active_hours else None,
        "max_keys": model.max_keys,
    }


def where_of(where: Mapping[str, list[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return a `where` as the engine compares it: case-folded, and sorted, for its order has no meaning."""
    return tuple(sorted((path, tuple(sorted({each.casefold() for each in values}))) for path, values in where.items()))


def _hours(model: ActiveHoursModel) -> ActiveHours:
    days = frozenset(map(WEEKDAYS.index, model.days))
    return ActiveHours(days, model.start or _MIDNIGHT, model.end or _MIDNIGHT)


def _source(model: InputModel, queries: Queries) -> Source:
    if model.rules:
        return MatchesOf(tuple(dict.fromkeys(model.rules)))
    return queries.get(("match",), Everything())


def _steps(model: SequenceModel, queries: Queries) -> tuple[Step, ...]:
    return tuple(
        Step(step.id, MatchesOf((step.rule,)) if step.rule is not None else queries["steps", index, "match"])
        for index, step in enumerate(model.steps)
    )


def _casualties(model: ConditionModel | None) -> Condition | None:
    if model is None:
        return None
    return Condition(
        tuple(
            (kind, tuple(Comparison(operator, number) for operator, number in comparisons))
            for kind, comparisons in model.given()
        )
    )


def _comparisons(model: CountComparisonsModel) -> tuple[Comparison, ...]:
    return tuple(Comparison(operator, number) for operator, number in model.given())
