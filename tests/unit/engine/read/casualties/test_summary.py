"""How the mentions of an update add up."""

from replay.engine.read.casualties import Range, read, summarise

REPORTED = ["reported"]


def summary(*fields: str) -> dict[str, Range]:
    """Return the summary of the reported mentions of *fields*."""
    return summarise([read(field) for field in fields], statuses=REPORTED)


def test_parts_of_one_sentence_are_added() -> None:
    """8 policemen and one militant are nine."""
    assert summary("8 policemen and one militant were killed.") == {"killed": Range(9, 9)}


def test_headline_and_body_of_one_event_count_once() -> None:
    """The same number told twice is told once."""
    assert summary("Blast kills 9", "Nine people were killed by a blast.") == {"killed": Range(9, 9)}


def test_vague_headline_is_narrowed_by_the_body() -> None:
    """`dozens` and 31 together are 31."""
    assert summary("Dozens killed in mine", "The fire killed 31 miners.") == {"killed": Range(31, 31)}


def test_other_side_of_a_fight_is_added() -> None:
    """Victims of the other side in the next sentence are parts of the same event."""
    assert summary("", "Four soldiers were killed. Two rebels were killed.") == {"killed": Range(6, 6)}


def test_soldiers_of_another_nation_are_added() -> None:
    """Victims of two nations are two sides; of whom no nation is told may be the same."""
    turkish = "33 Turkish soldiers were killed. "
    assert summary(turkish + "In response Turkey killed 56 Syrian soldiers.") == {"killed": Range(89, 89)}
    assert summary(turkish + "36 soldiers were killed, Moscow said.") == {"killed": Range(36, 36)}


def test_same_side_in_the_next_sentence_is_told_again() -> None:
    """The same victims in the next sentence are no further ones."""
    assert summary("", "Four soldiers were killed. The four soldiers were killed at dawn.") == {"killed": Range(4, 4)}


def test_statuses_left_out_do_not_count() -> None:
    """A recap is nothing new, unless it is asked for."""
    fields = [read("Last week a bomb killed 8 traders.")]
    assert summarise(fields, statuses=REPORTED) == {}
    assert summarise(fields, statuses=["recap"]) == {"killed": Range(8, 8)}


def test_uncounted_gives_no_bounds() -> None:
    """A mention without a number is a range without bounds."""
    assert summary("The bombardment caused casualties.") == {"unspecified": Range(None, None)}


def test_counted_beats_uncounted() -> None:
    """A number stands where one field gives it and another does not."""
    assert summary("Condolences over the death of soldiers", "Three soldiers died.") == {"killed": Range(3, 3)}


def test_upper_bound_alone_stays_alone() -> None:
    """`up to 33` has no lower bound."""
    assert summary("Attacks killed up to 33 servicemen.") == {"killed": Range(None, 33)}


def test_no_mentions_give_an_empty_summary() -> None:
    """A text without casualties has no kinds."""
    assert summary("Talks go on", "") == {}
