"""What comes of holding alerts against labels: precision, recall and delay of each rule, and what was missed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from replay.backtest.labels import Label


@dataclass(frozen=True, slots=True)
class Score:
    """How a rule fares, or for labels without a rule all of them together.

    Attributes:
        rule: The rule's id; None for labels without a rule.
        alerts: How many of its alerts were judged.
        false_alarms: How many of them found no label.
        labels: How many labels name it.
        delays: Story time from each label that was found to its alert, sorted.
    """

    rule: str | None
    alerts: int
    false_alarms: int
    labels: int
    delays: Sequence[timedelta]

    @property
    def found(self) -> int:
        """Return how many of its labels were found."""
        return len(self.delays)

    @property
    def missed(self) -> int:
        """Return how many of its labels were not."""
        return self.labels - self.found

    @property
    def precision(self) -> float | None:
        """Return which part of its alerts found a label; None without alerts."""
        return (self.alerts - self.false_alarms) / self.alerts if self.alerts else None

    @property
    def recall(self) -> float | None:
        """Return which part of its labels was found; None without labels."""
        return self.found / self.labels if self.labels else None

    @property
    def f1(self) -> float | None:
        """Return the harmonic mean of both, 0 where nothing was found; None without labels."""
        if self.recall is None:
            return None
        precision = self.precision or 0.0
        return 2 * precision * self.recall / (precision + self.recall) if precision and self.recall else 0.0

    @property
    def median_delay(self) -> timedelta | None:
        """Return the delay that half of what was found does not exceed; None where nothing was."""
        middle = len(self.delays) // 2
        return (self.delays[middle] + self.delays[-1 - middle]) / 2 if self.delays else None

    @property
    def longest_delay(self) -> timedelta | None:
        """Return the longest delay; None where nothing was found."""
        return self.delays[-1] if self.delays else None


@dataclass(frozen=True, slots=True)
class Result:
    """What came of scoring.

    Attributes:
        scores: By rule; behind them that of the labels without a rule, if there are any.
        missed: The labels that were not found.
        outside: How many labels were left out since their time, or update, is not within the streams.
    """

    scores: Sequence[Score]
    missed: Sequence[Label]
    outside: int
