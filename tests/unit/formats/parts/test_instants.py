"""Date and time as feeds and pages write them: what is read, and what is refused because it says too little."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from replay.formats.parts.instants import read_instant

LONDON = ZoneInfo("Europe/London")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2020-03-05T10:21:00+03:00", "2020-03-05T07:21:00"),
        ("2020-03-05T10:21:00Z", "2020-03-05T10:21:00"),
        ("2020-03-05t10:21z", "2020-03-05T10:21:00"),
        (" 2020-03-05  10:21:00 +0300\n", "2020-03-05T07:21:00"),
        ("2020-03-05 10:21:00 utc", "2020-03-05T10:21:00"),
        ("2020-03-05T10:21:00-00:00", "2020-03-05T10:21:00"),
        ("2020-03-05T10:21+03", "2020-03-05T07:21:00"),
        ("20200305T102100+0530", "2020-03-05T04:51:00"),
        ("20200305T1021Z", "2020-03-05T10:21:00"),
        ("2020-03-05T10:21:00.5Z", "2020-03-05T10:21:00.500000"),
        ("2020-03-05T10:21:00,123456999999Z", "2020-03-05T10:21:00.123456"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999"),
        ("1912-01-01T00:00:00+00:09:21", "1911-12-31T23:50:39"),
        ("Thu, 05 Mar 2020 10:21:00 +0300", "2020-03-05T07:21:00"),
        ("thu, 5 MAR 2020 10:21 GMT", "2020-03-05T10:21:00"),
        ("Fri, 05 Mar 2020 10:21:00 UT", "2020-03-05T10:21:00"),
        ("5 March 2020 1:02:03 -0000", "2020-03-05T01:02:03"),
        ("05 Sept 20 10:21 Z", "2020-09-05T10:21:00"),
        ("05 Mar 49 10:21 Z", "2049-03-05T10:21:00"),
        ("05 Mar 50 10:21 Z", "1950-03-05T10:21:00"),
        ("05 Mar 102 10:21 Z", "2002-03-05T10:21:00"),
        ("Thu, 05 Mar 2020 10:21:00 +0000 (UTC)", "2020-03-05T10:21:00"),
    ],
)
def test_instant_with_an_offset_needs_no_zone(text: str, iso: str) -> None:
    """ISO 8601, RFC 3339 and the dates of mail are read, whatever zone is named."""
    assert [read_instant(text, zone).instant.isoformat() for zone in (None, NEW_YORK)] == [f"{iso}+00:00"] * 2


@pytest.mark.parametrize(
    ("text", "utc", "oddity"),
    [
        ("2020-03-05 10:21", "05T15:21", None),
        ("Thu, 05 Mar 2020 10:21:00", "05T15:21", None),
        ("2020-03-08T02:30", "08T07:30", "skipped"),
        ("2020-03-08T02:30 EST", "08T07:30", "skipped"),
        ("2020-11-01T01:30", "01T05:30", "repeated"),
        ("2020-11-01T01:30 EDT", "01T05:30", None),
        ("2020-11-01T01:30 est", "01T06:30", None),
        ("5 Mar 2020 10:21 EST", "05T15:21", None),
    ],
)
def test_instant_without_an_offset_is_read_in_the_named_zone(text: str, utc: str, oddity: str | None) -> None:
    """The zone's clocks say the offset and what is odd; an abbreviation that fits says which of two is meant."""
    reading = read_instant(text, NEW_YORK)
    assert (f"{reading.instant:%dT%H:%M}", reading.oddity) == (utc, oddity)


WRITE = "write it as 2020-03-05T10:21:00+03:00"
AMERICAN = "name its time zone with --timezone: America/New_York, America/Jamaica"


@pytest.mark.parametrize(
    ("text", "zone", "message"),
    [
        ("2020-03-05", None, f"'2020-03-05' has no time of day; {WRITE}"),
        ("5 Mar 2020", LONDON, f"'5 Mar 2020' has no time of day; {WRITE}"),
        (
            "2020-03-05T10:21",
            None,
            "'2020-03-05 10:21:00' has no offset from UTC; write it, as +03:00",
        ),
        ("yesterday", None, f"'yesterday' is no date and time; {WRITE}"),
        ("", None, f"'' is no date and time; {WRITE}"),
        ("\x1b[2J", None, rf"'\x1b[2J' is no date and time; {WRITE}"),
        ("\u0662020-03-05T10:21Z", None, f"'\u0662020-03-05T10:21Z' is no date and time; {WRITE}"),
        ("2020-0305T10:21Z", None, f"'2020-0305T10:21Z' is no date and time; {WRITE}"),
        ("2020-02-30T10:21Z", None, f"'2020-02-30T10:21Z' does not exist: day is out of range for month; {WRITE}"),
        ("2020-03-05T24:00Z", None, f"'2020-03-05T24:00Z' does not exist: hour must be in 0..23; {WRITE}"),
        ("5 Brumaire 2020 10:21 Z", None, f"'Brumaire' is no English month; {WRITE}"),
        ("2020-03-05T10:21+24:00", None, f"'+24:00' is no offset from UTC; {WRITE}"),
        ("0001-01-01T00:00+01:00", None, f"'0001-01-01T00:00+01:00' lies outside the years 1 to 9999; {WRITE}"),
        ("9999-12-31T23:59", NEW_YORK, f"'9999-12-31T23:59' lies outside the years 1 to 9999; {WRITE}"),
        (
            "5 Mar 2020 10:21 EST",
            None,
            f"'EST' is an abbreviation, not a time zone; {AMERICAN}",
        ),
        (
            "5 Mar 2020 10:21 EST",
            LONDON,
            f"'EST' does not fit: Europe/London had GMT on 2020-03-05; {AMERICAN}",
        ),
        ("5 Mar 2020 10:21 BST", LONDON, f"'BST' does not fit: Europe/London had GMT on 2020-03-05; {WRITE}"),
        ("5 Mar 2020 10:21 A", None, f"'A' is an abbreviation, not a time zone; {WRITE}"),
    ],
)
def test_instant_that_says_too_little_is_refused_with_what_to_write(
    text: str, zone: ZoneInfo | None, message: str
) -> None:
    """Nothing is guessed: the message has what is wrong, and what to write or to name."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read_instant(text, zone)


@pytest.mark.parametrize(
    "text",
    [
        "Thu,05 Mar 2020 10:21:00 GMT",
        "Thursday, 05-Mar-20 10:21:00 GMT",
        "05-Mar-2020 10:21:00 +0000",
        "Thu Mar  5 10:21:00 2020",
        "Thu Mar 5 10:21:00 UTC 2020",
        "Thu Mar 05 13:21:00 +0300 2020",
    ],
)
def test_instant_as_programs_of_old_write_it_is_read(text: str) -> None:
    """Mail without a space, RFC 850, and asctime."""
    assert read_instant(text, ZoneInfo("UTC")).instant == datetime(2020, 3, 5, 10, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2020-02-30T10:00:00Z", "2020-03-05T24:00:00Z", "0000-03-05T10:00:00Z", "2020-13-05T10:00:00.5Z"]
)
def test_usual_form_of_no_time_is_told_as_any_other(text: str) -> None:
    """What does not exist, with what to write."""
    with pytest.raises(ValueError, match=r"does not exist: .*; write it as") as caught:
        read_instant(text, None)
    with pytest.raises(ValueError, match=re.escape(str(caught.value).removeprefix(f"'{text}'"))):
        read_instant(text.lower(), None)
