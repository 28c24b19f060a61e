"""Active hours: when alerts of a rule go out, in the zone of the rule's file."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from replay.language.ruleset import ActiveHours

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
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
        """Return the first instant after *instant* at which they are open, while they are not; aware, UTC.

        They open where they start, or where the zone's clocks jump into them.
        """
        first = instant.astimezone(self._zone).date()
        for ahead in range(-1, _WEEK_AND_A_DAY):
            day = first + ahead * _DAY
            start = datetime.combine(day, self._hours.start, self._zone)
            openings = {each.astimezone(UTC) for each in (start, start.replace(fold=1))} | self._jumps(day)
            for opening in sorted(openings):
                if opening > instant and self.include(opening):
                    return opening
        raise AssertionError("active hours name at least one day")

    def _jumps(self, day: date) -> set[datetime]:
        """Return where the zone's offset changes on a day: at most once, at a whole second."""
        low = datetime.combine(day, time(0), self._zone).astimezone(UTC)
        high = low + _DAY
        before = self._offset(low)
        if self._offset(high) == before:
            return set()
        while high - low > _SECOND:
            middle = low + (high - low) // (2 * _SECOND) * _SECOND
            low, high = (middle, high) if self._offset(middle) == before else (low, middle)
        return {high}

    def _offset(self, instant: datetime) -> timedelta | None:
        return instant.astimezone(self._zone).utcoffset()
