"""What updates matched is remembered for their edits, each rule by itself and in little room."""

import msgspec
import pytest

from replay.engine.decide.edits import Edits, Matched, new_of
from replay.engine.seen import Names

UPDATE = ("news", "u1")


def loaded(edits: Edits, *rule_ids: str) -> Edits:
    """Return what goes on from the snapshot of *edits*."""
    other = Edits()
    other.load(msgspec.json.decode(msgspec.json.encode(edits.dump())), rule_ids, Names())
    return other


def test_known_of_an_update_that_comes_again_is_what_each_rule_matched_last() -> None:
    """A revision says for the rules that heard it what they know; the others go on from the one before."""
    edits = Edits()
    edits.remember(UPDATE, 1, ["a", "b step"], [("body truce",), ("body war",)])
    edits.remember(UPDATE, 2, ["a"], [("body truce", "body truces")])
    assert edits.known(UPDATE, 3) == {"a": ("body truce", "body truces"), "b step": ("body war",)}
    assert edits.known(("news", "u2"), 3) is edits.known(("sport", "u1"), 3) is None


def test_what_one_rule_hears_of_an_edit_renews_nothing_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """The alerts of a rule do not depend on which others there are."""
    monkeypatch.setattr("replay.engine.decide.edits.REMEMBERED_MAX", 3)
    edits = Edits()
    edits.remember(UPDATE, 1, ["a", "b"], [(), ()])
    edits.remember(UPDATE, 3, ["b"], [()])
    assert edits.known(UPDATE, 3) == {"a": (), "b": ()}
    assert edits.known(UPDATE, 5) == {"b": ()}
    assert edits.known(UPDATE, 6) == {}


def test_updates_that_are_long_past_take_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever comes, no more than the newest are held; one that came again stays by its last revision."""
    monkeypatch.setattr("replay.engine.decide.edits.REMEMBERED_MAX", 3)
    edits = Edits()
    for place, name in enumerate("xyxzabx", 1):
        edits.remember(("news", name), place, ["a"], [()])
    assert [name for _, name in edits._heard] == ["a", "b", "x"]


def test_updates_held_are_never_more_than_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bound is exact: the newest three, after each of twenty."""
    monkeypatch.setattr("replay.engine.decide.edits.REMEMBERED_MAX", 3)
    edits = Edits()
    for place in range(1, 21):
        edits.remember(("news", str(place)), place, ["a"], [()])
        assert [name for _, name in edits._heard] == [str(each) for each in range(max(1, place - 2), place + 1)]


def test_loaded_knows_what_was_dumped_of_the_rules_that_are_left() -> None:
    """What a rule that changed matched is no longer known."""
    edits = Edits()
    edits.remember(UPDATE, 1, ["a step", "b"], [("body truce",), ()])
    edits.remember(UPDATE, 2, ["b"], [()])
    edits.remember(("news", "u2"), 3, ["b"], [()])
    other = loaded(edits, "a")
    assert other.known(UPDATE, 4) == {"a step": ("body truce",)}
    assert other.known(("news", "u2"), 4) is None
    assert loaded(edits, "a", "b").dump() == edits.dump()


def test_what_rules_match_alike_takes_the_room_of_one() -> None:
    """Many rules on a word of an update take no more than a reference or two each."""
    edits = Edits()
    edits.remember(UPDATE, 1, ["a", "b"], [(f"body {word}",) for word in ("truce", "truce")])
    first, second = (edits.known(UPDATE, 2) or {}).values()
    assert first is second


def test_loaded_takes_the_room_of_what_was_dumped() -> None:
    """Whoever goes on from a snapshot keeps names and matches that are alike once, those of all updates too."""
    edits = Edits()
    for place, stream in enumerate(("news", "sport"), 1):
        edits.remember((stream, "u1"), place, ["a", "b"], [("body truce",), ("body truce",)])
    edits.remember(("news", "u2"), 3, ["b"], [("body truce",)])
    one, same, other = (each for each in loaded(edits, "a", "b")._heard.values() if not isinstance(each, int))
    assert one.names is same.names
    assert one.texts is same.texts
    assert one.texts[0] is one.texts[1] is other.texts[0]
    assert one.names[1] is other.names[0]


def test_block_of_new_updates_is_remembered_as_each_of_them_would_be() -> None:
    """Those that only the common inputs heard beside one that another heard too, and in their order."""
    block, one_by_one = Edits(["all"]), Edits(["all"])
    rows: dict[int, Matched] = {1: (["all", "a"], [(), ("body truce",)])}
    identities = [("news", name) for name in "uvw"]
    block.remember_new(identities, 1, rows)
    for place, identity in enumerate(identities):
        one_by_one.remember(identity, place + 1, *rows.get(place, block.common))
    assert block.dump() == one_by_one.dump()
    block.remember(("news", "u"), 4, ["a"], [("body truce",)])
    assert block.known(("news", "u"), 5) == {"all": (), "a": ("body truce",)}


def test_update_that_nothing_is_news_against_takes_no_room() -> None:
    """Rules for which every revision counts have no name here."""
    edits = Edits()
    edits.remember_new([("news", "u"), ("news", "v")], 1, {1: ([], [])})
    assert not edits.again([("news", "u"), ("news", "v")])


def test_again_are_updates_that_are_known_or_stand_in_the_block_before() -> None:
    """The first of two in a block is new."""
    edits = Edits(["all"])
    edits.remember_new([("news", "u")], 1, {})
    assert edits.again([("news", name) for name in "vwuvx"]) == {2, 3}
    assert not edits.again([("sport", "u"), ("news", "v")])


class Compared(str):
    """A text that counts how often it is compared."""

    __slots__ = ()
    times = 0
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        """Count, and compare."""
        Compared.times += 1
        return str.__eq__(self, other)


@pytest.mark.parametrize("n", [0, 1, 5, 1000])
def test_new_of_an_edit_is_what_was_not_matched_before(n: int) -> None:
    """It takes no more comparisons than a few for each text, however many there are."""
    before = tuple(Compared(f"body {i}") for i in range(n))
    texts = tuple(Compared(f"body {i}") for i in range(1, n + 2))
    Compared.times = 0
    assert new_of(texts, before) == texts[max(0, n - 1) :]
    assert Compared.times <= 20 * (n + 1)
