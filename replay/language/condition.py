"""The condition of a casualties rule: comparisons of counts that are ranges.

Source: the rule language, section "Casualties" (docs/rules.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt
from typing import Literal, Protocol, get_args

Kind = Literal["killed", "wounded", "missing", "captured", "displaced", "unspecified"]
Status = Literal["reported", "denied", "possible", "historic", "recap"]
Operator = Literal["gte", "gt", "lte", "lt", "eq", "at_least"]

KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)
ANY_KIND = "any"
_COMPARE = {"gte": ge, "gt": gt, "lte": le, "lt": lt, "eq": eq, "at_least": ge}


class RangeLike(Protocol):
    """A count as a text gives it; None stands for an open side."""

    @property
    def min(self) -> int | None:
        """The least it can be."""

    @property
    def max(self) -> int | None:
        """The most it can be."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A count against a number, such as `gte 10`."""

    operator: Operator
    number: int

    def holds(self, count: RangeLike) -> bool:
        """Return whether *count* satisfies it: by its least, or its most where no least is known."""
        figure = count.max if count.min is None and self.operator != "at_least" else count.min
        return figure is not None and satisfies(figure, (self,))


def satisfies(figure: int, comparisons: Sequence[Comparison]) -> bool:
    """Return whether a plain number satisfies every comparison."""
    for comparison in comparisons:  # noqa: SIM110 -- a generator takes twice as long
        if not _COMPARE[comparison.operator](figure, comparison.number):
            return False
    return True


@dataclass(frozen=True, slots=True)
class Condition:
    """Comparisons that must all hold.

    Attributes:
        parts: For each kind, or `any` for some kind, at least one comparison, sorted by kind.
    """

    parts: tuple[tuple[Kind | Literal["any"], tuple[Comparison, ...]], ...]

    def holds(self, summary: Mapping[str, RangeLike]) -> bool:
        """Return whether *summary*, a range for each kind that a text tells of, satisfies every part."""
        return all(
            any(
                all(comparison.holds(count) for comparison in comparisons)
                for told, count in summary.items()
                if kind in (ANY_KIND, told)
            )
            for kind, comparisons in self.parts
        )
