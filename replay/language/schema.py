"""What may stand in a rule file, as pydantic models; `wording` turns their errors into ours.

Imported only where rules are loaded: pydantic is slow to import.
"""

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from replay.language.condition import Kind, Operator, Status
from replay.language.query import FIELDS
from replay.language.query import Field as FieldName
from replay.language.scalars import AnyText, At, Data, Duration, Id, Instant, KeyName, Text, Version, Whole, Zone
from replay.model import Severity, State

MAX_RULES = 1_000
LATER_TYPES = ("count", "distinct", "sequence", "absence", "spike", "new_value", "change")
LATER_KEYS = (
    *("inhibit", "silences", "stream"),
    *("active_hours", "keep_firing_for", "max_keys", "where", "timespan", "unless"),
    *("needs", "arrive", "max_lateness"),
)
"""Keys of the language that are still to come: of the file, of a rule, of a test."""


class Model(BaseModel):
    """Keys and values, no others than these.

    Attributes:
        EXAMPLE: What a value looks like, for a message.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    EXAMPLE: ClassVar[str] = ""


class DefaultsModel(Model):
    """What the rules of a file have where they say nothing."""

    type: AnyText = "match"
    severity: Severity = "info"
    cooldown: Duration = timedelta(0)
    group_by: list[KeyName] = ["stream"]
    fields: Annotated[list[FieldName], Field(min_length=1)] = list(FIELDS)


class RuleModel(DefaultsModel):
    """What every type of rule has."""

    id: Id
    title: Text | None = None
    labels: dict[str, AnyText] = {}
    annotations: dict[str, AnyText] = {}


class MatchModel(RuleModel):
    """An alert for each update that matches."""

    match: Text


class ComparisonsModel(Model):
    """Numbers to compare a count with."""

    EXAMPLE = "{gte: 10}"
    gte: Whole | None = None
    gt: Whole | None = None
    lte: Whole | None = None
    lt: Whole | None = None
    eq: Whole | None = None
    at_least: Whole | None = None

    @model_validator(mode="after")
    def _holds_one(self) -> "ComparisonsModel":
        if not self.model_fields_set:
            raise PydanticCustomError("ours", "needs an operator and a number, such as {gte: 10}")
        return self

    def given(self) -> list[tuple[Operator, int]]:
        """Return the comparisons, in a fixed order."""
        return [(cast(Operator, name), number) for name, number in self if number is not None]


class ConditionModel(Model):
    """Comparisons for each kind of casualty."""

    EXAMPLE = "{killed: {gte: 10}}"
    killed: ComparisonsModel | None = None
    wounded: ComparisonsModel | None = None
    missing: ComparisonsModel | None = None
    captured: ComparisonsModel | None = None
    displaced: ComparisonsModel | None = None
    unspecified: ComparisonsModel | None = None
    any: ComparisonsModel | None = None

    @model_validator(mode="after")
    def _holds_one(self) -> "ConditionModel":
        if not self.model_fields_set:
            raise PydanticCustomError("ours", "needs a kind of casualty, such as {killed: {gte: 10}}")
        return self

    def given(self) -> list[tuple[Kind | Literal["any"], list[tuple[Operator, int]]]]:
        """Return the parts, sorted by kind."""
        return sorted((cast(Kind, kind), part.given()) for kind, part in self if part is not None)


class WhoModel(Model):
    """A query on the victims."""

    EXAMPLE = "{match: Turkish OR Syrian}"
    match: Text


class CasualtiesModel(RuleModel):
    """An alert for each update that tells of casualties."""

    condition: ConditionModel | None = None
    status: Annotated[list[Status], Field(min_length=1)] = ["reported"]
    who: WhoModel | None = None


class UpdateModel(Model):
    """An update of a test."""

    EXAMPLE = "{at: 1m, headline: Truce holds}"
    at: Duration
    id: Text | None = None
    rev: Whole = 1
    stream: Id = "test"
    headline: AnyText = ""
    body: AnyText = ""
    source: Text | None = None
    author: Text | None = None
    url: Text | None = None
    tags: list[Text] = []
    on: Literal["published", "edited"] = "published"
    data: Data = {}


class ExpectModel(Model):
    """An alert that a test expects."""

    EXAMPLE = "{rule: ceasefire, at: 1m}"
    rule: Id
    at: At
    state: State = "firing"
    key: dict[str, AnyText | None] | None = None
    updates: list[Text] | None = None
    suppressed_by: list[Text] | None = None


class TestModel(Model):
    """A test of rules."""

    __test__: ClassVar[bool] = False  # its name must not make pytest collect it
    EXAMPLE = "{name: …, updates: […], expect: […]}"
    name: Text
    rules: Annotated[list[Id], Field(min_length=1)] | None = None
    start: Instant | None = None
    stream: Id | None = None
    updates: Annotated[list[UpdateModel], Field(min_length=1)] | None = None
    end: Duration | None = None
    expect: list[ExpectModel]


class TestFileModel(Model):
    """The frame of NAME.test.yaml."""

    __test__: ClassVar[bool] = False
    version: Version
    tests: Annotated[list[Any], Field(min_length=1)]


class RuleFileModel(Model):
    """The frame of a rule file; its rules and tests are read one by one."""

    version: Version
    timezone: Zone = "UTC"
    lists: dict[Id, Annotated[list[Text], Field(min_length=1, max_length=10_000)]] = {}
    defaults: DefaultsModel = DefaultsModel()
    rules: Annotated[list[Any], Field(min_length=1, max_length=MAX_RULES)]
    tests: list[Any] = []


RULE_MODELS: dict[str, type[MatchModel] | type[CasualtiesModel]] = {"casualties": CasualtiesModel, "match": MatchModel}
"""The types of rules that there are."""
