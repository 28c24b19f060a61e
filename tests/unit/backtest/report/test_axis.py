"""Story time from left to right."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from replay.backtest.report.axis import Axis, ms_of

NEW_YORK, MOSCOW = ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")
DAY = datetime(2020, 3, 5, tzinfo=UTC)


def axis(start: datetime, span: timedelta, zone: ZoneInfo = MOSCOW) -> Axis:
    """Return the axis of a span."""
    return Axis(ms_of(start), ms_of(start + span), zone)


@pytest.mark.parametrize(
    ("span", "names"),
    [
        (timedelta(seconds=30), ["03:00:00", "03:00:05", "03:00:10"]),
        (timedelta(hours=7), ["03:00", "04:00", "05:00"]),
        (timedelta(hours=30), ["06:00", "12:00", "18:00", "6 Mar"]),
        (timedelta(days=7), ["6 Mar", "7 Mar", "8 Mar"]),
        (timedelta(days=200), ["Apr 2020", "May 2020", "Jun 2020"]),
        (timedelta(days=2900), ["2021", "2022", "2023"]),
        (timedelta(days=365_000), ["2200", "2400", "2600"]),
    ],
)
def test_ticks_are_few_and_round_in_the_storys_zone(span: timedelta, names: list[str]) -> None:
    """Eight at most, named no longer than it takes."""
    ticks = list(axis(DAY, span).ticks())
    assert [tick.text for tick in ticks][: len(names)] == names
    assert len(ticks) <= 9
    assert [tick.percent for tick in ticks] == sorted({tick.percent for tick in ticks})


def test_ticks_where_clocks_go_forward_and_back_stay_in_order() -> None:
    """An hour that the clock skips has no tick of its own, one that it shows twice has one."""
    forward = axis(datetime(2020, 3, 8, 5, tzinfo=UTC), timedelta(hours=6), NEW_YORK)
    assert [tick.text for tick in forward.ticks()] == ["8 Mar", "01:00", "02:00", "04:00", "05:00", "06:00", "07:00"]
    back = axis(datetime(2020, 11, 1, 4, tzinfo=UTC), timedelta(hours=6), NEW_YORK)
    assert [(tick.text, tick.percent) for tick in back.ticks()][:3] == [("1 Nov", 0), ("01:00", 16.67), ("02:00", 50)]


def test_edges_of_the_calendar_have_an_axis() -> None:
    """Where the zone's clock leaves it, UTC is shown."""
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    whole = Axis(ms_of(first), ms_of(last), NEW_YORK)
    assert [tick.text for tick in whole.ticks()] == ["2000", "4000", "6000", "8000"]
    assert whole.moment(ms_of(last)) == "31 Dec 9999 18:59"


@pytest.mark.parametrize(
    ("span", "moment", "between"),
    [
        (timedelta(minutes=30), "03:00:00", "Thursday, 5 March 2020, 03:00 to 03:30"),
        (timedelta(hours=5), "03:00", "Thursday, 5 March 2020, 03:00 to 08:00"),
        (timedelta(days=5), "5 Mar 03:00", "5 March 2020, 03:00 to 10 March 2020, 03:00"),
        (timedelta(days=500), "5 Mar 2020 03:00", "5 March 2020, 03:00 to 18 July 2021, 03:00"),
    ],
)
def test_moment_says_no_more_of_the_date_than_differs(span: timedelta, moment: str, between: str) -> None:
    """In the zone of the story."""
    one = axis(DAY, span)
    assert one.moment(ms_of(DAY)) == moment
    assert one.between(ms_of(DAY), ms_of(DAY + span)) == between


def test_percent_is_held_within_the_edges() -> None:
    """What lies outside stands at an edge."""
    one = axis(DAY, timedelta(hours=3))
    assert [one.percent(ms_of(DAY + timedelta(hours=hour))) for hour in (-1, 0, 1, 3, 4)] == [0, 0, 33.33, 100, 100]
