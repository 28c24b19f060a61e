"""Time zones by their IANA names, and what a local time means in one.

Nothing here guesses: an abbreviation names several zones (CST is time in Chicago, Shanghai and Havana) or one
half of a zone's year, so it is refused even where the tz database has a zone of that name, such as EST; the message
names zones that use it.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Literal
from zoneinfo import ZoneInfo

from replay.spelling import did_you_mean
from replay.text import printable

_NOT_ABBREVIATIONS = {"UTC", "GMT"}
_EXAMPLE = "use an IANA name such as Europe/Moscow or UTC"
_MOST_NAMED = 5


def zone_named(name: str) -> ZoneInfo:
    """Return the time zone with the IANA name *name*.

    The names are those of the `tzdata` package, so that a name means the same on every machine.

    Raises:
        ValueError: It is an abbreviation, an offset, or unknown; the message says what to write.
    """
    known = _names()
    if name.isupper() and "/" not in name and name not in _NOT_ABBREVIATIONS:
        users = zones_using(name)
        hint = f"use an IANA name such as {', '.join(users)}" if users else _EXAMPLE
        raise ValueError(f"'{printable(name)}' is an abbreviation or an offset, not a time zone; {hint}")
    if name not in known:
        raise ValueError(f"'{printable(name)}' is not a time zone; {did_you_mean(name, known) or _EXAMPLE}")
    return ZoneInfo(str(name))  # zones are shared: a scalar of YAML would be the key for whoever asks next


def _names() -> set[str]:
    return set(_table("zones").split())


def _table(path: str) -> str:
    return files("tzdata").joinpath(path).read_text(encoding="utf-8")


def zones_using(abbreviation: str, year: int | None = None) -> list[str]:
    """Return IANA names of zones whose clocks are said to show *abbreviation*, those with the most namesakes first.

    Args:
        abbreviation: In any case.
        year: In which they do, 1 to 9999; that of the tz database where it is None.

    Returns:
        At most five, all with clocks that differ within that year; may be empty.
    """
    return list(_users_by_abbreviation(year or int(version("tzdata")[:4])).get(abbreviation.upper(), ()))


@cache
def _users_by_abbreviation(year: int) -> dict[str, list[str]]:
    """Return what `zones_using` gives, by upper-case abbreviation.

    Source: zonenow.tab of the tz database, one zone for each set of clocks, as a user would name it.
    """

    def shown(name: str) -> tuple[tuple[str | None, timedelta | None], ...]:
        days = [datetime(year, month, 1, tzinfo=ZoneInfo(name)) for month in (1, 7)]
        return tuple((day.tzname(), day.utcoffset()) for day in days)

    namesakes = Counter(map(shown, _names()))
    rows = [line.split("\t") for line in _table("zoneinfo/zonenow.tab").splitlines() if not line.startswith("#")]
    # Of several with the same clocks the last counts: one that the table itself calls by its abbreviation.
    rows.sort(key=lambda row: ("(" not in row[3], row[2]), reverse=True)
    by_clocks = {shown(row[2]): row[2] for row in rows}
    users: dict[str, list[str]] = {}
    for clocks, name in sorted(by_clocks.items(), key=lambda item: (-namesakes[item[0]], item[1])):
        for abbreviation in {f"{each}".upper() for each, _ in clocks}:
            users.setdefault(abbreviation, []).append(name)
    return {abbreviation: names[:_MOST_NAMED] for abbreviation, names in users.items()}


def common_zone(names: Iterable[str]) -> ZoneInfo:
    """Return the zone that all IANA *names* name, UTC where they differ."""
    known = set(names)
    return ZoneInfo(known.pop() if len(known) == 1 else "UTC")


def utc_of(local: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a naive local time, aware, UTC; the earlier one where there are two (`fold` 0).

    Raises:
        OverflowError: The instant lies outside the years 1 to 9999.
    """
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def local_time(time: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant by the clock of *zone*, by UTC where that clock leaves the calendar; aware."""
    try:
        return time.astimezone(zone)
    except OverflowError:
        return time.astimezone(UTC)


def is_in_calendar(zone: ZoneInfo, *times: datetime) -> bool:
    """Say whether the clock of *zone* can show instants: whether they lie in its years 1 to 9999."""
    try:
        return all(time.astimezone(zone) for time in times)
    except OverflowError:
        return False


def oddity_of(local: datetime, zone: ZoneInfo) -> Literal["skipped", "repeated"] | None:
    """Say whether the clocks of *zone* skip the naive time *local*, or show it twice."""
    first = local.replace(tzinfo=zone, fold=0)
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return None
    shown = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None)
    return "repeated" if shown == local else "skipped"
