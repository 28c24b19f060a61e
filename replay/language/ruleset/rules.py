"""The compiled rules: what each type has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import Literal

from replay.language.condition import Comparison, Condition
from replay.language.query import Field, Query
from replay.language.ruleset.suppression import ActiveHours
from replay.language.template import Template
from replay.model import Severity


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
        where: What an update must equal to count at all: (path, case-folded values), ANDed; empty for every update.
        active_hours: Outside of these its alerts are suppressed; None for never.
        max_keys: How many keys are held at once.
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
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    active_hours: ActiveHours | None = None
    max_keys: int = 10_000
    timezone: str
    digest: str = ""
    path: str

    def paths(self) -> tuple[str, ...]:
        """Return the field paths that the rule reads, to decide and for its annotations."""
        told = (path for template in self.annotations.values() for path in template.paths())
        return (*self.group_by, *(path for path, _ in self.where), *told)

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return what the rule looks at: (step, source), the step empty where there is one input only."""
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRule(BaseRule):
    """Fires for each update that *query* matches."""

    query: Query

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return its query."""
        return (("", self.query),)


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


@dataclass(frozen=True, slots=True)
class MatchesOf:
    """The matches of other rules, as an input."""

    rules: tuple[str, ...]


Source = Query | MatchesOf
"""What a rule looks at: the updates that a query matches, or the matches of other rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRule(BaseRule):
    """Looks at what *source* gives."""

    source: Source

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return its source."""
        return (("", self.source),)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule(InputRule):
    """A state over a window `(t - timespan, t]` of what *source* gives.

    Attributes:
        timespan: Length of the window, > 0.
        keep_firing_for: How long the condition must have been false before it resolves.
    """

    timespan: timedelta
    keep_firing_for: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRule(WindowRule):
    """Fires while the number of updates in the window satisfies every comparison."""

    condition: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DistinctRule(WindowRule):
    """Fires while the number of distinct values of *field* in the window satisfies every comparison."""

    field: str
    condition: tuple[Comparison, ...]

    def paths(self) -> tuple[str, ...]:
        """Return the field paths that the rule reads."""
        return (*BaseRule.paths(self), self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeRule(WindowRule):
    """Fires while the window holds many more updates than the baseline before it, scaled to its length.

    Attributes:
        baseline: Length of the stretch before the window.
        ratio_gte: Least ratio, exact.
        min_count: Least updates in the window.
        min_baseline: Least updates in the baseline.
    """

    baseline: timedelta
    ratio_gte: Fraction
    min_count: int = 1
    min_baseline: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceRule(WindowRule):
    """Fires when *source* has given nothing for *timespan*.

    Attributes:
        forget_after: A key unseen this long is dropped; None for never.
    """

    forget_after: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a sequence."""

    id: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceRule(BaseRule):
    """Fires when its steps happen in order within *timespan*.

    Attributes:
        steps: At least two.
        unless: Clears what has begun, or None.
        timespan: The last step comes less than this after the first.
    """

    steps: tuple[Step, ...]
    unless: Query | None = None
    timespan: timedelta

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return the source of each step, and `unless`."""
        unless: tuple[tuple[str, Source], ...] = (("unless", self.unless),) if self.unless is not None else ()
        return (*((step.id, step.source) for step in self.steps), *unless)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewValueRule(InputRule):
    """Fires when *field* has a value that its key has not had.

    Attributes:
        field: Path of the field.
        warmup: Counted from the stream's first update; values are learned and nothing fires.
        forget_after: A value unseen this long is new again; None for never.
    """

    field: str
    warmup: timedelta = timedelta(0)
    forget_after: timedelta | None = None

    def paths(self) -> tuple[str, ...]:
        """Return the field paths that the rule reads."""
        return (*BaseRule.paths(self), self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule(InputRule):
    """Fires when *value* differs from the last one of its key.

    Attributes:
        value: Path of the value; below `casualties` a range.
        direction: Which differences count.
    """

    value: str
    direction: Literal["up", "down", "any"] = "any"

    def paths(self) -> tuple[str, ...]:
        """Return the field paths that the rule reads."""
        return (*BaseRule.paths(self), self.value)


Rule = (
    MatchRule
    | CasualtiesRule
    | CountRule
    | DistinctRule
    | SpikeRule
    | AbsenceRule
    | SequenceRule
    | NewValueRule
    | ChangeRule
)


def consumed_by(rule: Rule) -> tuple[str, ...]:
    """Return the ids of the rules whose matches *rule* looks at, each once."""
    sources = [source for _, source in rule.inputs()]
    return tuple(dict.fromkeys(each for source in sources if isinstance(source, MatchesOf) for each in source.rules))
