"""What a rule engine works on: compiled rules, and the tests that belong to them. Nothing here knows YAML."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from replay.language.condition import Condition
from replay.language.query import Field, Query
from replay.language.template import Template
from replay.model import Severity, State, Update

SEMANTICS_VERSION = 1
"""Counts what the engine means by a rule; part of every digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseRule:
    """What every kind of rule has.

    Attributes:
        id: Unique in the set, `[a-z0-9-]+`.
        title: What a person calls it; the id where its author gave none.
        severity: As the alert will say.
        labels: As the alert will say.
        annotations: Rendered into the alert.
        cooldown: How long a firing alert keeps the next one of its key back; zero for never.
        group_by: Paths of the fields whose values make the key; empty for one key.
        fields: The fields that are looked at, in reading order.
        timezone: IANA name of the zone of the rule's file.
        digest: 64 hex digits over all that decides when the rule fires; empty until `digest.with_digest`.
        path: The file it stands in, as the user named it.
    """

    id: str
    title: str
    severity: Severity
    labels: Mapping[str, str]
    annotations: Mapping[str, Template]
    cooldown: timedelta
    group_by: tuple[str, ...]
    fields: tuple[Field, ...]
    timezone: str
    digest: str = ""
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRule(BaseRule):
    """Fires for each update that *query* matches."""

    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class CasualtiesRule(BaseRule):
    """Fires for each update whose text tells of casualties.

    Attributes:
        condition: What the summary must satisfy; None for any mention of killed, wounded, missing or unspecified.
        statuses: The statuses that count, in the order of `condition.STATUSES`.
        who: What the victims must match, or None.
    """

    condition: Condition | None
    statuses: tuple[str, ...]
    who: Query | None


Rule = MatchRule | CasualtiesRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One alert that a test expects.

    Attributes:
        rule: The rule's id.
        at: Story time: after the start, an instant, or a clock time on the stream's first day.
        state: The alert's state.
        key: The alert's whole key, or None where it does not matter.
        updates: The ids it rests on, or None where they do not matter.
        suppressed_by: The reasons, or None where they do not matter.
    """

    rule: str
    at: timedelta | datetime | time
    state: State = "firing"
    key: Mapping[str, str | None] | None = None
    updates: tuple[str, ...] | None = None
    suppressed_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """A test of rules on updates of its own, or on a recorded stream.

    Attributes:
        name: What it proves.
        path: The rule file whose rules run, as the user named it.
        place: `path:line:column` of the test itself.
        rules: Ids of the rules that are compared.
        start: Story time of `at: 0s`; None for the start of the recorded stream.
        updates: In release order; empty where *stream* is given.
        stream: Name of the recorded stream, or None.
        end: Story time up to which deadlines run; None for the last update.
        expect: In file order.
    """

    name: str
    path: str
    place: str
    rules: tuple[str, ...]
    start: datetime | None
    updates: tuple[Update, ...] = ()
    stream: str | None = None
    end: datetime | None = None
    expect: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of all files of a run.

    Attributes:
        rules: Sorted by id, ids unique.
        tests: In the order of the files and of the tests in them.
    """

    rules: tuple[Rule, ...]
    tests: tuple[RuleTest, ...] = field(default=())

    def of_files(self, paths: Collection[str]) -> "RuleSet":
        """Return the rules that stand in one of *paths*, without tests."""
        return RuleSet(tuple(rule for rule in self.rules if rule.path in paths))
