"""What one example runs, and its clock of whole minutes.

All times and lengths are whole minutes, so that stepping through every minute meets every instant there is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from replay.language.ruleset import ActiveHours, RuleSet
from replay.model import Update

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Run:
    """One example.

    Attributes:
        ruleset: Its rules, inhibitions and silences.
        starts: The declared start of each stream, in minutes.
        updates: In release order, repeats among them.
        end: The last minute.
        epoch: Minute 0, aware.
    """

    ruleset: RuleSet
    starts: dict[str, int]
    updates: list[Update]
    end: int
    epoch: datetime

    def at(self, minute: int) -> datetime:
        """Return the instant of *minute*."""
        return self.epoch + minute * MINUTE

    def minute(self, instant: datetime) -> int:
        """Return the minute of *instant*."""
        return (instant - self.epoch) // MINUTE


def minutes(length: timedelta) -> int:
    """Return *length* as whole minutes."""
    return length // MINUTE


def is_open(hours: ActiveHours | None, timezone: str, instant: datetime) -> bool:
    """Return whether alerts go out at *instant*: a night shift belongs to the day on which it starts."""
    if hours is None:
        return True
    local = instant.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    for back in (0, 1):
        day = (local - timedelta(days=back)).date()
        start = datetime.combine(day, hours.start)
        end = datetime.combine(day if hours.end > hours.start else day + timedelta(days=1), hours.end)
        if day.weekday() in hours.days and start <= local < end:
            return True
    return False
