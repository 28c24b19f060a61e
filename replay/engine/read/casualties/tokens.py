"""Cut the text form into sentences, and those that hold a trigger into tokens; linear, and bounded.

A text is passed over, and so is each of its sentences, unless one of the words stands in it without which there is no
trigger (`Lexicon.keys`): its letters are cut into words once, in bytes, and compared as a set.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from replay.engine.read.casualties.lexicon import TAKEN, Lexicon, Trigger
from replay.engine.read.casualties.vocabulary import MOST_WORDS, VOCABULARY
from replay.engine.read.casualties.words import MARCH, Word

# A set comes first, since the scan for one is fast.
_STOP = re.compile(r"[.!?\u2026\n](?:(?<=\.)(?!\d| ?[a-z])|(?<=[!?\u2026])|(?<=\n)\n)")
_WORD_BEFORE = 8
_LONGEST_SENTENCE = 200
_NOT_LETTERS = bytes(byte if chr(byte).isascii() and chr(byte).isalpha() else ord(" ") for byte in range(256))


@dataclass(slots=True, eq=False)
class Sentence:
    """The tokens of a sentence, or of a part of a very long one.

    Attributes:
        tokens: The words, numbers and marks.
        words: Their texts.
        telling: Those that may tell something by themselves or begin a phrase, with their places.
        phrases: By place, the end and the value of each phrase of `Lexicon.phrases`.
        has_trigger: Whether one of them is a trigger.
        attributes: Whether it may say who makes its statements.
    """

    tokens: list[Word]
    words: list[str]
    telling: list[tuple[int, Word]]
    phrases: dict[int, tuple[int, Trigger | str | None]]
    has_trigger: bool
    attributes: bool
    _ends: list[int]

    def trigger_at(self, place: int) -> tuple[int, Trigger] | None:
        """Return the end and the trigger of the phrase at *place*, or None."""
        found = self.phrases.get(place)
        return (found[0], found[1]) if found and isinstance(found[1], Trigger) else None

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Return where the tokens from place *first* to before *end* lie in the text form."""
        ends, tokens = self._ends_to(end), self.tokens
        return ends[first + 1] - len(tokens[first].mark), ends[end] - tokens[end - 1].clipped

    def _ends_to(self, place: int) -> list[int]:
        """Return the offsets behind the tokens before *place*, and behind more, the origin's first."""
        ends = self._ends
        if len(ends) <= place:
            end = ends[-1]
            for token in self.tokens[len(ends) - 1 : place]:
                end += token.step
                ends.append(end)
        return ends


def may_report(text: str, lexicon: Lexicon) -> bool:
    """Return whether *text* holds a word without which there is no trigger."""
    return not lexicon.keys.isdisjoint(_letters_of(text).split())


def _letters_of(text: str) -> bytes:
    return text.casefold().encode("ascii", "replace").translate(_NOT_LETTERS)


def iter_telling(form: str, lexicon: Lexicon) -> Iterator[Sentence]:
    """Yield the sentences of a text form that may hold a trigger, the first 800 tokens of them."""
    left, letters = MOST_WORDS, _letters_of(form)
    is_in_step = len(letters) == len(form)
    for start, end in _sentences(form, lexicon):
        spelled = letters[start:end] if is_in_step else _letters_of(form[start:end])
        if lexicon.keys.isdisjoint(spelled.split()):
            continue
        text = form[start:end]
        tokens = _tokens_of(text, left)
        left -= len(tokens)
        origin = end - len(text.lstrip()) - tokens[0].gap
        if len(tokens) > _LONGEST_SENTENCE:
            yield from _iter_parts(origin, tokens)
        else:
            yield _sentence(origin, tokens)
        if left <= 0:
            return


def _tokens_of(text: str, most: int) -> list[Word]:
    pieces = text.split(None, most)
    return list(islice(chain.from_iterable(map(VOCABULARY.__getitem__, pieces)), most))


def _iter_parts(origin: int, tokens: list[Word]) -> Iterator[Sentence]:
    for place in range(0, len(tokens), _LONGEST_SENTENCE):
        part = _sentence(origin, tokens[place : place + _LONGEST_SENTENCE])
        origin += sum(token.step for token in part.tokens)
        yield part


def _sentence(origin: int, tokens: list[Word]) -> Sentence:
    words = [token.text for token in tokens]
    if "may" in words and any(token.mark == "May" for token in tokens):
        _find_months(tokens)
        words = [token.text for token in tokens]
    telling = [(place, token) for place, token in enumerate(tokens) if token.is_telling]
    phrases, has_trigger, attributes = {}, False, False
    for place, token in telling:
        if token.attributes:
            attributes = True
        if token.heads is not None and (found := token.heads.at(words, place)):
            phrases[place] = found
            has_trigger = has_trigger or isinstance(found[1], Trigger)
        if token.signs and TAKEN in token.signs:
            has_trigger = True
    return Sentence(tokens, words, telling, phrases, has_trigger, attributes, [origin])


def _find_months(tokens: list[Word]) -> None:
    """Take each `May` beside a number or a preposition for the month."""
    for place, word in enumerate(tokens):
        before, after = tokens[max(0, place - 1)].tag, tokens[min(len(tokens) - 1, place + 1)].tag
        if word.text == "may" and after not in ("be", "have") and (before in ("number", "prep") or after == "number"):
            tokens[place] = replace(MARCH, mark=word.mark, gap=word.gap, step=word.step)


def _sentences(form: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return where the sentences of a text form begin and end, in order."""
    sentences, start = [], 0
    for found in _STOP.finditer(form):
        stop = found.start()
        if form[stop] == "." and _is_inside(form, stop, lexicon):
            continue
        if stop > start:
            sentences.append((start, stop))
        start = found.end()
    if start < len(form):
        sentences.append((start, len(form)))
    return sentences


def _is_inside(form: str, stop: int, lexicon: Lexicon) -> bool:
    """Return whether the full stop at *stop* ends no sentence: behind an initial or an abbreviation, in a number."""
    if not form.isascii() and form[stop + 1 : stop + 3].lstrip()[:1].islower():
        return True
    word = form[max(0, stop - _WORD_BEFORE) : stop].rpartition(" ")[2]
    if not word.isalpha():
        word = word.rpartition("(")[2].rpartition(".")[2]
    return (len(word) == 1 and word.isalpha()) or word.casefold() in lexicon.words["abbreviations"]
