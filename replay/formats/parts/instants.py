"""Read date and time as feeds and pages write them: RFC 3339, ISO 8601, and the dates of mail and of C.

Those of mail are of RFC 5322, 822 and 850, those of C of `asctime`.
Nothing is guessed. A time without an offset needs a zone that somebody named; an abbreviation needs one that uses it.
"""

import re
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from replay.text import printable
from replay.zones import oddity_of, utc_of, zones_using

_ZONE = r"\s*(?P<zone>[+-]\d\d(?::?\d\d(?::?\d\d(?:\.\d{1,6})?)?)?|[a-z]{1,6})?"
_ISO = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:(?:t|\s+)(?P<hour>\d\d)(?P<colon>:?)(?P<minute>\d\d)(?:(?P=colon)(?P<second>\d\d)(?:[.,](?P<fraction>\d+))?)?"
    rf"{_ZONE})?",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(
    r"(?:[a-z]{3,9}(?:\.?,\s*|\.?\s+))?(?P<day>\d{1,2})(?:-|\s+)(?P<month>[a-z]{3,9})\.?(?:-|\s+)(?P<year>\d{2,4})"
    rf"(?:\s+(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::(?P<second>\d\d))?{_ZONE}(?:\s*\(.*\))?)?",
    re.IGNORECASE | re.ASCII,
)
_ASCTIME = re.compile(
    r"[a-z]{3,9}\s+(?P<month>[a-z]{3,9})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{1,2}):(?P<minute>\d\d):(?P<second>\d\d)"
    rf"{_ZONE}\s+(?P<year>\d{{4}})",
    re.IGNORECASE | re.ASCII,
)
_USUAL = re.compile(r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:[0-5]\d(?:\.\d{1,6})?Z", re.ASCII)
"""What nearly all programs write, which the standard library reads alike, and ten times as fast."""

_OFFSET = re.compile(r"([+-])(\d\d)(?::?(\d\d)(?::?(\d\d)(?:\.(\d+))?)?)?", re.ASCII)
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ALWAYS_UTC = frozenset({"Z", "UT", "UTC", "GMT"})
_WRITE = "write it as 2020-03-05T10:21:00+03:00"
_LEAP_SECOND = 60
_MAIL_CENTURY = 50


class Reading(NamedTuple):
    """An instant (aware, UTC), and whether the clocks of its zone skip or repeat the time that was read."""

    instant: datetime
    oddity: Literal["skipped", "repeated"] | None = None


def read_instant(text: str, zone: ZoneInfo | None) -> Reading:
    """Return the instant that *text* tells, and what is odd about it.

    Seconds may be missing; fractions are cut to microseconds; a leap second (:60) is the last microsecond before it,
    which keeps the order and the minute. A mail's weekday is not held against it, and its year of two digits is one
    of 1950 to 2049. `Z`, `UT`, `UTC`, `GMT` and -00:00 are UTC.

    Args:
        text: A date and a time, perhaps with an offset or an abbreviation.
        zone: That of times without an offset, or None where nobody named one. An abbreviation is taken where the zone
            shows it then; it also says which one of two repeated times is meant. A repeated time without one is the
            earlier, a skipped one is read as if the clocks had not been changed yet.

    Raises:
        ValueError: It is no date and time, or does not say which one; in one clause with what to write.
    """
    if _USUAL.fullmatch(text):
        with suppress(ValueError):  # told below
            return Reading(datetime.fromisoformat(text))
    shown = f"'{printable(text.strip()[:60])}'"
    found = next(filter(None, (form.fullmatch(text.strip()) for form in (_ISO, _MAIL, _ASCTIME))), None)
    if not found:
        raise ValueError(f"{shown} is no date and time; {_WRITE}")
    if not found["hour"]:
        raise ValueError(f"{shown} has no time of day; {_WRITE}")
    try:
        return placed(_local(found, shown), found["zone"] or "", zone)
    except OverflowError:
        raise ValueError(f"{shown} lies outside the years 1 to 9999; {_WRITE}") from None


def _local(found: re.Match[str], shown: str) -> datetime:
    """Return the time as the clock showed it, naive."""
    parts = found.groupdict()
    second = int(parts["second"] or 0)
    microsecond = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    if second == _LEAP_SECOND:
        second, microsecond = 59, 999_999
    month = _month(parts["month"])
    try:
        day = date(_year(parts["year"]), month, int(parts["day"]))
        return datetime.combine(day, time(int(parts["hour"]), int(parts["minute"]), second, microsecond))
    except ValueError as error:
        raise ValueError(f"{shown} does not exist: {error}; {_WRITE}") from None


def _year(digits: str) -> int:
    """Return the year; RFC 5322, section 4.3, on those with two or three digits."""
    year = int(digits)
    if len(digits) == len("2020"):
        return year
    return year + (2000 if len(digits) == len("20") and year < _MAIL_CENTURY else 1900)


def _month(word: str) -> int:
    if word.isdigit():
        return int(word)
    for number, name in enumerate(_MONTHS, 1):
        if name.startswith(word.lower()):
            return number
    raise ValueError(f"'{word}' is no English month; {_WRITE}")


def placed(local: datetime, written: str, zone: ZoneInfo | None) -> Reading:
    """Return the instant of a local time, and what is odd about it.

    Args:
        local: Naive.
        written: What stands behind it: an offset, an abbreviation, or nothing.
        zone: As for `read_instant`.

    Raises:
        ValueError: It cannot be placed; in one clause with what to write.
        OverflowError: The instant lies outside the years 1 to 9999.
    """
    if written.upper() in _ALWAYS_UTC:
        return Reading(local.replace(tzinfo=UTC))
    if offset := _OFFSET.fullmatch(written):
        return Reading((local - _offset(offset)).replace(tzinfo=UTC))
    if written:
        return _by_abbreviation(local, written, zone)
    if zone is None:
        raise ValueError(f"'{local}' has no offset from UTC; write it, as +03:00")
    return Reading(utc_of(local, zone), oddity_of(local, zone))


def _offset(written: re.Match[str]) -> timedelta:
    hours, minutes, seconds = (int(written[group] or 0) for group in (2, 3, 4))
    if hours >= 24 or minutes >= 60 or seconds >= 60:  # noqa: PLR2004 -- of a clock
        raise ValueError(f"'{written[0]}' is no offset from UTC; {_WRITE}")
    microseconds = int((written[5] or "0").ljust(6, "0"))
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds)
    return -offset if written[1] == "-" else offset


def _by_abbreviation(local: datetime, written: str, zone: ZoneInfo | None) -> Reading:
    """Return the instant of a time with an abbreviation that *zone* shows then."""
    if zone is None:
        raise ValueError(f"'{written}' is an abbreviation, not a time zone; {_hint(written, local.year)}")
    for fold in (0, 1):
        at = local.replace(tzinfo=zone, fold=fold)
        if (at.tzname() or "").upper() == written.upper():
            oddity = oddity_of(local, zone)
            return Reading(at.astimezone(UTC), oddity if oddity == "skipped" else None)
    had = f"{zone.key} had {local.replace(tzinfo=zone).tzname()} on {local:%Y-%m-%d}"
    raise ValueError(f"'{written}' does not fit: {had}; {_hint(written, local.year, zone.key)}")


def _hint(abbreviation: str, year: int, besides: str = "") -> str:
    users = ", ".join(name for name in zones_using(abbreviation, year) if name != besides)
    return f"name its time zone with --timezone: {users}" if users else _WRITE
