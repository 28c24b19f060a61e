"""What may stand in the tests of a rule file."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from replay.language.ruleset import DEFAULT_STREAM
from replay.language.schema.model import Model
from replay.language.schema.scalars import AnyText, At, Data, Duration, Id, Instant, Text, Version, Whole
from replay.model import State

Reason = Literal["silence", "inhibit", "active_hours", "cooldown"]
"""Why an alert is held back."""


class UpdateModel(Model):
    """An update of a test."""

    EXAMPLE = "{at: 1m, headline: Truce holds}"
    at: Duration
    arrive: Duration | None = None
    id: Text | None = None
    rev: Whole = 1
    stream: Id = DEFAULT_STREAM
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
    suppressed_by: list[Reason] | None = None


class TestModel(Model):
    """A test of rules."""

    __test__: ClassVar[bool] = False  # its name must not make pytest collect it
    EXAMPLE = "{name: …, updates: […], expect: […]}"
    name: Text
    rules: Annotated[list[Id], Field(min_length=1)] | None = None
    needs: list[Text] = []
    start: Instant | None = None
    stream: Id | None = None
    updates: Annotated[list[UpdateModel], Field(min_length=1)] | None = None
    end: Duration | None = None
    max_lateness: Duration | None = None
    expect: list[ExpectModel]


class TestFileModel(Model):
    """The frame of NAME.test.yaml."""

    __test__: ClassVar[bool] = False
    version: Version
    tests: Annotated[list[Any], Field(min_length=1)]
