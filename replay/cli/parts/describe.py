"""Say in words how long things take: what `replay info` prints about a stream, and `replay run` before it starts."""

from datetime import timedelta
from fractions import Fraction
from itertools import chain, pairwise

from replay.clock import Speed
from replay.language.times import render_duration
from replay.model import Stream

_MICROSECOND = timedelta(microseconds=1)
_UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))


def playing_time(stream: Stream, *, speed: Speed, max_gap: timedelta | None = None) -> timedelta:
    """Return the real time from the beginning of a stream to its end, if nothing is late.

    Args:
        stream: What is played.
        speed: Story time per real time; `max` counts as no time.
        max_gap: The longest idle stretch of real time; None shortens none.

    Returns:
        The sum of the gaps, each one divided by the speed, then shortened; to the nearest microsecond.
    """
    if speed.factor is None:
        return timedelta(0)
    if max_gap is None:
        return timedelta(microseconds=round(stream.span // _MICROSECOND / speed.factor))
    story, real = speed.factor.as_integer_ratio()
    limit = max_gap // _MICROSECOND * story
    instants = chain([stream.start], (update.time for update in stream.updates), [stream.end])
    gaps_us = ((later - earlier) // _MICROSECOND for earlier, later in pairwise(instants))
    scaled = sum(min(gap_us * real, limit) for gap_us in gaps_us)  # whole numbers: fractions are slow
    return timedelta(microseconds=round(Fraction(scaled, story)))


def duration_text(duration: timedelta | float) -> str:
    """Return a duration as a person says it: `7 h 4 min`, `46 s`, `2.5 s`, `40 ms`; two units at the most.

    Args:
        duration: Not negative; a number is in seconds.
    """
    exact_s = duration.total_seconds() if isinstance(duration, timedelta) else duration
    if 0 < exact_s < 0.9995:  # noqa: PLR2004 -- less than a second even in whole milliseconds
        return f"{exact_s * 1000:.0f} ms"
    if exact_s < 9.95:  # noqa: PLR2004 -- tenths of a second are worth saying below ten
        return f"{exact_s:.1f}".removesuffix(".0") + " s"
    whole_s = round(exact_s)
    for at_least_s, to_s in ((3600, 60), (86400, 3600)):
        if whole_s >= at_least_s:
            whole_s = round(whole_s / to_s) * to_s
    parts = []
    for unit, size_s in _UNITS:
        count, whole_s = divmod(whole_s, size_s)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts)


def count_text(number: int, noun: str) -> str:
    """Return `1 rule`, `2 rules`."""
    return f"{number} {noun}{'s' * (number != 1)}"


def stream_text(stream: Stream, *, speed: Speed, max_gap: timedelta | None = None) -> str:
    """Return the line on a stream: `16 updates, 7 h 4 min of story, 7 min 4 s at speed 60 (46 s with --max-gap 5s)`.

    Args:
        stream: What is played.
        speed: Story time per real time.
        max_gap: As for `playing_time`; None leaves the bracket out.
    """
    told = f"{count_text(len(stream.updates), 'update')}, {duration_text(stream.span)} of story"
    if speed.factor is None:
        return f"{told}, as fast as it goes"
    told += f", {duration_text(playing_time(stream, speed=speed))} at speed {speed}"
    if max_gap is None:
        return told
    shortened = duration_text(playing_time(stream, speed=speed, max_gap=max_gap))
    return f"{told} ({shortened} with --max-gap {render_duration(max_gap)})"
