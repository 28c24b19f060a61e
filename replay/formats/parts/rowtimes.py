"""Read the times of rows: instants in a zone, or elapsed times since the sidecar's `time_zero`."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.instants import Reading, read_instant
from replay.text import printable

NO_ZONE = "Times without an offset are in UTC: neither a sidecar nor --timezone names a time zone"
_ELAPSED = re.compile(r"(?:(\d{1,5}):)?(\d{1,5}):(\d\d):(\d\d)(?:[.,](\d{1,9}))?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,400}(?:\.\d{0,400})?(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
_COUNTED = re.compile(r"[+-]?\d{9,400}(?:\.\d{0,400})?", re.ASCII)
"""A number too long for a date."""

_UNIX = "if it counts from 1970, add --set time_zero=1970-01-01T00:00:00Z, and time_unit=ms for milliseconds"
_UNITS = {"s": timedelta(seconds=1), "ms": timedelta(milliseconds=1)}
_MICROSECOND = timedelta(microseconds=1)


class RowTimes:
    """Read the times of one file.

    Args:
        source: The file, with its zone and sidecar.
        notes: Gets what was assumed.
    """

    def __init__(self, source: Source, notes: Notes) -> None:
        self._source = source
        self._notes = notes

    def instant(self, value: object, *, place: int, field: str) -> datetime:
        """Return the instant that *value* tells, aware, UTC.

        Args:
            value: Of the row's field, as JSON has it.
            place: Of the row.
            field: The field's name, for messages.

        Raises:
            StreamError: It tells none.
        """
        try:
            return self._instant(value, place, field)
        except OverflowError:
            raise self._notes.error(self._source, "the time leaves the calendar", place) from None
        except ValueError as error:
            raise self._notes.error(self._source, str(error), place) from None

    def _instant(self, value: object, place: int, field: str) -> datetime:
        sidecar = self._source.sidecar
        if sidecar.time_zero is not None:
            return sidecar.time_zero + _elapsed(value, _UNITS[sidecar.time_unit])
        if not isinstance(value, str):
            raise ValueError(f"the time in the field '{printable(field)}' is no text; {_UNIX}")  # noqa: TRY004 -- input
        if _COUNTED.fullmatch(value.strip()):
            raise ValueError(f"the time in the field '{printable(field)}' is a number; {_UNIX}")
        reading = self._clocked(value, place)
        if reading.oddity is not None:
            self._notes.count(f"Times that the clocks of {self._source.zone.key} {_ODD[reading.oddity]}", place)
        return reading.instant

    def _clocked(self, text: str, place: int) -> Reading:
        """Read a time in the zone that was named; in UTC, where none was and one is needed."""
        if self._source.is_zone_named:
            return read_instant(text, self._source.zone)
        try:
            return read_instant(text, None)
        except ValueError as error:
            try:
                reading = read_instant(text, self._source.zone)
            except ValueError:
                raise error from None
            self._notes.count(NO_ZONE, place)
            return reading


_ODD = {"skipped": "skip, taken as if they had not been changed yet", "repeated": "show twice, taken as the earlier"}


def _elapsed(value: object, unit: timedelta) -> timedelta:
    """Return an elapsed time: a number of *unit*, also as a text, or `[days:]hours:minutes:seconds`.

    Minutes and seconds over 59 count on: transcripts have them, and they mean what they say.

    Raises:
        ValueError: It is neither.
    """
    text = str(value).strip()
    if found := _ELAPSED.fullmatch(text):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[:4])
        fraction = int((found[5] or "").ljust(6, "0")[:6])
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"'{printable(text[:40])}' is no elapsed time; write seconds or HH:MM:SS")
    return timedelta(microseconds=int(Decimal(text) * (unit // _MICROSECOND)))
