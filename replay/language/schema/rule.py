"""What may stand in a rule, one model a type."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, model_validator

from replay.language.condition import Status
from replay.language.query import FIELDS
from replay.language.query import Field as FieldName
from replay.language.schema.model import Model, complaint
from replay.language.schema.parts import (
    ActiveHoursModel,
    ConditionModel,
    CountComparisonsModel,
    SpikeConditionModel,
    StepModel,
    WhoModel,
)
from replay.language.schema.scalars import AnyText, Duration, Id, KeyName, Positive, Span, Text, Values
from replay.model import Severity

MAX_INPUTS = 100
MAX_STEPS = 20


class CommonModel(Model):
    """What every type of rule has and a file's defaults may replace."""

    severity: Severity = "info"
    cooldown: Duration = timedelta(0)
    group_by: list[KeyName] = ["stream"]
    fields: Annotated[list[FieldName], Field(min_length=1)] = list(FIELDS)
    active_hours: ActiveHoursModel | None = None
    max_keys: Positive = 10_000


class RuleModel(CommonModel):
    """What every type of rule has."""

    id: Id
    title: Text | None = None
    labels: dict[str, AnyText] = {}
    annotations: dict[str, AnyText] = {}
    where: dict[KeyName, Values] = {}


class MatchModel(RuleModel):
    """An alert for each update that matches."""

    type: Literal["match"] = "match"
    match: Text


class CasualtiesModel(RuleModel):
    """An alert for each update that tells of casualties."""

    type: Literal["casualties"] = "casualties"
    condition: ConditionModel | None = None
    status: Annotated[list[Status], Field(min_length=1)] = ["reported"]
    who: WhoModel | None = None


class InputModel(RuleModel):
    """What a rule has that looks at updates, or at the matches of other rules."""

    rules: Annotated[list[Id], Field(min_length=1, max_length=MAX_INPUTS)] | None = None
    match: Text = "*"


class WindowModel(InputModel):
    """What a rule over a window has."""

    timespan: Span
    keep_firing_for: Duration = timedelta(0)


class CountModel(WindowModel):
    """An alert while there are so many updates in the window."""

    type: Literal["count"] = "count"
    condition: CountComparisonsModel


class DistinctModel(WindowModel):
    """An alert while a field has so many different values in the window."""

    type: Literal["distinct"] = "distinct"
    field: KeyName
    condition: CountComparisonsModel


class SpikeModel(WindowModel):
    """An alert while the window holds many more updates than the baseline before it."""

    type: Literal["spike"] = "spike"
    baseline: Span
    condition: SpikeConditionModel


class AbsenceModel(WindowModel):
    """An alert when nothing has come for so long."""

    type: Literal["absence"] = "absence"
    forget_after: Span | None = None

    @model_validator(mode="after")
    def _forgets_late(self) -> "AbsenceModel":
        if self.forget_after is not None and self.forget_after <= self.timespan:
            raise complaint("'forget_after' must be longer than 'timespan', or a key is dropped before it is missed")
        return self


class SequenceModel(RuleModel):
    """An alert when the steps happen in their order."""

    type: Literal["sequence"] = "sequence"
    steps: Annotated[list[StepModel], Field(min_length=2, max_length=MAX_STEPS)]
    unless: Text | None = None
    timespan: Span

    @model_validator(mode="after")
    def _names_each_step_once(self) -> "SequenceModel":
        ids = [step.id for step in self.steps]
        if second := next((each for place, each in enumerate(ids) if each in ids[:place]), None):
            raise complaint(f"two steps have the id '{second}'")
        return self


class NewValueModel(InputModel):
    """An alert when a field has a value that was not seen before."""

    type: Literal["new_value"] = "new_value"
    field: KeyName
    warmup: Duration = timedelta(0)
    forget_after: Span | None = None


class ChangeModel(InputModel):
    """An alert when a value differs from the last one."""

    type: Literal["change"] = "change"
    value: KeyName
    direction: Literal["up", "down", "any"] = "any"


AnyRuleModel = (
    AbsenceModel
    | CasualtiesModel
    | ChangeModel
    | CountModel
    | DistinctModel
    | MatchModel
    | NewValueModel
    | SequenceModel
    | SpikeModel
)
RULE_MODELS: dict[str, type[AnyRuleModel]] = {
    "absence": AbsenceModel,
    "casualties": CasualtiesModel,
    "change": ChangeModel,
    "count": CountModel,
    "distinct": DistinctModel,
    "match": MatchModel,
    "new_value": NewValueModel,
    "sequence": SequenceModel,
    "spike": SpikeModel,
}
"""The types of rules that there are."""
