"""Time zones by their IANA names, and what a local time means in one.

Nothing here guesses: an abbreviation names several zones (BST is British, Bangladeshi and Bougainville time) or one
half of a zone's year, so it is refused even where the tz database has a zone of that name, such as EST.
"""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from replay.errors import did_you_mean
from replay.text import printable

_NOT_ABBREVIATIONS = {"UTC", "GMT"}
_EXAMPLE = "use an IANA name such as Europe/Moscow or UTC"


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone with the IANA name *name*.

    The names are those of the `tzdata` package, so that a name means the same on every machine.

    Raises:
        ValueError: It is an abbreviation, an offset, or unknown; the message says what to write.
    """
    known = _names()
    if name.isupper() and "/" not in name and name not in _NOT_ABBREVIATIONS:
        raise ValueError(f"'{printable(name)}' is an abbreviation or an offset, not a time zone; {_EXAMPLE}")
    if name not in known:
        raise ValueError(f"'{printable(name)}' is not a time zone; {did_you_mean(name, known) or _EXAMPLE}")
    return ZoneInfo(name)


def _names() -> set[str]:
    return set(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


def utc_of(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a naive local time, aware, UTC; the earlier one where there are two (`fold` 0).

    Raises:
        OverflowError: The instant lies outside the years 1 to 9999.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def oddity_of(local: datetime, zone: ZoneInfo) -> Literal["skipped", "repeated"] | None:
    """Say whether the clocks of *zone* skip the naive time *local*, or show it twice."""
    first = local.replace(tzinfo=zone, fold=0)
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return None
    shown = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return "repeated" if shown == local else "skipped"
