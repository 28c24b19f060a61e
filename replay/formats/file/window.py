"""A window of story time, `2015-09-12` or `2015-09-12/2015-09-14T12:00:00Z`: what of a file belongs to its stream."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from replay.formats.parts.instants import read_instant
from replay.zones import utc_of

EVER = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
"""The first instant and the last."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EXAMPLE = "write a day, 2015-09-12, or FROM/TO of days or RFC 3339 times"
_EXAMPLE_OF_ONE = "write a day, 2015-09-12, or an RFC 3339 time"


@dataclass(frozen=True, slots=True)
class Window:
    """From an instant to another, the second not included; a day ends at its midnight, by the stream's clock.

    Attributes:
        first: A day, or an aware instant.
        last: Likewise; a day is included.
    """

    first: date | datetime
    last: date | datetime

    @classmethod
    def parse(cls, text: str) -> "Window":
        """Read a window.

        Raises:
            ValueError: It is none, or ends before it begins.
        """
        first, parted, last = text.partition("/")
        window = cls(parse_moment(first, _EXAMPLE), parse_moment(last if parted else first, _EXAMPLE))
        if not parted and isinstance(window.first, datetime):
            raise ValueError(f"'{text}' is one instant; {_EXAMPLE}")
        try:
            if window.is_empty:
                raise ValueError(f"'{text}' ends before it begins; {_EXAMPLE}")
        except OverflowError:
            raise ValueError(f"'{text}' leaves the calendar; {_EXAMPLE}") from None
        return window

    @property
    def is_empty(self) -> bool:
        """Return whether it ends before it begins, or there.

        Raises:
            OverflowError: It leaves the calendar.
        """
        begin, end = self.bounds(ZoneInfo("UTC"))
        return begin >= end

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its first instant and the first behind it, UTC, with days by the clock of *zone*.

        Raises:
            OverflowError: It leaves the calendar.
        """
        return self.begin(zone), self.end(zone)

    def begin(self, zone: ZoneInfo) -> datetime:
        """Return its first instant; likewise."""
        return self.first if isinstance(self.first, datetime) else utc_of(datetime.combine(self.first, time()), zone)

    def end(self, zone: ZoneInfo) -> datetime:
        """Return the first instant behind it; likewise."""
        if isinstance(self.last, datetime):
            return self.last
        return utc_of(datetime.combine(self.last + timedelta(days=1), time()), zone)


def parse_moment(text: str, example: str = _EXAMPLE_OF_ONE) -> date | datetime:
    """Return the day or the instant (aware, UTC) that a text is.

    Raises:
        ValueError: It is neither; ends with *example*.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    if _DAY.fullmatch(text):
        raise ValueError(f"there is no day '{text}'; {example}")
    try:
        return read_instant(text, None).instant.astimezone(UTC)
    except ValueError as error:
        what = str(error).partition("; ")[0]  # what it advises is for times of rows
        raise ValueError(f"{what}; {example} with an offset") from None
