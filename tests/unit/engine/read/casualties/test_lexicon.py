"""The lexicon as data."""

import pytest

from replay.engine.read.casualties.lexicon import lexicon, load_tables, trigger_phrases
from replay.engine.read.casualties.tokens import may_report
from replay.text import normalise

TRIGGERS = sorted(trigger_phrases(load_tables()))


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
@pytest.mark.parametrize("around", ["On Monday {} 3 men.", "({})", '"{}", they say', "3-{}", "{}'s", "\u201c{}\u201d"])
def test_sentence_with_a_trigger_passes_the_prefilter(trigger: str, spell: type[str], around: str) -> None:
    """The prefilter is a superset of the lexicon, in any case and between any marks."""
    sentence = around.format(spell(trigger))
    assert may_report(normalise(sentence).value, lexicon())


def test_trigger_stands_in_the_lexicon_once() -> None:
    """No phrase has two meanings."""
    words = [word for group in load_tables()["trigger"] for word in group["words"]]
    assert len(words) == len(set(words))


def test_tagged_word_has_one_tag() -> None:
    """No function word stands in two lists."""
    words = [word for listed in load_tables()["tags"].values() for word in set(listed)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_text_without_a_key_is_not_read() -> None:
    """A peaceful text does not pass the prefilter."""
    assert not may_report("Talks in the Kremlin went on until six.", lexicon())
