"""Cut story time where nothing was recorded for long: streams may be years apart, and each would be but a dot."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from replay.model import Stream

Stretch = tuple[datetime, datetime]
"""The first instant and the last."""

_MOST_BREAKS = 6
_LEAST_PART = 0.15
"""Of the width that stretches share, for one of them, about."""

_SHORTEST = timedelta(hours=1)


def stretches_of(streams: Iterable[Stream]) -> list[Stretch]:
    """Return what of story time is shown, in order, with a break between each two.

    Each break is longer than all that is shown together, so that streams which lie side by side stay so.
    """
    covered = _covered(streams)
    idle = sorted(((after[0] - before[1], place) for place, (before, after) in enumerate(pairwise(covered), 1)))
    shown, cut = covered[-1][1] - covered[0][0], 0
    longest = idle[: -_MOST_BREAKS - 1 : -1]
    for count, (length, _) in enumerate(longest, 1):
        shown -= length
        if length > max(shown, _SHORTEST):
            cut = count
    firsts = sorted(place for _, place in longest[:cut])
    return [(covered[first][0], covered[behind - 1][1]) for first, behind in pairwise([0, *firsts, len(covered)])]


def _covered(streams: Iterable[Stream]) -> list[Stretch]:
    """Return when any of *streams* was recorded."""
    covered: list[Stretch] = []
    for start, end in sorted((each.start, each.end) for each in streams):
        if covered and start <= covered[-1][1]:
            covered[-1] = covered[-1][0], max(end, covered[-1][1])
        else:
            covered.append((start, end))
    return covered


def parts_of(stretches: Sequence[tuple[float, float]]) -> list[float]:
    """Return which part of the width each of *stretches* gets, from when to when each goes: all together 1.

    It goes by the square root of the time, so that long ones are shown on a smaller scale.
    """
    roots = [max(end - start, 1) ** 0.5 for start, end in stretches]
    sizes = [max(root, _LEAST_PART * sum(roots)) for root in roots]
    return [size / sum(sizes) for size in sizes]
