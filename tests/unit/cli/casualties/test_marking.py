"""What a person sees of the mentions of a text."""

from datetime import UTC, datetime

from replay.cli.casualties.marking import render_stream, render_text
from replay.formats import open_stream
from replay.model import Stream, Update


def lines(text: str) -> list[str]:
    """Return the lines of a text with its mentions."""
    return [line.plain for line in render_text(text)]


def test_mentions_stand_numbered_in_the_text_and_are_told_below() -> None:
    """Each has its number, status, victims with their group, and source; the last line is the sum."""
    assert lines("Turkey says 33 soldiers were killed.\nDeath toll rises to 41 from 29\n") == [
        "Turkey says 33 soldiers were killed[1].",
        "Death toll rises to 41[2] from 29",
        "",
        "  [1] killed 33, reported, soldiers (group soldier), says Turkey",
        "  [2] killed 41, running total, before 29, reported",
        "  a rule that counts what is reported sees killed 41",
    ]


def test_what_rules_pass_over_is_told_so() -> None:
    """An old toll, a vague number, one on top of others, and none at all."""
    assert lines(
        "Last week a bomb killed several men. On Monday two more were wounded. The army suffered heavy losses."
    )[2:] == [
        "  [1] killed at least 2 (vague), recap (not counted by default), men (group civilian)",
        "  [2] wounded 2, on top of others, reported",
        "  [3] unspecified without a number, reported",
        "  a rule that counts what is reported sees wounded 2, unspecified without a number",
    ]


def test_text_without_casualties_says_so() -> None:
    """An empty text has no line of its own."""
    assert lines("Talks go on.")[-1] == "  a rule that counts what is reported sees no casualties"
    assert lines("") == ["", "  a rule that counts what is reported sees no casualties"]


def test_mentions_that_begin_in_one_another_keep_their_numbers() -> None:
    """Two groups in one statement share a stretch of it, and what is around them stays."""
    first = lines("Eight policemen and one militant were killed (BBC).")[0]
    assert first.replace("[1]", "").replace("[2]", "") == "Eight policemen and one militant were killed (BBC)."
    assert "[1]" in first
    assert "[2]" in first


def test_what_would_move_a_terminal_is_escaped() -> None:
    """Control characters stand as escapes, also in the victims, and marks keep their place."""
    told = lines("\x1b[31mTwo men were killed\x1b[0m")
    assert told[0] == "\\x1b[31mTwo men were killed[1]\\x1b[0m"


def test_stream_is_told_update_by_update() -> None:
    """Each update that tells of casualties, with id, time in its zone, headline, and the lines that do."""
    time = datetime(2020, 3, 5, 8, tzinfo=UTC)
    updates = tuple(
        Update(id=f"u{rev}", rev=rev, stream="s", seq=rev, time=time, headline="Blast", body=body)
        for rev, body in ((1, "Quiet"), (2, "Rain.\nTwo men died.\nSun."))
    )
    stream = Stream(name="s", title="s", timezone="Europe/Moscow", updates=updates)
    assert [line.plain for line in render_stream(stream)] == [
        "2020-03-05 11:00  u2 rev 2",
        "Blast",
        "Two men died[1].",
        "  [1] killed 2, reported, men (group civilian)",
        "  a rule that counts what is reported sees killed 2",
        "",
        "1 of 2 updates tell of casualties",
    ]


def test_shipped_day_has_six_updates_that_tell_of_casualties() -> None:
    """The day of 5 March 2020."""
    assert [line.plain for line in render_stream(open_stream("idlib"))][-1] == "6 of 16 updates tell of casualties"
