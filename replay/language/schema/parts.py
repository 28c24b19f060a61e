"""The parts of a rule: hours, comparisons, conditions, steps."""

from typing import Annotated, Literal, cast

from pydantic import Field, model_validator

from replay.language.condition import Kind, Operator
from replay.language.schema.model import Model, complaint
from replay.language.schema.scalars import Clock, Id, Positive, Ratio, Text, Weekday, Whole

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TAKEN_STEP = "unless"


class ActiveHoursModel(Model):
    """When alerts of a rule go out, in the file's timezone; a time that comes before `from` is on the next day."""

    EXAMPLE = '{days: [mon, fri], from: "06:00", to: "22:00"}'
    days: Annotated[list[Weekday], Field(min_length=1)] = list(WEEKDAYS)
    start: Clock | None = Field(None, alias="from")
    end: Clock | None = Field(None, alias="to")

    @model_validator(mode="after")
    def _begins_and_ends(self) -> "ActiveHoursModel":
        if (self.start is None) != (self.end is None):
            raise complaint("needs both 'from' and 'to', or neither for whole days")
        if self.start is not None and self.start == self.end:
            raise complaint("'from' and 'to' are the same time; leave both out for whole days")
        return self


class CountComparisonsModel(Model):
    """Numbers to compare a count with; all must hold."""

    EXAMPLE = "{gte: 3}"
    gte: Whole | None = None
    gt: Whole | None = None
    lte: Whole | None = None
    lt: Whole | None = None
    eq: Whole | None = None

    @model_validator(mode="after")
    def _holds_one(self) -> "CountComparisonsModel":
        if not self.given():
            raise complaint(f"needs an operator and a number, such as {self.EXAMPLE}")
        if not self._is_possible():
            raise complaint("holds for no number; its comparisons exclude one another")
        return self

    def _is_possible(self) -> bool:
        """Say whether some number satisfies them all."""
        lows = [self.gte, None if self.gt is None else self.gt + 1, self.eq]
        highs = [self.lte, None if self.lt is None else self.lt - 1, self.eq]
        least = max(low for low in (0, *lows) if low is not None)
        return all(least <= high for high in highs if high is not None)

    def given(self) -> list[tuple[Operator, int]]:
        """Return the comparisons, in a fixed order."""
        return [(cast(Operator, name), number) for name, number in self if number is not None]


class ComparisonsModel(CountComparisonsModel):
    """Numbers to compare a range with: by its least, or its most where no least is known."""

    EXAMPLE = "{gte: 10}"
    at_least: Whole | None = None


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
        if not self.given():
            raise complaint("needs a kind of casualty, such as {killed: {gte: 10}}")
        return self

    def given(self) -> list[tuple[Kind | Literal["any"], list[tuple[Operator, int]]]]:
        """Return the parts, sorted by kind."""
        return sorted((cast(Kind, kind), part.given()) for kind, part in self if part is not None)


class SpikeConditionModel(Model):
    """How much more than the baseline is a spike."""

    EXAMPLE = "{ratio_gte: 3, min_count: 4}"
    ratio_gte: Ratio
    min_count: Positive = 1
    min_baseline: Whole = 1


class WhoModel(Model):
    """A query on the victims."""

    EXAMPLE = "{match: Turkish OR Syrian}"
    match: Text


class StepModel(Model):
    """One step of a sequence: a rule's matches, or the updates that a query matches."""

    EXAMPLE = "{id: truce, rule: ceasefire}"
    id: Id
    rule: Id | None = None
    match: Text | None = None

    @model_validator(mode="after")
    def _looks_at_one(self) -> "StepModel":
        if (self.rule is None) == (self.match is None):
            raise complaint("needs either 'rule' or 'match'")
        if self.id == _TAKEN_STEP:
            raise complaint(f"'{_TAKEN_STEP}' is a key of sequences; name the step otherwise")
        return self
