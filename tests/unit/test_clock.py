"""The playback clock and the speed: exact turns from story time to real time and back, and what is refused."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from replay.clock import Clock, Speed, instant_of, story_ns
from replay.errors import UsageError

SECOND = 10**9
CENTURY = 100 * 366 * 86400 * SECOND


@pytest.mark.parametrize(
    ("text", "factor"),
    [("60", Fraction(60)), ("0.5", Fraction(1, 2)), ("1/3", Fraction(1, 3)), ("1e-9", Fraction(1, 10**9)),
     ("1000000000", Fraction(10**9)), ("0.1", Fraction(1, 10)), ("max", None)],
)  # fmt: skip
def test_speed_text_is_read_exactly(text: str, factor: Fraction | None) -> None:
    """A speed is the very number that was written, not the float nearest to it."""
    assert Speed.parse(text).factor == factor


@pytest.mark.parametrize(
    ("text", "rendered"),
    [("60", "60"), ("60.0", "60"), ("0.50", "0.5"), ("2/4", "0.5"), ("1/3", "1/3"), ("1/8", "0.125"), ("7/6", "7/6"),
     ("1e-9", "0.000000001"), ("1e9", "1000000000"), ("max", "max")],
)  # fmt: skip
def test_speed_is_told_as_a_decimal_where_it_has_an_end(text: str, rendered: str) -> None:
    """What has a finite decimal is told as one, in its shortest form; the rest stays a fraction."""
    assert str(Speed.parse(text)) == rendered


@pytest.mark.parametrize("text", ["0", "-1", "-0.0", "1e10", "1e-10", "1000000001", "0/5", "-1/3"])
def test_speed_out_of_range_is_refused(text: str) -> None:
    """Zero, what is below it, and what no clock could keep are told as out of range, with what may be said instead."""
    with pytest.raises(UsageError, match=r"^speed '.*' is out of range: it must be above zero"):
        Speed.parse(text)


@pytest.mark.parametrize("text", ["", "fast", "MAX", "nan", "inf", "-inf", "1/0", "60x", "1,5", "1 / 3 / 5", "0x10"])
def test_speed_that_is_no_number_is_refused(text: str) -> None:
    """Whatever is no number is told as that, with an example."""
    with pytest.raises(UsageError, match=r"^speed '.*' is not a number; give one such as 60 or 0.5, or max$"):
        Speed.parse(text)


def test_speed_refusal_ends_a_verb_as_a_usage_error() -> None:
    """A refused speed is the command line's fault: exit code 2."""
    assert UsageError.exit_code == 2


@pytest.mark.parametrize(("text", "real"), [("1", CENTURY), ("1/3", 3 * CENTURY), ("60", CENTURY // 60)])
def test_clock_over_a_century_is_exact_to_the_nanosecond(text: str, real: int) -> None:
    """No float is in between: a hundred years come out even where 53 bits would be out by half a microsecond."""
    clock = Clock(Speed.parse(text), story=7, now=11)
    assert clock.due_at(7 + CENTURY) == 11 + real
    assert clock.story_at(11 + real) == 7 + CENTURY


def test_clock_deadline_between_two_nanoseconds_is_the_later() -> None:
    """A deadline is rounded up, so that the story has got there: at speed 3 the first nanosecond is due after one."""
    clock = Clock(Speed.parse("3"), story=0, now=0)
    assert [clock.due_at(story) for story in (-3, -1, 0, 1, 3, 4)] == [-1, 0, 0, 1, 1, 2]


def test_clock_story_between_two_nanoseconds_is_the_earlier() -> None:
    """Story time is rounded down: it is never told before it is reached."""
    clock = Clock(Speed.parse("1/3"), story=0, now=0)
    assert [clock.story_at(now) for now in (-1, 0, 1, 2, 3, 5, 6)] == [-1, 0, 0, 0, 1, 1, 2]


def test_clock_after_a_jump_runs_on_from_there() -> None:
    """A jump changes which story time it is, and not how fast it goes."""
    clock = Clock(Speed.parse("60"), story=0, now=0)
    clock.jump(1000 * SECOND, now=5 * SECOND)
    assert clock.story_at(6 * SECOND) == 1060 * SECOND
    assert clock.due_at(1060 * SECOND) == 6 * SECOND


def test_clock_at_speed_max_stands_until_it_jumps() -> None:
    """At speed max everything is due at once, and story time is where the last jump put it."""
    clock = Clock(Speed.parse("max"), story=3, now=50)
    assert (clock.story_at(10**18), clock.due_at(10**18)) == (3, 50)
    clock.jump(9, now=60)
    assert (clock.story_at(10**18), clock.due_at(0)) == (9, 60)


@pytest.mark.parametrize(
    "instant",
    [datetime(1970, 1, 1, tzinfo=UTC), datetime(2020, 3, 5, 11, 23, 0, 1, tzinfo=UTC),
     datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)],
)  # fmt: skip
def test_instant_as_nanoseconds_comes_back(instant: datetime) -> None:
    """Any instant that datetime can hold survives, to the microsecond."""
    assert instant_of(story_ns(instant)) == instant


def test_instant_of_another_zone_is_the_same_nanosecond() -> None:
    """Story time does not depend on the zone that an instant is written in."""
    moscow = datetime(2020, 3, 5, 14, 6, tzinfo=timezone(timedelta(hours=3)))
    assert story_ns(moscow) == story_ns(datetime(2020, 3, 5, 11, 6, tzinfo=UTC)) == 1_583_406_360 * SECOND


def test_instant_of_a_part_of_a_microsecond_is_rounded_down() -> None:
    """The story is never told to be further than it is, before 1970 neither."""
    assert instant_of(1_999) == datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
    assert instant_of(-1) == datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)
