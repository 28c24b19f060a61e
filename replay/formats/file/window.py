"""A window of story time, `2015-09-12` or `2015-09-12/2015-09-14T12:00:00Z`: what of a file belongs to its stream."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from replay.formats.parts.instants import parse_instant
from replay.zones import utc_of

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EXAMPLE = "write a day, 2015-09-12, or FROM/TO of days or RFC 3339 times"


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
        window = cls(_moment(first), _moment(last if parted else first))
        if not parted and isinstance(window.first, datetime):
            raise ValueError(f"'{text}' is one instant; {_EXAMPLE}")
        try:
            begin, end = window.bounds(ZoneInfo("UTC"))
        except OverflowError:
            raise ValueError(f"'{text}' leaves the calendar; {_EXAMPLE}") from None
        if begin >= end:
            raise ValueError(f"'{text}' ends before it begins; {_EXAMPLE}")
        return window

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its first instant and the first behind it, UTC, with days by the clock of *zone*."""
        begin = self.first if isinstance(self.first, datetime) else utc_of(datetime.combine(self.first, time()), zone)
        if isinstance(self.last, datetime):
            return begin, self.last
        return begin, utc_of(datetime.combine(self.last + timedelta(days=1), time()), zone)


def _moment(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    if _DAY.fullmatch(text):
        raise ValueError(f"there is no day '{text}'; {_EXAMPLE}")
    try:
        return parse_instant(text, None).astimezone(UTC)
    except ValueError as error:
        what = str(error).partition("; ")[0]  # what it advises is for times of rows
        raise ValueError(f"{what}; {_EXAMPLE} with an offset") from None
