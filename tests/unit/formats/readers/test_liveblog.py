"""The live-blog layout: what becomes an update, which text is where, and in which order."""

from zoneinfo import ZoneInfo

import pytest

from replay.formats import parse_stream
from replay.formats.file.sidecar import Sidecar
from replay.formats.file.source import Source
from replay.model import Stream
from tests.unit.formats.conftest import open_text

TWICE = "A time comes twice in Europe/London, and is taken as the earlier"


def read(text: str | bytes, *, zone: str = "UTC", lead_lines: int | None = None) -> Stream:
    """Return the stream that *text* is."""
    data = text.encode() if isinstance(text, str) else text
    return parse_stream(Source.of_bytes("day.txt", data, ZoneInfo(zone), Sidecar(lead_lines=lead_lines)))


def times(stream: Stream) -> list[str]:
    """Return the story times of a stream, UTC."""
    return [f"{update.time:%m-%d %H:%M}" for update in stream.updates]


def headlines(stream: Stream) -> list[str]:
    """Return the headlines of a stream, in release order."""
    return [update.headline for update in stream.updates]


def block(*lines: str) -> str:
    """Return a day with one update at 10:00 that has *lines*."""
    return "\n".join([" date 2020-03-05 Day", "-", "10:00", *lines])


def head(*lines: str) -> str:
    """Return a day with one update at 10:00 and *lines* above it."""
    return "\n".join([" date 2020-03-05 Day", *lines, "-", "10:00", "Timed"])


def test_day_newest_first_is_released_oldest_first() -> None:
    """The bottom of the file is update 1, and the title is the first line's."""
    stream = read(" date 2020-03-05 A day\n-\n10:30\nLater\n-\n10:20\nEarlier\n")
    assert headlines(stream) == ["Earlier", "Later"]
    assert times(stream) == ["03-05 10:20", "03-05 10:30"]
    assert [update.seq for update in stream.updates] == [1, 2]
    assert (stream.title, stream.name, stream.inferred) == ("A day", "day", ())


def test_same_minute_keeps_the_order_from_the_bottom_up() -> None:
    """Of two updates in a minute the lower one is the first, and the ids count them."""
    stream = read(" date 2020-03-05 Day\n-\n10:20\nB\n-\n10:20\nA\n-\n10:20\nC\n")
    assert headlines(stream) == ["C", "A", "B"]
    assert [update.id for update in stream.updates] == ["1020-1", "1020-2", "1020-3"]


def test_same_clock_time_on_two_days_gets_different_ids() -> None:
    """An id is unique in the stream: the second day's 10:20 goes on counting."""
    stream = read(" date 2020-03-05 Day\n-\n10:20\nC\n-\n00:05\nB\n-\n23:50\nA2\n-\n10:20\nA\n")
    assert [update.id for update in stream.updates] == ["1020-1", "2350-1", "0005-1", "1020-2"]


def test_midnight_rolls_the_date_and_is_reported() -> None:
    """A step back of more than 12 h is the next day."""
    stream = read(" date 2020-02-29 Day\n-\n00:05\nB\n-\n23:58\nA\n")
    assert times(stream) == ["02-29 23:58", "03-01 00:05"]
    assert stream.inferred == ("The date rolls over at midnight: 2020-03-01 00:05 on line 3.",)


def test_small_step_back_is_sorted_and_reported() -> None:
    """An update that is out of order stays on its day, is played at its time, and is told of."""
    stream = read(" date 2020-03-05 Day\n-\n10:30\nC\n-\n10:10\nB\n-\n10:20\nA\n")
    assert headlines(stream) == ["B", "A", "C"]
    assert [update.seq for update in stream.updates] == [1, 2, 3]
    assert stream.inferred == ("Out of order, and sorted by time: 1, first on line 7.",)


def test_step_back_of_exactly_twelve_hours_is_out_of_order() -> None:
    """Only more than 12 h rolls the date."""
    assert times(read(" date 2020-03-05 Day\n-\n01:00\nB\n-\n13:00\nA\n")) == ["03-05 01:00", "03-05 13:00"]
    assert times(read(" date 2020-03-05 Day\n-\n00:59\nB\n-\n13:00\nA\n")) == ["03-05 13:00", "03-06 00:59"]


def test_many_steps_back_are_one_sentence() -> None:
    """What was assumed is counted, with the first place named, however often it was."""
    stream = read(" date 2020-03-05 Day\n-\n10:08\nC\n-\n10:09\nB\n-\n10:10\nA\n")
    assert stream.inferred == ("Out of order, and sorted by time: 2, first on line 7.",)


def test_local_times_are_in_the_zone_and_ids_keep_the_clock() -> None:
    """17:23 in Moscow is 14:23 UTC, and its id still says 1723."""
    stream = read(" date 2020-03-05 Day\n-\n17:23\nA\n", zone="Europe/Moscow")
    assert times(stream) == ["03-05 14:23"]
    assert stream.updates[0].id == "1723-1"
    assert stream.timezone == "Europe/Moscow"


@pytest.mark.parametrize(
    ("day", "utc", "note"),
    [
        ("2020-03-29", "03-29 01:30", "A time does not exist in Europe/London: 2020-03-29 01:30 on line 3."),
        ("2020-10-25", "10-25 00:30", f"{TWICE}: 2020-10-25 01:30 on line 3."),
    ],
)  # fmt: skip
def test_time_at_a_clock_change_is_taken_as_if_not_yet_changed(day: str, utc: str, note: str) -> None:
    """Both kinds of doubtful local time are taken with fold 0, and are told of."""
    stream = read(f" date {day} Day\n-\n01:30\nA\n", zone="Europe/London")
    assert times(stream) == [utc]
    assert stream.inferred == (note,)


def test_first_line_is_headline_and_further_ones_lead_the_body() -> None:
    """No word is lost, and each line is a paragraph of its own, so that no phrase is found across two."""
    update = read(block("Headline", "Second headline", "A paragraph.", "Another one.")).updates[0]
    assert update.headline == "Headline"
    assert update.body == "Second headline\n\nA paragraph.\n\nAnother one."


def test_repeated_headlines_collapse() -> None:
    """A headline line that repeats one above it says nothing new."""
    update = read(block("Twice", "Twice", "Other", "Twice", "Other", "Text.", "Text.")).updates[0]
    assert (update.headline, update.body) == ("Twice", "Other\n\nText.\n\nText.")


def test_repeated_headline_that_ends_like_a_sentence_collapses() -> None:
    """Punctuation does not make a repeated headline a paragraph."""
    update = read(block("“We agreed.”", "“We agreed.”", "They did.")).updates[0]
    assert (update.headline, update.body) == ("“We agreed.”", "They did.")


def test_tweet_author_stays_with_the_tweet() -> None:
    """The line that names a tweet's author is part of the tweet's paragraph, not one of its own."""
    update = read(block("Headline", "The #tweet", "— RT (@RT_com) March 5, 2020", "Text.")).updates[0]
    assert update.body == "The #tweet\n— RT (@RT_com) March 5, 2020\n\nText."
    assert update.author is None


def test_update_that_is_a_tweet_has_its_author() -> None:
    """A tweet alone is an update by its author; its author line stays readable."""
    update = read(block("The #tweet", "— RT (@RT_com) March 5, 2020")).updates[0]
    assert (update.headline, update.author) == ("The #tweet", "RT (@RT_com)")
    assert update.body == "— RT (@RT_com) March 5, 2020"


def test_quotation_with_a_dash_is_no_tweet() -> None:
    """A dash alone names no author: there must be a handle."""
    assert read(block("Quote", "— said Lavrov in Moscow (yesterday)")).updates[0].author is None


@pytest.mark.parametrize("last", ["Erdogan Invites Putin", "Talks End, Says “Source”", "At 5:40 p.m. Talks Go On"])
def test_last_line_above_without_sentence_end_is_the_newest_headline(last: str) -> None:
    """It is played one minute after the newest that has a time, the lead one minute after that."""
    stream = read(head("A lead. It has two sentences.", last))
    assert headlines(stream) == ["Timed", last, "Day"]
    assert times(stream) == ["03-05 10:00", "03-05 10:01", "03-05 10:02"]
    assert [update.time_inferred for update in stream.updates] == [False, True, True]
    assert [update.id for update in stream.updates] == ["1000-1", "1001-1", "1002-1"]
    assert stream.inferred == (
        "The newest headline (line 3) has no time: one minute after the newest that has, 10:01.",
        "The lead (line 2) has no time: one minute after everything else, 10:02.",
    )


@pytest.mark.parametrize(
    "last",
    [
        "It ends.", "Does it end?", "It ends!", "And so on…", "“It ends.”", "(It ends.)", "It ends.*", "他们同意。",
        "*Banned in Russia", "#Turkey and #Russia agree", "— RT (@RT_com) March 5, 2020",
    ],
)  # fmt: skip
def test_last_line_above_that_is_no_headline_belongs_to_the_lead(last: str) -> None:
    """A sentence, a footnote, a hashtag or a tweet's author is no headline."""
    stream = read(head("A lead.", last))
    assert headlines(stream) == ["Timed", "Day"]
    assert times(stream)[-1] == "03-05 10:01"
    assert stream.updates[-1].body.split() == f"A lead. {last}".split()


def test_lead_has_the_title_for_a_headline_and_every_line_in_its_body() -> None:
    """The title is not lost, and the lead's own lines are all paragraphs."""
    lead = read(head("First.", "A #tweet", "— RT (@RT_com) March 5, 2020", "Last.")).updates[-1]
    assert lead.headline == "Day"
    assert lead.body == "First.\n\nA #tweet\n— RT (@RT_com) March 5, 2020\n\nLast."


def test_lead_without_title_has_its_first_line_for_a_headline() -> None:
    """Nothing is made up where the first line has only the date, and the file's stem is the title."""
    stream = read(" date 2020-03-05\nFirst.\nLast.\n-\n10:00\nTimed\n")
    assert (stream.updates[-1].headline, stream.updates[-1].body) == ("First.", "Last.")
    assert stream.title == "day"


@pytest.mark.parametrize(
    ("lead_lines", "expected"),
    [
        (0, [("Timed", ""), ("One.", "Two\n\nThree")]),
        (1, [("Timed", ""), ("Two", "Three"), ("Day", "One.")]),
        (3, [("Timed", ""), ("Day", "One.\n\nTwo\n\nThree")]),
    ],
)
def test_lead_lines_of_the_sidecar_win(lead_lines: int, expected: list[tuple[str, str]]) -> None:
    """The sidecar says how many lines the lead has, whatever they look like."""
    stream = read(head("One.", "", "Two", "Three"), lead_lines=lead_lines)
    assert [(update.headline, update.body) for update in stream.updates] == expected


def test_untimed_updates_follow_the_newest_time_not_the_top_block() -> None:
    """An update out of order at the top does not pull what has no time into the story."""
    stream = read(" date 2020-03-05 Day\nUntimed\n-\n10:00\nB\n-\n11:00\nA\n")
    assert headlines(stream) == ["B", "A", "Untimed"]
    assert times(stream)[-1] == "03-05 11:01"


def test_file_that_begins_with_a_time_needs_no_separator_above_it() -> None:
    """Without a lead, the first time may follow the date."""
    assert headlines(read(" date 2020-03-05 Day\n10:00\nA\n")) == ["A"]


def test_empty_blocks_and_blank_lines_are_nothing() -> None:
    """A separator at the end, two in a row, and blank lines lose nothing and add nothing."""
    stream = read("\n\n date 2020-03-05 Day\n\n-\n-\n\n9:00 \n\n  A  \n\nB.\n-\n\n")
    assert [(update.headline, update.body, update.id) for update in stream.updates] == [("A", "B.", "0900-1")]


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_byte_order_mark_do_not_matter(line_end: str) -> None:
    """Windows and old Mac files, with a byte order mark, read as the plain one does."""
    plain = head("A lead.", "Newest")
    assert read(b"\xef\xbb\xbf" + plain.replace("\n", line_end).encode()).updates[:] == read(plain).updates[:]


@pytest.mark.parametrize(
    ("clock", "time"),
    [
        ("10am", "10:00"),
        ("12 p.m.", "12:00"),
        ("10h", "10:00"),
        ("9H", "09:00"),
        ("10:21Z", "10:21"),
        ("10h GMT", "10:00"),
    ],
)
def test_time_without_minutes_or_in_utc_is_read(clock: str, time: str) -> None:
    """As pages write it on the hour, and as programs write UTC."""
    stream = open_text("x.txt", f" date 2020-03-05 Day\n-\n{clock}\nA\n")
    assert f"{stream.updates[0].time:%H:%M}" == time
