"""What may stand at the top of a rule file, beside its rules and tests."""

from datetime import timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, model_validator

from replay.language.condition import Status
from replay.language.schema.model import Model, complaint
from replay.language.schema.rule import RULE_MODELS, CommonModel
from replay.language.schema.scalars import AnyText, Duration, Id, Instant, KeyName, Span, Text, Values, Version, Zone

MAX_RULES = 1_000


class DefaultsModel(CommonModel):
    """What the rules of a file have where they say nothing; a key that does not fit a rule's type is not for it."""

    type: Annotated[AnyText, WithJsonSchema({"enum": list(RULE_MODELS)})] = "match"
    status: Annotated[list[Status], Field(min_length=1)] = ["reported"]
    keep_firing_for: Duration = timedelta(0)
    forget_after: Span | None = None
    warmup: Duration = timedelta(0)
    direction: Literal["up", "down", "any"] = "any"


class InhibitModel(Model):
    """While the source is active, the targets are suppressed."""

    EXAMPLE = "{source: truce-broken, target: [ceasefire], equal: [stream], for: 30m}"
    source: Id
    target: Annotated[list[Id], Field(min_length=1, max_length=MAX_RULES)]
    equal: list[KeyName] = []
    lasting: Duration = Field(timedelta(0), alias="for")


class SilenceModel(Model):
    """No alerts go out from one time to another."""

    EXAMPLE = "{rule: ceasefire, from: 2020-03-05T12:00:00Z, to: 2020-03-05T15:00:00Z, reason: planned}"
    rule: Id | None = None
    where: dict[KeyName, Values] = {}
    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    reason: AnyText = ""

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "SilenceModel":
        if self.start >= self.end:
            raise complaint("'from' must come before 'to'")
        return self


class StreamModel(Model):
    """What becomes of updates that come late, or too early."""

    EXAMPLE = "{max_lateness: 30s, late: drop, max_ahead: 5m}"
    max_lateness: Duration = timedelta(0)
    late: Literal["drop", "match_only"] = "drop"
    max_ahead: Duration = timedelta(minutes=5)


class RuleFileModel(Model):
    """The frame of a rule file; its rules, tests, inhibitions and silences are read one by one."""

    version: Version
    timezone: Zone = "UTC"
    lists: dict[Id, Annotated[list[Text], Field(min_length=1, max_length=10_000)]] = {}
    defaults: DefaultsModel = Field(default_factory=DefaultsModel)
    stream: StreamModel = Field(default_factory=StreamModel)
    rules: Annotated[list[Any], Field(min_length=1, max_length=MAX_RULES)]
    inhibit: Annotated[list[Any], Field(max_length=MAX_RULES)] = []
    silences: Annotated[list[Any], Field(max_length=MAX_RULES)] = []
    tests: list[Any] = []
