"""Laws of reading date and time: what others write comes back, and where feedparser can know, it agrees."""

from calendar import timegm
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from zoneinfo import ZoneInfo, available_timezones

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.formats.parts.instants import read_instant
from replay.text import printable
from replay.zones import oddity_of

OFFSETS = st.integers(-(24 * 60 - 1), 24 * 60 - 1).map(lambda minutes: timezone(timedelta(minutes=minutes)))
FINE_OFFSETS = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(timezone)
LOCAL = st.datetimes(datetime(2, 1, 1), datetime(9999, 12, 30))  # noqa: DTZ001 -- naive on purpose
ZONES = st.sampled_from(sorted(name for name in available_timezones() if "/" in name)).map(ZoneInfo)


@given(LOCAL, OFFSETS | FINE_OFFSETS, st.sampled_from("T t"))
def test_instant_of_isoformat_is_the_instant(local: datetime, offset: timezone, separator: str) -> None:
    """Whatever Python writes of an aware datetime is read back to the microsecond."""
    moment = local.replace(tzinfo=offset)
    instant = read_instant(moment.isoformat(separator), None).instant
    assert (instant, instant.tzinfo) == (moment, UTC)


@given(LOCAL, OFFSETS)
def test_instant_of_a_mail_date_is_the_instant(local: datetime, offset: timezone) -> None:
    """Whatever Python writes as the date of a mail is read back to the second."""
    moment = local.replace(tzinfo=offset, microsecond=0)
    assert read_instant(format_datetime(moment), None).instant == moment


@given(LOCAL, ZONES)
def test_instant_of_a_zones_own_time_comes_back(local: datetime, zone: ZoneInfo) -> None:
    """A time that the zone's clocks show once is read in that zone as the instant that shows it."""
    moment = local.replace(tzinfo=zone)
    reading = read_instant(local.isoformat(), zone)
    assert reading.oddity == oddity_of(local, zone)
    assert reading.instant == moment.astimezone(UTC)


@given(st.text("0123456789-+:.,TZtz ()JanFebMarEST\u0663", max_size=40) | st.text(max_size=20))
def test_instant_of_any_text_is_utc_or_a_value_error_of_one_line(text: str) -> None:
    """Nothing else is raised, and the message is one clause that a terminal can show."""
    try:
        told = read_instant(text, None).instant.isoformat()
    except ValueError as error:
        told = str(error)
    assert told == printable(told)


def read_by_feedparser(date: str) -> datetime:
    """Return what feedparser takes *date* for, in a feed."""
    feed = f"<rss version='2.0'><channel><item><pubDate>{date}</pubDate></item></channel></rss>"
    return datetime.fromtimestamp(timegm(feedparser.parse(feed).entries[0].published_parsed), UTC)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), OFFSETS, st.booleans())  # noqa: DTZ001 -- naive on purpose
def test_instant_with_an_offset_is_what_feedparser_reads(local: datetime, offset: timezone, mail: bool) -> None:  # noqa: FBT001 -- drawn
    """Where the date says its offset, both read the same second."""
    moment = local.replace(tzinfo=offset, microsecond=0)
    written = format_datetime(moment) if mail else moment.isoformat()
    assert read_instant(written, None).instant == read_by_feedparser(written)


@pytest.mark.parametrize("abbreviation", ["BST", "IST", "MSK", "CEST"])
def test_instant_with_an_abbreviation_is_refused_where_feedparser_takes_it_for_utc(abbreviation: str) -> None:
    """Feedparser does not know the abbreviation and says UTC, hours off; here the zone has to be named."""
    date = f"Mon, 06 Jul 2020 10:21:00 {abbreviation}"
    assert read_by_feedparser(date) == datetime(2020, 7, 6, 10, 21, tzinfo=UTC)
    with pytest.raises(ValueError, match="is an abbreviation"):
        read_instant(date, None)


@given(st.datetimes(), st.integers(0, 6))
def test_usual_form_reads_as_any_other(time: datetime, digits: int) -> None:
    """It goes another way, which is faster, and says the same."""
    fraction = f".{time:%f}"[: digits + 1] if digits else ""
    text = f"{time.year:04}-{time:%m-%dT%H:%M:%S}{fraction}Z"
    assert read_instant(text, None) == read_instant(text.lower(), None)
