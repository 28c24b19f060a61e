"""The lexicon as data."""

from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from itertools import chain

import pytest

from replay.engine.read.casualties.lexicon.lexicon import load_tables, trigger_phrases
from replay.engine.read.casualties.text.prefilter import keys_of
from replay.text import normalise

LONGEST_LINE = 120


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("around", ["On Monday {} 3 men.", "({})", '"{}", they say', "3-{}", "{}'s", "\u201c{}\u201d"])
def test_sentence_with_a_trigger_passes_the_prefilter(spell: type[str], around: str) -> None:
    """The prefilter is a superset of the lexicon, in any case and between any marks."""
    sentences = [around.format(spell(trigger)) for trigger in trigger_phrases(load_tables())]
    assert [sentence for sentence in sentences if not keys_of(normalise(sentence).value)] == []


def lists_of(table: object, name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists in a table, however deep, each with where it stands."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from lists_of(value, f"{name}.{key}")
    elif isinstance(table, list) and table and isinstance(table[0], dict):
        for place, value in enumerate(table):
            yield from lists_of(value, f"{name}.{place}")
    elif isinstance(table, list):
        yield name, table


LISTS = dict(lists_of(load_tables(), "lexicon"))


@pytest.mark.parametrize("name", LISTS)
def test_word_stands_in_a_list_once(name: str) -> None:
    """No list holds a word or phrase twice, written out or by two patterns."""
    assert [word for word, times in Counter(LISTS[name]).items() if times > 1] == []


@pytest.mark.parametrize("table", ["trigger", "cues", "persons.nouns", "sides_of"])
def test_word_stands_in_one_list_of_a_table(table: str) -> None:
    """No phrase has two meanings, no word for a person two groups."""
    names = (name for name in LISTS if name.startswith(f"lexicon.{table}.") and "needs" not in name)
    words = chain.from_iterable(LISTS[name] for name in names)
    assert [word for word, times in Counter(words).items() if times > 1] == []


def test_line_of_the_lexicon_is_short() -> None:
    """A change of a list can be read as a diff."""
    folder = files("replay.engine.read.casualties.lexicon")
    texts = (folder.joinpath(name).read_text(encoding="utf-8") for name in ("lexicon.toml", "victims.toml"))
    lines = [line for text in texts for line in text.splitlines()]
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize(
    "phrase", ["claimed the life", "claimed lives", "last march", "in mid-june", "past several weeks", "last N years"]
)
def test_pattern_stands_for_each_of_its_phrases(phrase: str) -> None:
    """Alternatives, optional words and sets are spelled out, and nothing of a pattern is left."""
    phrases = set(chain.from_iterable(LISTS.values()))
    assert phrase in phrases
    assert not [each for each in phrases if set(each) & set("|?{}")]


def test_tagged_word_has_one_tag() -> None:
    """No function word stands in two lists."""
    words = [word for listed in load_tables()["tags"].values() for word in set(listed)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_text_without_a_key_is_not_read() -> None:
    """A peaceful text does not pass the prefilter."""
    assert not keys_of("Talks in the Kremlin went on until six.")
