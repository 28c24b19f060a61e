"""Laws of the playback clock: deadlines are met exactly, in order, at any speed and over any number of jumps."""

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from replay.clock import Clock, Speed
from replay.errors import UsageError

_SLOWEST, _FASTEST = Fraction(1, 10**9), Fraction(10**9)
_NS = st.integers(-(2**70), 2**70)  # eighteen thousand years either way
_FACTORS = (
    st.sampled_from([Fraction(1, 3), Fraction(7, 6), Fraction(60), _SLOWEST, _FASTEST])
    | st.fractions(_SLOWEST, _FASTEST, max_denominator=10**9)
    | st.fractions(_SLOWEST, _FASTEST)
)


@given(_FACTORS, _NS, _NS, _NS)
def test_deadline_is_the_first_nanosecond_at_which_the_story_is_there(
    factor: Fraction, snapshot: int, now: int, story: int
) -> None:
    """At its deadline the story has reached an update, one nanosecond before it has not."""
    clock = Clock(Speed(factor), story=snapshot, now=now)
    due = clock.due_at(story)
    assert clock.story_at(due) >= story
    assert clock.story_at(due - 1) < story


@given(_FACTORS, _NS, _NS, _NS, _NS)
def test_deadlines_never_fall_as_the_story_goes_on(
    factor: Fraction, snapshot: int, now: int, one: int, other: int
) -> None:
    """What comes later in the story is never due earlier; nor does story time run backwards."""
    clock = Clock(Speed(factor), story=snapshot, now=now)
    first, second = sorted((one, other))
    assert clock.due_at(first) <= clock.due_at(second)
    assert clock.story_at(first) <= clock.story_at(second)


@given(_FACTORS, st.integers(1, 10**6), _NS)
@example(Fraction(1, 3), 10**6, 0)
def test_whole_multiples_of_a_speed_are_exact(factor: Fraction, times: int, now: int) -> None:
    """Where the quotient is whole, nothing is rounded, however far the story went."""
    clock = Clock(Speed(factor), story=0, now=now)
    story, real = times * factor.numerator, times * factor.denominator
    assert clock.due_at(story) == now + real
    assert clock.story_at(now + real) == story


@given(_FACTORS, st.lists(st.integers(0, 10**12), min_size=1, max_size=50))
def test_jumps_to_where_the_clock_is_do_not_add_up_to_a_drift(factor: Fraction, steps: list[int]) -> None:
    """A snapshot taken where both times are whole moves no later deadline."""
    straight = Clock(Speed(factor), story=0, now=0)
    jumping = Clock(Speed(factor), story=0, now=0)
    times = 0
    for step in steps:
        times += step
        jumping.jump(times * factor.numerator, now=times * factor.denominator)
        story = times * factor.numerator + step
        assert jumping.due_at(story) == straight.due_at(story)
        assert jumping.story_at(story) == straight.story_at(story)


@given(_FACTORS | st.none())
def test_speed_comes_back_from_its_text(factor: Fraction | None) -> None:
    """Any speed is told as text that is read as the same number."""
    assert Speed.parse(str(Speed(factor))) == Speed(factor)


@given(st.text(max_size=12) | st.from_regex(r"-?[0-9]{1,6}(\.[0-9]{1,6})?(/[0-9]{1,3})?", fullmatch=True))
def test_any_text_is_a_speed_in_range_or_refused(text: str) -> None:
    """Whatever stands for a speed, it is one that a clock can keep, or a usage error."""
    try:
        factor = Speed.parse(text).factor
    except UsageError:
        return
    assert factor is None or _SLOWEST <= factor <= _FASTEST
