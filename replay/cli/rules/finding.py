"""Find the updates of a stream that a person means: by id, by the stream's clock, by RFC 3339."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from replay.language.times import INSTANT, parse_instant
from replay.model import Stream, Update
from replay.spelling import did_you_mean
from replay.text import printable

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_MINUTE_ID = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])-[0-9]+")
"""The form of an id that an update gets which has none."""

_MOST_NAMED = 4
_DAY = timedelta(days=1)


def find_updates(stream: Stream, wanted: str) -> list[Update]:
    """Return the updates that *wanted* means: those with that id, else those of that time.

    Args:
        stream: The stream.
        wanted: An id with all its revisions, a minute such as `11:09` on any day, or an RFC 3339 time.
    """
    by_id = [update for update in stream.updates if update.id == wanted]
    return by_id or [update for update in stream.updates if is_at(update.time, wanted, stream.timezone)]


def is_at(time: datetime, wanted: str, timezone: str) -> bool:
    """Say whether *time* is the time that *wanted* names; no time is what names none."""
    if clock := _CLOCK.fullmatch(wanted):
        local = time.astimezone(ZoneInfo(timezone))
        return (local.hour, local.minute) == (int(clock[1]), int(clock[2]))
    return time == _instant(wanted)


def _instant(wanted: str) -> datetime | None:
    try:
        return parse_instant(wanted) if INSTANT.fullmatch(wanted) else None
    except ValueError:
        return None


def nearest(stream: Stream, wanted: str) -> str:
    """Return the end of a message about an update that is not there: what was meant, or which are near."""
    near = _by_distance(stream, wanted)
    if not near:
        meant = did_you_mean(wanted, [update.id for update in stream.updates])
        return meant or f"give an id such as {_name(stream.updates[0], stream)}, a time such as 11:09, or RFC 3339"
    ordered = sorted(near[:_MOST_NAMED], key=lambda update: update.seq)
    return f"the nearest: {', '.join(_name(update, stream) for update in ordered)}"


def _by_distance(stream: Stream, wanted: str) -> Sequence[Update]:
    """Return the updates, those next to the time that *wanted* names first; none where it names none."""
    if instant := _instant(wanted):
        return sorted(stream.updates, key=lambda update: abs(update.time - instant))
    named = _CLOCK.fullmatch(wanted) or _MINUTE_ID.fullmatch(wanted)
    if not named:
        return ()
    zone, asked = ZoneInfo(stream.timezone), timedelta(hours=int(named[1]), minutes=int(named[2]))

    def distance(update: Update) -> timedelta:
        local = update.time.astimezone(zone)
        apart = abs(timedelta(hours=local.hour, minutes=local.minute) - asked)
        return min(apart, _DAY - apart)

    return sorted(stream.updates, key=distance)


def _name(update: Update, stream: Stream) -> str:
    return f"{printable(update.id)} ({update.time.astimezone(ZoneInfo(stream.timezone)):%H:%M})"
