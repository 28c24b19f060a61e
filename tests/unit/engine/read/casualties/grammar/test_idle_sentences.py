"""Sentences that are passed over since their triggers ask for what is not there, and those that are read."""

import pytest

from replay.engine.read.casualties.grammar.idle_sentences import is_idle
from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.engine.read.casualties.text.prefilter import keys_of
from replay.engine.read.casualties.text.sentences import Sentence, iter_telling


def sentence_of(text: str) -> Sentence:
    """Return the only sentence of a text."""
    keys = keys_of(text)
    assert keys is not None
    (sentence,) = iter_telling(text, keys, lexicon())
    return sentence


@pytest.mark.parametrize(
    "text",
    [
        "The firm lost a contract",
        "The tool helps to eliminate waste",
        "The professional body met in Bonn",
        "The striker has a knee injury",
        "Losses at the carmaker grew",
        "The champions captured 12 points",
    ],
)
def test_sentence_without_what_its_triggers_ask_for_is_idle(text: str) -> None:
    """No number, no fighter, no word of finding, or talk of money and sport: it need not be read."""
    assert is_idle(sentence_of(text), lexicon())


@pytest.mark.parametrize(
    "text",
    [
        "Three were killed",
        "The army lost a soldier",
        "The army lost six",
        "Troops eliminated three terrorists",
        "The body was found",
        "There was no injury",
        "Rebels captured a man",
        "The body along with two men",
        "Captured in the match were 12 men",
        "Losses: 12",
    ],
)
def test_sentence_with_what_its_triggers_ask_for_is_read(text: str) -> None:
    """A trigger that asks for nothing is enough, and whatever may stand for what one asks for."""
    assert not is_idle(sentence_of(text), lexicon())
