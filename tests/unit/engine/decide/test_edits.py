"""What updates matched is remembered for their edits, each rule by itself and in little room."""

import pytest

from replay.engine.decide.edits import Edits

UPDATE = ("news", "u1")


def test_known_of_an_update_that_comes_again_is_what_each_rule_matched_last() -> None:
    """A revision says for the rules that heard it what they know; the others go on from the one before."""
    edits = Edits()
    edits.remember(UPDATE, 1, [("a", "", "body truce"), ("b", "step", "body war")])
    edits.remember(UPDATE, 2, [("a", "", "body truce", "body truces")])
    assert edits.known(UPDATE, 3) == {("a", ""): ("body truce", "body truces"), ("b", "step"): ("body war",)}
    assert edits.known(("news", "u2"), 3) == edits.known(("sport", "u1"), 3) == {}


def test_what_one_rule_hears_of_an_edit_renews_nothing_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alerts of a rule do not depend on which others there are."""
    monkeypatch.setattr("replay.engine.decide.edits.REMEMBERED_MAX", 3)
    edits = Edits()
    edits.remember(UPDATE, 1, [("a", ""), ("b", "")])
    edits.remember(UPDATE, 3, [("b", "")])
    assert edits.known(UPDATE, 3) == {("a", ""): (), ("b", ""): ()}
    assert edits.known(UPDATE, 5) == {("b", ""): ()}
    assert edits.known(UPDATE, 6) == {}


def test_loaded_knows_what_was_dumped_of_the_rules_that_are_left() -> None:
    """What a rule that changed matched is no longer known."""
    edits, other = Edits(), Edits()
    edits.remember(UPDATE, 1, [("a", "", "body truce"), ("b", "")])
    edits.remember(UPDATE, 2, [("b", "")])
    other.load(edits.dump(), {"a"})
    assert other.known(UPDATE, 3) == {("a", ""): ("body truce",)}
    other.load(edits.dump(), {"a", "b"})
    assert other.known(UPDATE, 3) == edits.known(UPDATE, 3)


def test_what_is_matched_alike_takes_the_room_of_one() -> None:
    """Many rules on a word of every update take no more than a reference each."""
    edits = Edits()
    for place in (1, 2):
        edits.remember(("news", f"u{place}"), place, [("a", "", f"body {'truce'}")])
    (first,), (second,) = ([matched for _, heard in all_ for matched in heard] for _, all_ in edits.dump())
    assert first is second
