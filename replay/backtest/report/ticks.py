"""Which local times of a stretch of story time are named, and how: few, round, and no longer than it takes."""

from collections.abc import Iterator
from datetime import datetime, timedelta

_DAY_S = 86400
_STEPS_S = (1, 5, 15, 60, 300, 900, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
_STEPS_DAYS = (1, 2, 7, 14)
_STEPS_MONTHS = (1, 3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)))
_MONTH_DAYS = 31

Named = Iterator[tuple[datetime, str]]


def named(start: datetime, end: datetime, span_s: float, most: int) -> Named:
    """Return local times that are named, in order; some may lie a step outside.

    Args:
        start: The first local time.
        end: The last one.
        span_s: How long it is between them, which local times do not tell. [s]
        most: How many are wanted at most, about.
    """
    for step_s in _STEPS_S:
        if span_s / step_s <= most:
            return _times(start, end, step_s)
    for days in _STEPS_DAYS:
        if span_s / _DAY_S / days <= most:
            return _days(start, end, days)
    months = span_s / _DAY_S / _MONTH_DAYS
    return _months(start, end, next((step for step in _STEPS_MONTHS if months / step <= most), _STEPS_MONTHS[-1]))


def _times(start: datetime, end: datetime, step_s: int) -> Named:
    step = timedelta(seconds=step_s)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    local = midnight + (start - midnight) // step * step
    while local <= end + step:
        is_midnight = local.hour == local.minute == local.second == 0
        clock = f"{local:%H:%M:%S}" if step_s % 60 else f"{local:%H:%M}"
        yield local, f"{local.day} {local:%b}" if is_midnight else clock
        local += step


def _days(start: datetime, end: datetime, step: int) -> Named:
    first = start.toordinal()
    for ordinal in range(first - first % step, end.toordinal() + 2, step):
        local = datetime.fromordinal(max(1, ordinal))
        yield local, f"{local.day} {local:%b}"


def _months(start: datetime, end: datetime, step: int) -> Named:
    first = 12 * start.year + start.month - 1
    begin = first - first % step or step  # there is no year 0
    for month in range(begin, 12 * end.year + end.month, step):
        local = datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 -- a local time
        yield local, f"{local.year}" if step % 12 == 0 else f"{local:%b} {local.year}"
