"""Cut the text form into tokens and sentences; linear, and each sentence of bounded length."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from replay.engine.read.casualties.lexicon import Lexicon
from replay.text import PARAGRAPH

_TOKEN = re.compile(
    r"\n\n"
    r"|(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d{1,2}:\d\d"  # clock times
    r"|\d+(?:[.,]\d+)*(?:-(?!\d)\w+(?:-\w+)*|-\d+|[^\W\d_]+)?"  # 1,200  20-year-old  30-35  19th
    r"|[^\W\d_]\w*(?:['-]\w+)*"
    r"|\S"
)
_MARKS = {",": "comma", ";": "break", ":": "break", "(": "open", ")": "close", "-": "break", '"': "quote", "'": "quote"}
_ENDS = frozenset(".!?\u2026")
_MAX_SENTENCE = 200


class Token(NamedTuple):
    """A word, number or mark.

    Attributes:
        word: Case-folded, without a possessive's ending.
        tag: Its class in the lexicon, `number`, `name` (capitalised), `word`, or the class of a mark.
        start: Offset in the text form.
        end: Offset behind it.
    """

    word: str
    tag: str
    start: int
    end: int


def iter_sentences(form: str, lexicon: Lexicon) -> Iterator[list[Token]]:
    """Yield the tokens of each sentence of a text form; a very long sentence is cut."""
    sentence: list[Token] = []
    for found in _TOKEN.finditer(form):
        mark = found.group()
        ends = mark == PARAGRAPH or (mark in _ENDS and not _is_abbreviated(sentence, form, found.start(), lexicon))
        if not ends:
            sentence.append(_token(mark, found.start(), found.end(), lexicon))
        if sentence and (ends or len(sentence) == _MAX_SENTENCE):
            yield _with_months(sentence)
            sentence = []
    if sentence:
        yield _with_months(sentence)


def _with_months(sentence: list[Token]) -> list[Token]:
    """Return the sentence with each `may` beside a number as the month."""
    for place, token in enumerate(sentence):
        beside = sentence[max(0, place - 1)].tag, sentence[min(len(sentence) - 1, place + 1)].tag
        if token.word == "may" and ("number" in beside or beside[0] == "prep"):
            sentence[place] = token._replace(tag="date")
    return sentence


def _token(mark: str, start: int, end: int, lexicon: Lexicon) -> Token:
    word = mark.casefold()
    if word.endswith("'s"):
        word, end = word[:-2], end - 2
    tag = lexicon.tags.get(word) or _MARKS.get(word) or _open_class(mark, word, lexicon)
    return Token(word, tag, start, end)


def _open_class(mark: str, word: str, lexicon: Lexicon) -> str:
    if mark[0].isdecimal():
        return "number"
    if not mark[0].isalpha():
        return "mark"
    if word.endswith("ly") and word not in lexicon.words["not_adverbs"]:
        return "adv"
    if (
        word in lexicon.units
        or word in lexicon.scales
        or word in lexicon.vague
        or word.partition("-")[0] in lexicon.units
    ):
        return "number"
    return "name" if mark[0].isupper() else "word"


def _is_abbreviated(sentence: list[Token], form: str, place: int, lexicon: Lexicon) -> bool:
    """Return whether the full stop at *place* belongs to the word before it."""
    if form[place] != "." or not sentence or sentence[-1].end != place:
        return False
    before = sentence[-1].word
    following = form[place + 1 : place + 3].lstrip()[:1]
    return before in lexicon.words["abbreviations"] or (len(before) == 1 and before.isalpha()) or following.islower()
