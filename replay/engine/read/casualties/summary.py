"""What the mentions of an update add up to: a range per kind."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from functools import reduce
from itertools import groupby
from math import inf
from operator import attrgetter

from replay.engine.read.casualties.mention import KINDS, Kind, Mention, Range

_TELLING = attrgetter("tally", "total")
_UNCOUNTED = Range(None, None)
_FEW = 10
"""Nobody says `more than` of fewer: one dead beside "at least two" are a part of them."""


def summarise(fields: Sequence[Sequence[Mention]], *, statuses: Collection[str]) -> dict[str, Range]:
    """Return how many were killed, wounded and so on, by all fields together.

    Parts of one telling are added. The tellings of a field, and then the fields, are the same event told again: ranges
    that overlap narrow each other, otherwise the higher one stands.

    Args:
        fields: The mentions of each field, such as headline and body.
        statuses: The statuses to count; the others are left out.

    Returns:
        A range per kind that is mentioned; `Range(None, None)` where no mention of the kind is counted.
    """
    told: defaultdict[Kind, list[list[Mention]]] = defaultdict(list)
    for field in fields:
        kinds: defaultdict[Kind, list[Mention]] = defaultdict(list)
        for mention in field:
            if mention.status in statuses:
                kinds[mention.kind].append(mention)
        for kind, mentions in kinds.items():
            told[kind].append(mentions)
    return {kind: reduce(_same, map(_of_field, told[kind]))[0] for kind in KINDS if kind in told}


_Telling = tuple[Range, bool]


def _of_field(mentions: Sequence[Mention]) -> _Telling:
    """Return what the mentions of a kind in a field come to, at least one."""
    if len(mentions) == 1:  # as of most
        (only,) = mentions
        return (Range(only.min, only.max), only.approx) if only.counted else (_UNCOUNTED, True)
    ordered = sorted(mentions, key=_TELLING)
    return reduce(_same, [_sum(list(parts)) for _, parts in groupby(ordered, key=_TELLING)])


def _sum(parts: Sequence[Mention]) -> _Telling:
    counted = [part for part in parts if part.counted]
    if not counted:
        return _UNCOUNTED, True
    unbounded = any(part.max is None for part in counted)
    low = sum(part.min or 0 for part in counted)
    high = None if unbounded else sum(part.max or 0 for part in counted)
    nothing_below = all(part.min is None for part in counted)
    return Range(None if nothing_below else low, high), any(part.approx for part in counted)


def _same(one: _Telling, other: _Telling) -> _Telling:
    """Return what two tellings of the same event say together."""
    (first, first_vague), (second, second_vague) = one, other
    if _UNCOUNTED in (first, second):
        return other if first == _UNCOUNTED else one
    low, high = max(_low(first), _low(second)), min(_high(first), _high(second))
    if _FEW < low == high + 1 and inf in (_high(first), _high(second)):
        return one if _high(first) < inf else other  # "46 killed", "more than 46 dead"
    if low <= high:
        least = None if first.min is None and second.min is None else int(low)
        return Range(least, None if high == inf else int(high)), first_vague and second_vague
    if first_vague != second_vague:
        return other if first_vague else one
    return one if _low(first) > _low(second) else other


def _low(telling: Range) -> float:
    return 0 if telling.min is None else telling.min


def _high(telling: Range) -> float:
    return inf if telling.max is None else telling.max
