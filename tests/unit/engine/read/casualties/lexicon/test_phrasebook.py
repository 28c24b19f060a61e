"""Which phrase of the lexicon stands at a place."""

from collections.abc import Sequence
from itertools import product

from replay.engine.read.casualties.lexicon.phrasebook import by_first_word

PHRASES = ("a", "a b", "a b c", "a b c a", "a c b b", "b a", "b a a b", "c c", "c c b a c")


def longest_at(words: Sequence[str], place: int) -> str:
    """Return the longest phrase at a place, tried one after another, or nothing."""
    fitting = [phrase for phrase in PHRASES if words[place : place + len(phrase.split())] == phrase.split()]
    return max(fitting, key=len, default="")


def test_phrases_find_the_longest_phrase_whatever_stands_behind() -> None:
    """Looking phrases up by their first three words finds what trying all of them finds."""
    phrases = by_first_word({phrase: phrase for phrase in PHRASES})
    for words in map(list, product("abc", repeat=5)):
        for place, word in enumerate(words):
            phrase = longest_at(words, place)
            expected = (place + len(phrase.split()), phrase) if phrase else None
            assert phrases[word].at(words, place) == expected, (words, place)


def test_phrases_take_digits_for_what_stands_for_them() -> None:
    """A year stands for years only and a number for any digits, behind a third word as well as for it."""
    phrases = by_first_word({"in yyyy": "year", "in n years": "span", "in the yyyys": "decade", "in the end": "end"})
    said = {"in 1994 men": "year", "in 12 years": "span", "in the 1990s": "decade", "in the end": "end"}
    assert {text: (phrases["in"].at(text.split(), 0) or (0, ""))[1] for text in said} == said
    assert phrases["in"].at(["in", "the", "1990"], 0) is None


def test_phrases_take_words_of_a_name_for_what_stands_for_them() -> None:
    """Each `*` stands for one word, be it the third or one behind it, but not for a number or a preposition."""
    phrases = by_first_word({"go to * hall": "one", "go to the * * hall": "two"})
    said = {
        "go to mary hall": "one",
        "go to the old town hall": "two",
        "go to 12 hall": "",
        "go to the court after hall": "",
    }
    assert {text: (phrases["go"].at(text.split(), 0) or (0, ""))[1] for text in said} == said
