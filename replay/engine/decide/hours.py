"""Active hours: when alerts of a rule go out, in the zone of the rule's file."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from replay.language.ruleset import ActiveHours

_DAY = timedelta(days=1)
_WEEK_AND_A_DAY = 8


class Hours:
    """Active hours in a zone.

    Args:
        hours: The hours; where they end before they start, they end on the next day, and the day is that of the start.
        timezone: IANA name.
    """

    def __init__(self, hours: ActiveHours, timezone: str) -> None:
        self._hours = hours
        self._zone = ZoneInfo(timezone)

    def include(self, instant: datetime) -> bool:
        """Say whether *instant* is within them; the start is, the end is not."""
        local = instant.astimezone(self._zone)
        clock, today = local.time(), local.weekday()
        hours = self._hours
        if hours.start < hours.end:
            return today in hours.days and hours.start <= clock < hours.end
        yesterday = (today - 1) % 7
        return (today in hours.days and clock >= hours.start) or (yesterday in hours.days and clock < hours.end)

    def next_opening(self, instant: datetime) -> datetime:
        """Return the first start after *instant*, aware, UTC."""
        local = instant.astimezone(self._zone)
        for ahead in range(_WEEK_AND_A_DAY):
            day = (local + ahead * _DAY).date()
            opening = datetime.combine(day, self._hours.start, self._zone).astimezone(UTC)
            if day.weekday() in self._hours.days and opening > instant:
                return opening
        raise AssertionError("active hours name at least one day")
