"""What several rules ask for alike is looked for once an update, and of many updates little is kept at a time."""

import tracemalloc
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from replay.engine.guard import Guard
from replay.engine.read import Reader
from replay.engine.read.casualties import read_all
from replay.language.load import load_rules
from replay.model import Update

TIME = datetime(2020, 3, 5, tzinfo=UTC)


def reader_of(folder: Path, *rules: str) -> Reader:
    """Return a reader for rules, given as flow mappings."""
    path = folder / "r.yaml"
    path.write_text("version: 1\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules))
    return Reader(load_rules([path]), Guard())


def test_rules_with_the_same_query_and_fields_share_what_is_found(tmp_path: Path) -> None:
    """Each has a fact of its own, and what is quoted is there once; other fields are another question."""
    reader = reader_of(
        tmp_path, "{id: a, match: truce}", "{id: b, match: truce, fields: [headline]}", "{id: c, match: truce}"
    )
    first, second = reader.read(Update(id="u", stream="x", seq=1, time=TIME, body="A truce")).facts
    assert (first.rule.id, second.rule.id) == ("a", "c")
    assert first.evidence is second.evidence
    assert [each.text for each in first.evidence] == ["truce"]
    assert first.texts is second.texts


def test_what_was_found_in_one_update_is_not_told_of_the_next(tmp_path: Path) -> None:
    """Also where the query does not hold."""
    reader = reader_of(tmp_path, "{id: a, match: truce NOT war}", "{id: b, match: truce NOT war}")
    bodies = ("A truce", "A truce, a war", "No truce")
    facts = [reader.read(Update(id="u", stream="x", seq=1, time=TIME, body=body)).facts for body in bodies]
    assert [[(fact.rule.id, fact.evidence[0].start) for fact in each] for each in facts] == [
        [("a", 2), ("b", 2)],
        [],
        [("a", 3), ("b", 3)],
    ]


def test_query_that_fails_stops_no_other(tmp_path: Path) -> None:
    """Of the rules that may match an update each is read by itself, and what fails is told by the rule."""
    reader = reader_of(tmp_path, "{id: a, match: truce}", "{id: b, match: holds}", "{id: c, match: holds OR talks}")
    reader._readers[1]._finder._find = lambda _: [("body", "0", 1)]  # type: ignore[union-attr, list-item]
    read = reader.read(Update(id="u", stream="x", seq=1, time=TIME, body="A truce holds"))
    assert [fact.rule.id for fact in read.facts] == ["a", "c"]
    assert list(reader._guard.failed) == ["b"]


def peak_bytes(read: Callable[[Sequence[str]], object], texts: Sequence[str]) -> int:
    """Return the most memory that reading texts takes beside them."""
    tracemalloc.start()
    read(texts)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_forms_of_long_texts_are_kept_of_some_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They take up to thirty times the room of the texts, which would be a gigabyte of a block of the longest."""
    monkeypatch.setattr("replay.engine.read.AT_ONCE", 4)
    monkeypatch.setattr("replay.engine.read.casualties.reader._AT_ONCE", 4)
    reader = reader_of(tmp_path, "{id: a, type: casualties}", "{id: b, match: /killed/}")
    texts = [f"{number} men were killed. " + "\u1112\u1161\u11ab went home. " * 80 for number in range(32)]

    def read(bodies: Sequence[str]) -> None:
        reader.read_all([Update(id="u", stream="x", seq=1, time=TIME, body=body) for body in bodies])

    for each in (read, read_all):
        each(texts)  # which fills the caches
        assert peak_bytes(each, texts) < 2 * peak_bytes(each, texts[:8])
