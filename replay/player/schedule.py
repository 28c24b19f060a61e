"""Wall-clock starts: wait for an instant of the calendar. APScheduler lives here alone."""

import asyncio
from datetime import datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger


async def wait_for_start(at: datetime) -> None:
    """Return when the wall clock reaches *at*, also if that is missed by any amount (a suspended laptop).

    Args:
        at: Aware.
    """
    started = asyncio.Event()
    scheduler = AsyncIOScheduler(timezone=at.tzinfo)
    # Without a grace time APScheduler drops a job that is more than one second late.
    scheduler.add_job(_set, DateTrigger(run_date=at), args=[started], misfire_grace_time=None)
    scheduler.start()
    try:
        await started.wait()
    finally:
        scheduler.shutdown(wait=False)


async def _set(event: asyncio.Event) -> None:
    event.set()
