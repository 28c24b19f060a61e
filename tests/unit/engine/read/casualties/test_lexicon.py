"""The lexicon as data."""

import pytest

from replay.engine.read.casualties.lexicon import lexicon, load_tables, trigger_phrases
from replay.engine.read.casualties.reader import may_report
from replay.text import normalise

TRIGGERS = sorted(trigger_phrases(load_tables()))


@pytest.mark.parametrize("trigger", TRIGGERS)
@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
def test_sentence_with_a_trigger_passes_the_prefilter(trigger: str, spell: type[str]) -> None:
    """The prefilter is a superset of the lexicon, in any case."""
    sentence = f"On Monday {spell(trigger)} 3 men."
    assert may_report(normalise(sentence).value, lexicon())


def test_trigger_stands_in_the_lexicon_once() -> None:
    """No phrase has two meanings."""
    words = [word for group in load_tables()["trigger"] for word in group["words"]]
    assert len(words) == len(set(words))


def test_tagged_word_has_one_tag() -> None:
    """No function word stands in two lists."""
    words = [word for listed in load_tables()["tags"].values() for word in set(listed)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


def test_text_without_a_literal_is_not_read() -> None:
    """A peaceful text does not pass the prefilter."""
    assert not may_report("Talks in the Kremlin went on until six.", lexicon())
