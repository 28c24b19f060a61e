"""What was compiled for many literals is kept, and changes nothing."""

import sys
from pathlib import Path
from types import FrameType

import pytest

from replay.cache import FileCache
from replay.engine.read.index import WORTH_KEEPING, Index
from replay.engine.read.row import written
from replay.model import Update
from tests.unit.engine.test_engine import update_at

NEEDED = [{written(f" word{number} "): frozenset[bytes]()} for number in range(WORTH_KEEPING)]
UPDATES: list[Update] = [update_at(headline="a word7, word12"), update_at(headline="none"), update_at(body="Word999.")]


class Spoilt(FileCache):
    """A cache whose values are whole, and not what they were."""

    def get(self, key: str) -> bytes | None:
        """Return what was kept, from another program."""
        value = super().get(key)
        return value and b"another" + value


@pytest.mark.parametrize("kind", [FileCache, Spoilt])
def test_index_finds_the_same_with_what_was_kept(kind: type[FileCache], tmp_path: Path) -> None:
    """An automaton from the cache finds what one made anew does; one that cannot be used is made anew."""
    told = [dict(Index(NEEDED, kind(tmp_path)).candidates(UPDATES)) for _ in range(2)]
    assert told[0] == told[1] == {0: [7, 12], 2: [999]}
    assert len(list(tmp_path.iterdir())) == 1


def test_index_places_what_stands_at_the_edges_of_updates() -> None:
    """A word is told of the update that it stands in, as its first or its last, and two updates make no phrase."""
    needed = [{written(literal): frozenset[bytes]()} for literal in (" first ", " last ", " last first ")]
    updates = [update_at(headline="first", body="last"), update_at(headline="\u00e9", body="none"), UPDATES[0]]
    updates += [update_at(headline="First \u2013 \u201cof\u201d", body="all, last"), update_at(body="first")]
    assert dict(Index(needed).candidates(updates)) == {0: [0, 1], 3: [0, 1], 4: [0]}


def test_index_tells_phrases_apart_that_begin_alike() -> None:
    """The end of a phrase is compared too, though only its beginning is scanned for; each stands where it stands."""
    literals = (" truce talks ", " truce talking ", " truce talk", " truce talks fail ")
    needed = [{written(literal): frozenset[bytes]()} for literal in literals]
    updates = [
        update_at(headline=text) for text in ("Truce talks.", "A truce: talking", "truce tall", "truce talks fail")
    ]
    assert dict(Index(needed).candidates(updates)) == {0: [0, 2], 1: [1, 2], 3: [0, 2, 3]}


def test_index_holds_some_queries_to_their_literals_in_ascii_only() -> None:
    """Such a query may match any update that goes beyond ASCII, whatever stands in it, and others do not."""
    needed = [{written(literal): frozenset[bytes]()} for literal in ("killed ", " truce ")]
    updates = [update_at(headline=text) for text in ("30killed", "truce", "caf\u00e9", "na\u00efve truce", "none")]
    assert dict(Index(needed, in_ascii=[0]).candidates(updates)) == {0: [0], 1: [1], 2: [0], 3: [0, 1]}


def test_index_finds_a_literal_without_a_space_where_no_letter_is_before_it() -> None:
    """It is the beginning of a word, or behind a digit, and no end of another word; others are found as they stand."""
    needed = [{written(literal): frozenset[bytes]()} for literal in ("end ", " end ")]
    updates = [update_at(headline=text) for text in ("End", "my friend", "30-35end", "a friend's end")]
    assert dict(Index(needed).candidates(updates)) == {0: [0, 1], 2: [0], 3: [0, 1]}


def test_index_finds_a_literal_beside_another_of_the_same_update_only() -> None:
    """Of several others one is enough, wherever it stands; what the updates around it hold does not count."""
    others = frozenset(map(written, ("met ", "meets ")))
    needed = [{written("end "): others}, {written("end "): frozenset[bytes]()}]
    updates = [update_at(headline=text) for text in ("They met", "his end", "end", "The end he met")]
    updates += [update_at(headline="who meets", body="the end"), update_at(body="They met")]
    assert dict(Index(needed).candidates(updates)) == {1: [1], 2: [1], 3: [0, 1], 4: [0, 1]}


def test_index_takes_the_literals_of_a_query_in_one_order() -> None:
    """What was kept is found again by another process, to which a lexicon's words have another order."""
    literals = [written(f" word{number} ") for number in range(50)]
    assert Index([dict.fromkeys(reversed(literals), frozenset[bytes]())])._heads == sorted(literals)


def _finds(body: str) -> int:
    """Return how often the text of an update is looked through for a word beside one that stands in it."""
    index = Index([{written(" guards "): frozenset({written(" ambush ")})}])
    index.compile()
    found: list[str] = []

    def profile(_frame: FrameType, event: str, function: object) -> None:
        if event == "c_call":
            found.append(getattr(function, "__name__", ""))

    sys.setprofile(profile)
    try:
        told = dict(index.candidates([update_at(body=body)]))
    finally:
        sys.setprofile(None)
    assert told == {}
    return found.count("find")


def test_index_looks_once_for_what_stands_beside_a_word_that_is_repeated() -> None:
    """Else the time would grow with the square of a text."""
    assert _finds("guards " * 1000) == _finds("guards") > 0
