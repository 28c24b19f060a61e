"""Durations and points of story time as people write them in a rule file."""

import re
from datetime import datetime, time, timedelta

_DURATION = re.compile(r"([0-9]{1,9})(ms|s|m|h|d)")
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONGEST = timedelta(days=366)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{8,15}([Zz]|[+-][0-9]{2}:[0-9]{2})")


def parse_duration(source: str) -> timedelta:
    """Return the duration that `250ms`, `10s`, `5m`, `2h` or `1d` names.

    Raises:
        ValueError: With a message for the author.
    """
    found = _DURATION.fullmatch(source)
    if not found:
        raise ValueError(f"'{source}' is no duration; write 250ms, 10s, 5m, 2h or 1d")
    duration = int(found.group(1)) * _UNITS[found.group(2)]
    if duration > _LONGEST:
        raise ValueError(f"'{source}' is longer than {_LONGEST.days}d")
    return duration


def parse_instant(source: str) -> datetime:
    """Return the instant that RFC 3339 text with its offset names.

    Raises:
        ValueError: With a message for the author.
    """
    try:
        if _INSTANT.fullmatch(source):
            return datetime.fromisoformat(source.upper())
    except ValueError:
        pass
    raise ValueError(f"'{source}' is no time with its offset; write 2020-03-05T08:00:00Z")


def parse_at(source: str) -> timedelta | datetime | time:
    """Return the place in story time that a duration after the start, an instant or a clock time `HH:MM` names.

    Raises:
        ValueError: With a message for the author.
    """
    if clock := _CLOCK.fullmatch(source):
        return time(int(clock.group(1)), int(clock.group(2)))
    if _DURATION.fullmatch(source):
        return parse_duration(source)
    if _INSTANT.fullmatch(source):
        return parse_instant(source)
    raise ValueError(f"'{source}' is no time; write 90s after the start, 10:21, or 2020-03-05T08:00:00Z")
