"""Laws of the live-blog reader: it reads back what was rendered, and refuses in one way what it cannot read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from replay.errors import StreamError
from replay.formats import open_stream, parse_stream
from replay.formats.file.source import Source
from replay.formats.writing import iter_lines
from replay.model import Stream
from replay.text import printable

_ZONE = ZoneInfo("Asia/Tokyo")  # no summer time: every local time there is one instant
_LETTERS = st.characters(codec="utf-8", categories=("L", "N"), include_characters=" ,:'\u201c\u201d\u2013")
_STARTED = st.text(_LETTERS, max_size=30).map(lambda text: f"H{text.strip()}")
_HEADLINE = _STARTED.map(lambda text: f"{text}x")
_SENTENCE = _STARTED.map(lambda text: f"{text}.")


@dataclass(frozen=True)
class Told:
    """An update that is rendered: its local time, None where it has none, and its text."""

    at: datetime | None
    headline: str
    paragraphs: tuple[str, ...]


@st.composite
def days(draw: st.DrawFn) -> list[Told]:
    """Draw updates, oldest first, steps under 12 h: then the clock alone says which day it is."""
    at = datetime.combine(
        draw(st.dates(date(1990, 1, 1), date(2090, 1, 1))), draw(st.times()).replace(second=0, microsecond=0)
    )
    steps = draw(st.lists(st.integers(0, 12 * 60 - 1), min_size=1, max_size=12))
    told = []
    for step in steps:
        told.append(Told(at, draw(_HEADLINE), tuple(draw(st.lists(_SENTENCE, max_size=3)))))
        at += timedelta(minutes=step)
    return told


def render(told: list[Told], title: str, newest: str, lead: list[str]) -> str:
    """Return the live blog that says *told*, newest first, with a lead and an untimed headline above it."""
    assert told[0].at
    lines = [f" date {told[0].at:%Y-%m-%d} {title}", *lead, *([newest] if newest else [])]
    for update in reversed(told):
        lines += ["-", f"{update.at:%H:%M}", update.headline, *update.paragraphs]
    return "\n".join(lines)


def read(data: bytes, zone: ZoneInfo = _ZONE) -> Stream:
    """Return the stream that *data* is."""
    return parse_stream(Source.of_bytes("day.txt", data, zone))


def stream_or_message(opened: Callable[[], Stream]) -> Stream | str:
    """Return what is opened, or the message with which it is refused; any other error passes."""
    try:
        return opened()
    except StreamError as error:
        return str(error)


@given(days(), _HEADLINE, st.none() | _HEADLINE, st.lists(_SENTENCE, max_size=3), st.sampled_from(["\n", "\r\n", "\r"]))
def test_parse_reads_back_what_was_rendered(
    told: list[Told], title: str, newest: str | None, lead: list[str], line_end: str
) -> None:
    """Any day, over any number of midnights, comes back update by update, also when it was written as our own lines."""
    stream = read(render(told, title, newest or "", lead).replace("\n", line_end).encode())
    end = told[-1].at
    assert end
    expected = list(told)
    if newest:
        end += timedelta(minutes=1)
        expected.append(Told(end, newest, ()))
    if lead:
        expected.append(Told(end + timedelta(minutes=1), title, tuple(lead)))
    found = [
        Told(u.time.astimezone(_ZONE).replace(tzinfo=None), u.headline, tuple(u.body.split("\n\n")) if u.body else ())
        for u in stream.updates
    ]
    assert found == expected
    assert stream.title == title
    again = parse_stream(Source.of_bytes("day.jsonl", b"".join(iter_lines(stream))))
    assert (list(again.updates), again.timezone) == (list(stream.updates), stream.timezone)


@given(st.lists(st.times(), min_size=1, max_size=12), st.sampled_from(["UTC", "Europe/London", "Australia/Lord_Howe"]))
def test_release_order_is_gapless_sorted_and_complete(clocks: list[time], zone: str) -> None:
    """Whatever the clock times are, seq runs from 1, times never fall, ids are unique, and no update is lost."""
    blocks = "".join(f"-\n{clock:%H:%M}\nUpdate {place}\n" for place, clock in enumerate(clocks))
    stream = read(f" date 2020-03-29 Day\n{blocks}".encode(), ZoneInfo(zone))
    updates = stream.updates
    assert [update.seq for update in updates] == list(range(1, len(clocks) + 1))
    assert [update.time for update in updates] == sorted(update.time for update in updates)
    assert len({update.id for update in updates}) == len(clocks)
    assert {update.headline for update in updates} == {f"Update {place}" for place in range(len(clocks))}
    assert all(update.time.tzinfo is UTC for update in updates)


_LINES = st.sampled_from(
    ["-", "10:00", "23:59", "0:05", "25:10", "A headline", "A sentence.", "— RT (@RT_com) March 5, 2020", "*note", ""]
)  # fmt: skip
_SOUND = st.sampled_from([" date 2020-03-05 Day", "-\n10:00\nA headline", "-\n0:05\nA\x1b[1m headline\nA sentence."])
_HEADS = _SOUND | st.sampled_from([" date 2020-02-30 Day", " date 9999-12-31 Day", "date", "\ufeff"])
_PARTS = _SOUND | _LINES | st.text(max_size=10)
_TANGLED = st.builds(lambda head, parts: "\n".join([head, *parts]), _HEADS, st.lists(_PARTS, max_size=8))


@given(st.one_of(_TANGLED, st.text()).map(str.encode) | st.binary(), st.sampled_from(["UTC", "America/New_York"]))
@example(b" date 0001-01-01 Day\n-\n00:00\nA", "Asia/Tokyo")
@example(b" date 2020-03-05 Day\n-\n10:00\nA headline\nAnother", "UTC")
def test_anything_is_updates_or_an_error(data: bytes, zone: str) -> None:
    """No bytes whatever do anything but give updates or a `StreamError` that no terminal obeys."""
    outcome = stream_or_message(lambda: read(data, ZoneInfo(zone)))
    if isinstance(outcome, str):
        assert outcome == printable(outcome)
    else:
        assert outcome.updates
        assert all(update.headline and "\n" not in update.headline for update in outcome.updates)


@given(st.text(max_size=20))
def test_any_name_is_a_stream_or_an_error(name: str) -> None:
    """Whatever stands for STREAM, what comes is a stream or a `StreamError` that no terminal obeys."""
    outcome = stream_or_message(lambda: open_stream(name))
    assert outcome == printable(outcome) if isinstance(outcome, str) else outcome.updates
