"""Conditions: comparisons of counts that may be open on one side."""

from typing import NamedTuple

import pytest

from replay.language.condition import Comparison, Condition, Kind, Operator


class Range(NamedTuple):
    """A count."""

    min: int | None
    max: int | None


@pytest.mark.parametrize(
    ("operator", "count", "holds"),
    [
        ("gte", Range(10, None), True),
        ("gte", Range(9, 40), False),
        ("gte", Range(None, 10), True),
        ("gt", Range(10, 10), False),
        ("gt", Range(11, 11), True),
        ("lte", Range(10, 99), True),
        ("lte", Range(None, 11), False),
        ("lt", Range(9, 9), True),
        ("lt", Range(10, 10), False),
        ("eq", Range(10, 20), True),
        ("eq", Range(None, 10), True),
        ("at_least", Range(10, 12), True),
        ("at_least", Range(None, 33), False),
        ("gte", Range(None, None), False),
        ("lte", Range(None, None), False),
    ],
)
def test_comparison_looks_at_the_least_else_the_most(operator: Operator, count: Range, *, holds: bool) -> None:
    """Against 10: the least counts where there is one, else the most, but never for at_least; no number never holds."""
    assert Comparison(operator, 10).holds(count) is holds


KILLED_10: tuple[Kind, tuple[Comparison, ...]] = ("killed", (Comparison("gte", 10),))


def test_all_parts_must_hold() -> None:
    """Two kinds are both asked for, and a kind that the text does not tell of does not hold."""
    both = Condition((KILLED_10, ("wounded", (Comparison("gte", 1), Comparison("lt", 5)))))
    assert both.holds({"killed": Range(10, 10), "wounded": Range(4, 4)})
    assert not both.holds({"killed": Range(10, 10), "wounded": Range(5, 5)})
    assert not both.holds({"killed": Range(10, 10)})
    assert not both.holds({})


def test_any_is_satisfied_by_one_kind_alone() -> None:
    """One kind must satisfy every comparison of `any`; two kinds do not share them."""
    condition = Condition((("any", (Comparison("gte", 3), Comparison("lt", 5))),))
    assert condition.holds({"killed": Range(9, 9), "missing": Range(3, 3)})
    assert not condition.holds({"killed": Range(9, 9), "missing": Range(1, 1)})
