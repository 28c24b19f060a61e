"""Story time from left to right."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from replay.backtest.report.axis import Axis, ms_of

NEW_YORK, MOSCOW = ZoneInfo("America/New_York"), ZoneInfo("Europe/Moscow")
DAY = datetime(2020, 3, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def axis(start: datetime, span: timedelta, zone: ZoneInfo = MOSCOW) -> Axis:
    """Return the axis of a span."""
    return Axis([(ms_of(start), ms_of(start + span))], zone)


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
    whole = Axis([(ms_of(first), ms_of(last))], NEW_YORK)
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


def broken() -> Axis:
    """Return the axis of three hours, of a day 50 years later, and of two days in the year after."""
    starts = [DAY, DAY + timedelta(days=18262), DAY + timedelta(days=18500)]
    ends = [start + span for start, span in zip(starts, (3 * HOUR, 24 * HOUR, 48 * HOUR), strict=True)]
    return Axis([(ms_of(start), ms_of(end)) for start, end in zip(starts, ends, strict=True)], MOSCOW)


def test_what_is_left_out_is_a_break_that_says_how_long_it_is() -> None:
    """It has a width of its own, and the shortest stretch enough of the rest."""
    one = broken()
    assert [(each.text, each.width_percent) for each in one.breaks()] == [("50 years", 6), ("8 months", 6)]
    assert [each.text for each in one.beginnings()] == ["5 Mar 2020", "5 Mar 2070", "29 Oct 2070"]
    edges = [edge for each in one.breaks() for edge in (each.percent, each.percent + each.width_percent)]
    assert edges[0] > 10
    assert [each.percent for each in one.beginnings()] == [0, pytest.approx(edges[1]), pytest.approx(edges[3])]


def test_axis_with_breaks_never_goes_back() -> None:
    """Instants in a break stand there, in order, and ticks in the stretches alone."""
    one = broken()
    places = [one.percent(ms_of(DAY + timedelta(days=days))) for days in range(-10, 18600)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 100)
    ticks = [tick.percent for tick in one.ticks()]
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 12
    bands = [(each.percent, each.percent + each.width_percent) for each in one.breaks()]
    assert not [tick for tick in ticks for left, right in bands if left < tick < right]


@pytest.mark.parametrize(
    ("hours", "told"), [(1, "1 hour"), (40, "40 hours"), (48, "2 days"), (1440, "60 days"), (1500, "2 months")]
)
def test_break_is_told_in_the_unit_of_which_there_are_two(hours: int, told: str) -> None:
    """So that it is not rounded by half."""
    start, end = ms_of(DAY), ms_of(DAY + HOUR)
    (only,) = Axis([(start, end), (end + hours * 3_600_000, end + (hours + 1) * 3_600_000)], MOSCOW).breaks()
    assert only.text == told


def test_percent_is_held_within_the_edges() -> None:
    """What lies outside stands at an edge."""
    one = axis(DAY, timedelta(hours=3))
    assert [one.percent(ms_of(DAY + timedelta(hours=hour))) for hour in (-1, 0, 1, 3, 4)] == [0, 0, 33.33, 100, 100]
