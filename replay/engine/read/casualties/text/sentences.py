"""Cut the text form into sentences, and those that hold a trigger into tokens; linear, and bounded.

A sentence is passed over unless one of the words stands in it without which there is no trigger.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec
from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.describing import MARCH, NAME
from replay.engine.read.casualties.lexicon.lexicon import TAKEN, Lexicon, Trigger
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.text.pieces import MOST_WORDS, VOCABULARY
from replay.engine.read.casualties.text.prefilter import Keys

_FULL_STOP = re.compile(r"\.(?!\d| ?[a-z])")
# A set comes first, since the scan for one is fast.
_STOP = re.compile(r"[.!?\u2026\n](?:(?<=\.)(?!\d| ?[a-z])|(?<=[!?\u2026])|(?<=\n)\n)")
_NAMES = frozenset({"jan", "lynch", "said"})
# What another source says, and nothing more, belongs to what stands before: `33 soldiers died. Moscow says 30.`.
_OTHER_NUMBER = re.compile(r" (?:[\w'-]{1,20} ){1,4}(?:says|said|say) (?:only |just )?\d[\d,]{0,8}(?=[.!?\n]|$)")
_WORD_BEFORE = 8
_words_of = VOCABULARY.__getitem__
_LONGEST_SENTENCE = 200


class Sentence(msgspec.Struct, eq=False, gc=False):
    """The tokens of a sentence, or of a part of a very long one.

    Attributes:
        tokens: The words, numbers and marks.
        words: Their texts.
        behind: The text behind each, empty behind the last.
        begin: Offset in the text form of the first token.
        phrases: By place, the end and the value of each phrase of `Lexicon.phrases`.
        told: Place behind the last of these, or of what takes somebody.
        hints: Places, and what stands there that bears on the status of what is told.
        has_trigger: Whether one of them is a trigger.
        attributes: Whether it may say who makes its statements.
        _ends: Where the space before the first token begins, and behind each of those that were asked for.
    """

    tokens: list[Word]
    words: list[str]
    behind: list[str]
    begin: int
    phrases: dict[int, tuple[int, Trigger | str | None]] = msgspec.field(default_factory=dict)
    told: int = 0
    hints: list[tuple[int, str]] = msgspec.field(default_factory=list)
    has_trigger: bool = False
    attributes: bool = False
    _ends: list[int] = msgspec.field(default_factory=list)

    def note_signs(self, place: int, signs: Iterable[str]) -> None:
        """Note what stands at *place* that bears on the status of what is told, or takes somebody."""
        self.hints += [(place, sign) for sign in signs]
        if TAKEN in signs:
            self.has_trigger, self.told = True, max(self.told, place + 1)

    def end_noting(self) -> None:
        """Note where the last phrase of the lexicon ends, and whether one of them is a trigger."""
        for end, value in self.phrases.values():
            self.told = max(self.told, end)
            if type(value) is Trigger:
                self.has_trigger = True

    def trigger_at(self, place: int) -> tuple[int, Trigger] | None:
        """Return the end and the trigger of the phrase at *place*, or None."""
        found = self.phrases.get(place)
        return (found[0], found[1]) if found and isinstance(found[1], Trigger) else None

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where the tokens from place *first* to before *end* lie in the text form."""
        ends, tokens = self._ends, self.tokens
        if not ends:
            ends.append(self.begin - tokens[0].gap)
        place = ends[-1]
        for token in tokens[len(ends) - 1 : end]:  # most sentences go on far behind what is quoted of them
            place += token.step
            ends.append(place)
        return ends[first] + tokens[first].gap, ends[end] - tokens[end - 1].clipped


def iter_telling(form: str, keys: Keys, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a text form that hold one of its keys, the first 800 tokens of them."""
    left = MOST_WORDS
    for start, end in _iter_sentences(form, keys.last, lexicon):
        if not keys.stand_in(form, start, end):
            continue
        text = form[start:end]
        tokens = _tokens_of(text, left)
        left -= len(tokens)
        begin = end - len(text.lstrip())
        if len(tokens) > _LONGEST_SENTENCE:
            yield from _iter_parts(begin, text, tokens)
        else:
            yield _sentence(begin, text, tokens)
        if left <= 0:
            return


def _tokens_of(text: str, most: int) -> list[Word]:
    words = chain.from_iterable(map(_words_of, text.split(None, most)))
    return list(words) if len(text) <= most else list(islice(words, most))  # a word has a character at least


def _iter_parts(begin: int, text: str, tokens: list[Word]) -> Iterator[Sentence]:
    origin = begin - tokens[0].gap
    for place in range(0, len(tokens), _LONGEST_SENTENCE):
        part = tokens[place : place + _LONGEST_SENTENCE]
        yield _sentence(origin + part[0].gap, text, part)
        origin += sum(token.step for token in part)


def _sentence(begin: int, text: str, tokens: list[Word]) -> Sentence:
    words = _texts_of(tokens, text)
    behind = words[1:]
    behind.append("")
    sentence = Sentence(tokens, words, behind, begin)
    for place in _telling(tokens, behind):
        token = tokens[place]
        phrases, cues = token.phrases, token.cues
        if phrases is not None and (found := phrases.at(words, place)):
            sentence.phrases[place] = found
        if cues is not None and (cue := cues.at(words, place)):
            sentence.hints.append((place, cue[1]))
        if token.signs:
            sentence.note_signs(place, token.signs)
        if token.attributes:
            sentence.attributes = True
    sentence.end_noting()
    return sentence


def _telling(tokens: Sequence[Word], behind: Sequence[str]) -> list[int]:
    """Return the places of the tokens that tell something, by themselves or by what stands behind."""
    return [
        place
        for place, token in enumerate(tokens)
        if token.is_telling
        and (token.is_open or behind[place] in token.seconds or (token.is_wild and not behind[place].isalpha()))
    ]


def _texts_of(tokens: list[Word], text: str) -> list[str]:
    """Return the texts of the tokens, after those are found that are a month or a name by what stands beside them."""
    if "May" in text and any(token.mark == "May" for token in tokens):
        _find_months(tokens)
    if "Jan" in text or "Said" in text or "Lynch" in text:
        _find_names(tokens)
    return [token.text for token in tokens]


def _find_months(tokens: list[Word]) -> None:
    """Take each `May` beside a number or a preposition for the month."""
    for place, word in enumerate(tokens):
        if word.text != "may":
            continue
        before, after = tokens[max(0, place - 1)].tag, tokens[min(len(tokens) - 1, place + 1)].tag
        if after not in ("be", "have") and (before in ("number", "prep") or after == "number"):
            tokens[place] = replace(MARCH, mark=word.mark, gap=word.gap, step=word.step)


def _find_names(tokens: list[Word]) -> None:
    """Take each `Jan`, `Said` or `Lynch` beside a name, and beside no number, for a part of it: `Gul Jan`."""
    for place, word in enumerate(tokens):
        if word.text not in _NAMES or not word.mark.istitle():
            continue
        beside = {token.tag for token in (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])}
        if "name" in beside and "number" not in beside:
            tokens[place] = replace(NAME, mark=word.mark, gap=word.gap, step=word.step, text=word.text)


def _iter_sentences(form: str, last: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text form begin and end, in order, those that begin up to *last*."""
    start = 0
    has_others = "\n" in form or "!" in form or "?" in form or "\u2026" in form
    names_sources = " sa" in form  # most texts do not
    for found in (_STOP if has_others else _FULL_STOP).finditer(form):
        stop = found.start()
        if form[stop] == "." and (
            _is_inside(form, stop, lexicon) or (names_sources and _OTHER_NUMBER.match(form, stop + 1))
        ):
            continue
        if stop > start:
            yield start, stop
        start = found.end()
        if start > last:
            return
    if start < len(form):
        yield start, len(form)


def _is_inside(form: str, stop: int, lexicon: Lexicon) -> bool:
    """Return whether the full stop at *stop* ends no sentence: behind an initial, or before a small letter."""
    if not form.isascii() and form[stop + 1 : stop + 3].lstrip()[:1].islower():
        return True
    first = stop - _WORD_BEFORE if stop > _WORD_BEFORE else 0
    word = form[max(first, form.rfind(" ", first, stop) + 1) : stop]
    if not word.isalpha():
        word = word.rpartition("(")[2].rpartition(".")[2]
    return (len(word) == 1 and word.isalpha()) or word.casefold() in lexicon.words["abbreviations"]
