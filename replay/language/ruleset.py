"""What a rule engine works on: compiled rules, and the tests that belong to them. Nothing here knows YAML."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from fractions import Fraction
from typing import Literal

from replay.language.condition import Comparison, Condition
from replay.language.query import Field, Query
from replay.language.template import Template
from replay.model import Severity, State, Update

DEFAULT_STREAM = "test"
"""The stream of a test's updates that name none."""

SEMANTICS_VERSION = 1
"""Counts what the engine means by a rule; part of every digest."""


@dataclass(frozen=True, slots=True)
class ActiveHours:
    """When alerts of a rule go out.

    Attributes:
        days: Weekdays, 0 is Monday.
        start: Clock time in the rule's zone, included.
        end: Clock time in the rule's zone, excluded; not after *start* it is that of the next day.
    """

    days: frozenset[int]
    start: time
    end: time


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
        """Return the field paths that the rule reads."""
        return (*self.group_by, *(path for path, _ in self.where))

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
class WindowRule(BaseRule):
    """A state over a window `(t - timespan, t]` of what *source* gives.

    Attributes:
        source: Its input.
        timespan: Length of the window, > 0.
        keep_firing_for: How long the condition must have been false before it resolves.
    """

    source: Source
    timespan: timedelta
    keep_firing_for: timedelta = timedelta(0)

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return its source."""
        return (("", self.source),)


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
class NewValueRule(BaseRule):
    """Fires when *field* has a value that its key has not had.

    Attributes:
        source: Its input.
        field: Path of the field.
        warmup: Counted from the stream's first update; values are learned and nothing fires.
        forget_after: A value unseen this long is new again; None for never.
    """

    source: Source
    field: str
    warmup: timedelta = timedelta(0)
    forget_after: timedelta | None = None

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return its source."""
        return (("", self.source),)

    def paths(self) -> tuple[str, ...]:
        """Return the field paths that the rule reads."""
        return (*BaseRule.paths(self), self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule(BaseRule):
    """Fires when *value* differs from the last one of its key.

    Attributes:
        source: Its input.
        value: Path of the value; below `casualties` a range.
        direction: Which differences count.
    """

    source: Source
    value: str
    direction: Literal["up", "down", "any"] = "any"

    def inputs(self) -> "tuple[tuple[str, Source], ...]":
        """Return its source."""
        return (("", self.source),)

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


@dataclass(frozen=True, slots=True)
class Inhibition:
    """While *source* is active, alerts of *targets* are suppressed where the *equal* key fields agree.

    Attributes:
        source: A rule's id; active `[t, t + for)` for events, while firing and *lasting* longer for states.
        targets: Rule ids.
        equal: Paths compared, both missing agree.
        lasting: How long it is active afterwards (`for` in the file).
    """

    source: str
    targets: tuple[str, ...]
    equal: tuple[str, ...]
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class Silence:
    """Suppress alerts in `[start, end)`.

    Attributes:
        rule: A rule's id, or None for every rule.
        where: As a rule's; compared with the alert's key and the trigger.
        start: Aware.
        end: Aware.
        reason: For people.
    """

    rule: str | None
    where: tuple[tuple[str, tuple[str, ...]], ...]
    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """What becomes of updates that come late, or too early.

    Attributes:
        max_lateness: How far behind a live stream its clock stays.
        late: What becomes of an update that comes later still.
        max_ahead: How far ahead of the clock a live update may be.
    """

    max_lateness: timedelta = timedelta(0)
    late: Literal["drop", "match_only"] = "drop"
    max_ahead: timedelta = timedelta(minutes=5)


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
        needs: Further rule files whose rules run.
        start: Story time of `at: 0s`; None for the start of the recorded stream.
        updates: In release order; empty where *stream* is given.
        arrivals: When each update arrives, where some arrive at another time than their own; else empty.
        stream: Name of the recorded stream, or None.
        end: Story time up to which deadlines run; None for the last update.
        max_lateness: How late updates may arrive; None for what the files say.
        expect: In file order.
    """

    name: str
    path: str
    place: str
    rules: tuple[str, ...]
    needs: tuple[str, ...] = ()
    start: datetime | None
    updates: tuple[Update, ...] = ()
    arrivals: tuple[datetime, ...] = ()
    stream: str | None = None
    end: datetime | None = None
    max_lateness: timedelta | None = None
    expect: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of all files of a run.

    Attributes:
        rules: Sorted by id, ids unique; none consumes itself, by others or directly.
        tests: In the order of the files and of the tests in them.
        inhibitions: Of all files.
        silences: Of all files.
        stream: What the files say together.
    """

    rules: tuple[Rule, ...]
    tests: tuple[RuleTest, ...] = field(default=())
    inhibitions: tuple[Inhibition, ...] = ()
    silences: tuple[Silence, ...] = ()
    stream: StreamSettings = StreamSettings()

    def of_files(self, paths: Collection[str]) -> "RuleSet":
        """Return the rules of *paths*, those that they consume, and what suppresses them, without tests."""
        by_id = {rule.id: rule for rule in self.rules}
        wanted = [rule.id for rule in self.rules if rule.path in paths]
        for rule_id in wanted:  # grows on the way
            wanted += [each for each in consumed_by(by_id[rule_id]) if each not in wanted]
        kept = set(wanted)
        narrowed = (
            replace(each, targets=tuple(target for target in each.targets if target in kept))
            for each in self.inhibitions
            if each.source in kept
        )
        return RuleSet(
            tuple(rule for rule in self.rules if rule.id in kept),
            inhibitions=tuple(each for each in narrowed if each.targets),
            silences=tuple(each for each in self.silences if each.rule is None or each.rule in kept),
            stream=self.stream,
        )


def consumed_by(rule: Rule) -> tuple[str, ...]:
    """Return the ids of the rules whose matches *rule* looks at, each once."""
    sources = [source for _, source in rule.inputs()]
    return tuple(dict.fromkeys(each for source in sources if isinstance(source, MatchesOf) for each in source.rules))
