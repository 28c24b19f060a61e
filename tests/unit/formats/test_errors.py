"""What cannot be read is refused in one line that says where, what, and what to do."""

from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats import recording as limits
from replay.formats.file.sidecar import Sidecar
from replay.formats.file.source import Source

DAY = " date 2020-03-05 Day\n"
UNKNOWN = (
    "is in no format that replay knows; it knows: replay JSON lines, RSS or Atom, live blog page, Guardian API,"
    " JSON lines, JSON, live blog, CSV; a table without its ending takes --set format=csv"
)
TIMELESS = "no update has a time; each begins with a line '-' and a line HH:MM"
UNDATED = "a live blog begins with its date; write: date YYYY-MM-DD TITLE"
WRITE_TIME = "write HH:MM on a line of its own above it"
SAVE = "save the file as UTF-8 text"


def complaint(data: str | bytes, *, zone: str = "UTC", lead_lines: int | None = None) -> str:
    """Return the message with which *data* is refused."""
    raw = data.encode() if isinstance(data, str) else data
    with pytest.raises(StreamError) as caught:
        parse_stream(Source.of_bytes("day.txt", raw, ZoneInfo(zone), Sidecar(lead_lines=lead_lines)))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "day.txt: is empty"),
        ("\ufeff \r\n\t\n", "day.txt: is empty"),
        ("\u00a0", f"day.txt: {UNKNOWN}"),
        ("hello", f"day.txt: {UNKNOWN}"),
        ("date,headline\n2020-03-05,Talks\n", f"day.txt: {UNKNOWN}"),
        (DAY, f"day.txt: {TIMELESS}"),
        (DAY + "Lead.\nHeadline\n", f"day.txt: {TIMELESS}"),
        (DAY + "-\n25:10\nA", "day.txt:3: '25:10' is not a time of day; write 00:00 to 23:59"),
        (DAY + "-\n10:60\nA", "day.txt:3: '10:60' is not a time of day; write 00:00 to 23:59"),
        (DAY + "-\n10:00\nA\n-\nB\n", f"day.txt:6: a block begins with its time, not with 'B'; {WRITE_TIME}"),
        (DAY + "-\n10:00 Live\nA", f"day.txt:3: a block begins with its time, not with '10:00 Live'; {WRITE_TIME}"),
        (DAY + "-\nA\x1b[2J", f"day.txt:3: a block begins with its time, not with 'A\\x1b[2J'; {WRITE_TIME}"),
        (DAY + "-\n10:00\n-\n09:00\nA", "day.txt:3: the update at 10:00 has no text"),
        (DAY + "-\n10:00\nA\n09:00\nB", "day.txt:5: a second time in the update at 10:00; put a line '-' above it"),
        ("Title\n-\n10:00\nA", f"day.txt:1: {UNDATED}"),
        (" date 5 March 2020 Day\n-\n10:00\nA", f"day.txt:1: {UNDATED}"),
        ("\n date 2020-02-30 Day\n-\n10:00\nA", "day.txt:2: there is no day 2020-02-30; write: date YYYY-MM-DD TITLE"),
        (" date 9999-12-31 Day\n-\n00:00\nB\n-\n23:00\nA", "day.txt:1: the days leave the calendar"),
        (" date 9999-12-31 Day\nUntimed\n-\n23:59\nA", "day.txt:1: the days leave the calendar"),
    ],
)  # fmt: skip
def test_unusable_text_is_told_with_its_line(text: str, message: str) -> None:
    """Each way of being wrong has its own message, with the line where there is one."""
    assert complaint(text) == message


def test_first_day_of_the_calendar_east_of_greenwich_is_told() -> None:
    """A local time whose instant lies before the year 1 is refused, not a crash."""
    text = " date 0001-01-01 Day\n-\n00:00\nA"
    assert complaint(text, zone="Asia/Tokyo") == "day.txt:1: the days leave the calendar"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b" date 2020-03-05 D\n-\n10:00\nCaf\xe9\n", f"day.txt:4: byte 31 is 0xe9, which is not UTF-8; {SAVE}"),
        (b"\xef\xbb\xbf date 2020-03-05 D\r\n\xff", f"day.txt:2: byte 24 is 0xff, which is not UTF-8; {SAVE}"),
        (b"one\rtwo\xff", f"day.txt:2: byte 8 is 0xff, which is not UTF-8; {SAVE}"),
        (b" date 2020-03-05 D\n-\n10:00\nA\0B", f"day.txt:4: byte 29 is a NUL, so it is not a text; {SAVE}"),
        (" date 2020-03-05 D".encode("utf-16"), f"day.txt:1: byte 4 is a NUL, so it is not a text; {SAVE}"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_text_are_told_with_line_and_byte(data: bytes, message: str) -> None:
    """What is not UTF-8, or binary, is told with the first wrong byte, counted from 1."""
    assert complaint(data) == message


def test_update_over_64_kib_is_told_with_its_line() -> None:
    """The limit is on the bytes of headline and body together: one more is refused, the limit itself is not."""
    head = f"{DAY}-\n10:00\nÄ\n"
    fits = head + "x" * (limits.MAX_TEXT_BYTES - 2)
    stream = parse_stream(Source.of_bytes("day.txt", fits.encode(), ZoneInfo("UTC")))
    assert len(stream.updates[0].body) == limits.MAX_TEXT_BYTES - 2
    message = "day.txt:4: the update's text has 65537 bytes, over 64 KiB; split it into several updates"
    assert complaint(fits + "x") == message


def test_lead_lines_beyond_the_lead_are_told() -> None:
    """A sidecar that promises more lines than there are is wrong."""
    text = f"{DAY}Lead.\n-\n10:00\nA"
    message = "day.txt: lead_lines is 2, but between the date and the first '-' there are 1; correct the sidecar"
    assert complaint(text, lead_lines=2) == message


def test_path_with_control_characters_is_escaped() -> None:
    """A file's name cannot break the one line of its message."""
    with pytest.raises(StreamError, match=r"^a\\nb\.txt: is empty$"):
        parse_stream(Source.of_bytes("a\nb.txt", b"", ZoneInfo("UTC")))
