"""Durations and points of story time as people write them in a rule file."""

import re
from datetime import UTC, datetime, time, timedelta

DURATION = re.compile(r"([0-9]{1,9})(ms|s|m|h|d)")
_UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONGEST = timedelta(days=366)
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]{8,15}([Zz]|[+-][0-9]{2}:[0-9]{2})")
AT = f"{DURATION.pattern}|{CLOCK.pattern}|{INSTANT.pattern}"


def parse_duration(source: str) -> timedelta:
    """Return the duration that `250ms`, `10s`, `5m`, `2h` or `1d` names.

    Raises:
        ValueError: With a message for the author.
    """
    found = DURATION.fullmatch(source)
    if not found:
        raise ValueError(f"'{source}' is no duration; write 250ms, 10s, 5m, 2h or 1d")
    duration = int(found.group(1)) * _UNITS[found.group(2)]
    if duration > _LONGEST:
        raise ValueError(f"'{source}' is longer than {_LONGEST.days}d")
    return duration


def render_duration(duration: timedelta) -> str:
    """Return text that `parse_duration` reads back, in the largest unit that fits."""
    if not duration:
        return "0s"
    return next(f"{duration // unit}{name}" for name, unit in reversed(_UNITS.items()) if not duration % unit)


def parse_clock(source: str) -> time:
    """Return the time of day that `HH:MM` names.

    Raises:
        ValueError: With a message for the author.
    """
    found = CLOCK.fullmatch(source)
    if not found:
        raise ValueError(f"'{source}' is no time of day; write \"06:00\"")
    return time(int(found.group(1)), int(found.group(2)))


def parse_instant(source: str) -> datetime:
    """Return the instant that RFC 3339 text with its offset names, UTC.

    Raises:
        ValueError: With a message for the author.
    """
    try:
        if INSTANT.fullmatch(source):
            return datetime.fromisoformat(source.upper()).astimezone(UTC)
    except ValueError:
        pass
    except OverflowError:
        raise ValueError(f"'{source}' leaves the calendar, which runs from the year 1 to 9999, UTC") from None
    raise ValueError(f"'{source}' is no time with its offset, such as 2020-03-05T08:00:00Z")


def parse_at(source: str) -> timedelta | datetime | time:
    """Return the place in story time that a duration after the start, an instant or a clock time `HH:MM` names.

    Raises:
        ValueError: With a message for the author.
    """
    if CLOCK.fullmatch(source):
        return parse_clock(source)
    if DURATION.fullmatch(source):
        return parse_duration(source)
    if INSTANT.fullmatch(source):
        return parse_instant(source)
    raise ValueError(f"'{source}' is no time; write 90s after the start, 10:21, or 2020-03-05T08:00:00Z")
