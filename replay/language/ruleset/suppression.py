"""What stands beside the rules: what holds alerts back, and what becomes of late updates."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class ActiveHours:
    """When alerts of a rule go out.

    Attributes:
        days: Weekdays, 0 is Monday.
        start: Clock time in the rule's zone, included.
        end: Clock time in the rule's zone, excluded; not after *start* it is that of the next day.
    """

    days: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Inhibition:
    """While *source* is active, alerts of *targets* are suppressed where the *equal* key fields agree.

    Attributes:
        source: A rule's id; active `[t, t + for)` for events, while firing and *lasting* longer for states.
        targets: Rule ids.
        equal: Paths compared, both missing agree.
        lasting: How long it is active afterwards (`for` in the file).
    """

    source: str
    targets: tuple[str, ...]
    equal: tuple[str, ...]
    lasting: timedelta


@dataclass(frozen=True, slots=True)
class Silence:
    """Suppress alerts in `[start, end)`.

    Attributes:
        rule: A rule's id, or None for every rule.
        where: As a rule's; compared with the alert's key and the trigger.
        start: Aware.
        end: Aware.
        reason: For people.
    """

    rule: str | None
    where: tuple[tuple[str, tuple[str, ...]], ...]
    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StreamSettings:
    """What becomes of updates that come late, or too early.

    Attributes:
        max_lateness: How far behind a live stream its clock stays.
        late: What becomes of an update that comes later still.
        max_ahead: How far ahead of the clock a live update may be.
    """

    max_lateness: timedelta = timedelta(0)
    late: Literal["drop", "match_only"] = "drop"
    max_ahead: timedelta = timedelta(minutes=5)
