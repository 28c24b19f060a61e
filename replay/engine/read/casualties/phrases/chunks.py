"""Find the noun phrases of a sentence: count, article and the words up to the first group of persons."""

from collections.abc import Sequence

from msgspec.structs import replace

from replay.engine.read.casualties.lexicon.lexicon import Lexicon
from replay.engine.read.casualties.lexicon.words import DETERMINERS, Word
from replay.engine.read.casualties.phrases.ages import SPANS_OF_LIFE
from replay.engine.read.casualties.phrases.counts import count_at
from replay.engine.read.casualties.phrases.extents import content_end, joined_end
from replay.engine.read.casualties.phrases.noun_phrase import FORMER, FURTHER, THEM, NounPhrase
from replay.engine.read.casualties.phrases.numerals import Count
from replay.engine.read.casualties.text.sentences import Sentence

_YEARS = range(1900, 2100)
_ARTICLES = frozenset({"a", "the", "own", "no", "pronoun"})
_BOUNDING = frozenset({"at", "or"})
_MORE = frozenset({"more", "further", "additional"})
_BEFORE_COUNTS = FURTHER | FORMER
_PARTITIVE = _MORE | {"of"}


def noun_phrase(sentence: Sentence, start: int, lexicon: Lexicon, count: Count | None) -> NounPhrase | None:
    """Return the noun phrase that begins at *start*, with its *count* if that begins there too, or None."""
    tokens, words = sentence.tokens, sentence.words
    if count is not None:
        return _counted(sentence, start, lexicon, count, "")
    article, body = tokens[start].tag, start + 1
    if article == "pronoun":
        return _pronoun(tokens, start)
    if article not in _ARTICLES:
        article, body = "", start + (words[start] == "another")
    elif article == "no" and _stands_alone(tokens, body):
        return _nobody(tokens, start) if words[body] == "one" else None
    if body > start:
        count = _count_behind(sentence, body, lexicon, article)
        if count is not None:
            return _counted(sentence, start, lexicon, count, article)
    end = content_end(sentence, start, body)
    if end == body:
        if article == "a":
            body, end = _behind_age(sentence, start, body)
        if end == body:
            return _pronoun(tokens, start) if words[start] == "her" else None
    return NounPhrase(tokens, start, body, end, words[start], words[end - 1], None, article)


def _counted(sentence: Sentence, start: int, lexicon: Lexicon, count: Count, article: str) -> NounPhrase | None:
    """Return the phrase at *start* with the words that *count* counts, or None if it is a year."""
    tokens, words, body = sentence.tokens, sentence.words, count.end
    last = len(words)
    if body < last and words[body] in _PARTITIVE:
        body = _skip_partitive(sentence, body, lexicon)
    is_them = words[body - 1] == "of" and body < last and words[body] in THEM
    end = body + 1 if is_them else content_end(sentence, start, body)
    if end > body and not tokens[end - 1].is_person:
        end = joined_end(sentence, end)
    if end < last and words[end] in _BOUNDING:
        count = _bounded_behind(count, sentence, end)
    head = words[end - 1] if end > body else ""
    is_year = count.min in _YEARS and count.min == count.max and words[count.end - 1].isdecimal()
    if is_year and (body == end or article == "the" or not tokens[end - 1].is_plural):
        return None if body == end else NounPhrase(tokens, start, body, end, words[start], head, None, article)
    return NounPhrase(tokens, start, body, end, words[start], head, count, article)


def _stands_alone(tokens: Sequence[Word], body: int) -> bool:
    """Return whether behind `no` stands `one`, a full stop or a number, and no noun: `it was no.`, `ward no 4`."""
    return body < len(tokens) and (tokens[body].text in ("one", ".") or tokens[body].digits is not None)


def _nobody(tokens: Sequence[Word], place: int) -> NounPhrase:
    """Return `no one` as a phrase."""
    zero = Count(0, 0, approx=False, end=place + 2)
    return NounPhrase(tokens, place, place + 2, place + 2, "no", "", zero, "no")


def _pronoun(tokens: Sequence[Word], start: int) -> NounPhrase:
    text = tokens[start].text
    return NounPhrase(tokens, start, start + 1, start + 1, text, text, None, "pronoun")


def _count_behind(sentence: Sentence, place: int, lexicon: Lexicon, article: str) -> Count | None:
    """Return the count behind an article, or what `no` and `another` say by themselves."""
    tokens, words, count = sentence.tokens, sentence.words, None
    if place < len(words):
        if words[place] in _BEFORE_COUNTS and place + 1 < len(words) and tokens[place + 1].counts:
            place += 1
        token = tokens[place]
        if token.counts_alone or sentence.behind[place] in token.counts_with:
            count = count_at(tokens, words, place, lexicon)
    if count is None and (article == "no" or (not article and words[place - 1] == "another")):
        number = 0 if article == "no" else 1
        return Count(number, number, approx=False, end=place)
    return count


def _bounded_behind(count: Count, sentence: Sentence, end: int) -> Count:
    """Return the count with the bound that may stand behind its noun: `30 men or more`, `30 men at most`."""
    words, beyond = sentence.words, end + 2
    if beyond < len(words) and (sentence.tokens[beyond].counts or words[beyond] == "than"):
        return count
    bound = words[end:beyond]
    if bound == ["at", "most"] or words[end : beyond + 1] == ["at", "the", "most"]:
        return replace(count, min=None)
    return replace(count, max=None) if bound in (["at", "least"], ["or", "more"]) else count


def _skip_partitive(sentence: Sentence, body: int, lexicon: Lexicon) -> int:
    """Step over `of`, `of the`, `of the five`, `more` behind a count."""
    tokens, words, last = sentence.tokens, sentence.words, len(sentence.words)
    if words[body] in _MORE and words[body + 1 : body + 2] != ["than"]:
        body += 1
    if body < last and words[body] == "of":
        body += 1
        if body < last and tokens[body].tag in DETERMINERS:
            body += 1
        part = count_at(tokens, words, body, lexicon) if body < last and tokens[body].counts else None
        body = part.end if part else body
    return body


def _behind_age(sentence: Sentence, start: int, place: int) -> tuple[int, int]:
    """Return where the words begin and end behind an age: `a 15 year old` girl; both at *place* if there is none."""
    words = sentence.words
    behind = words[place + 1 : place + 3]
    if len(behind) == 1 or behind[1:] != ["old"] or behind[0] not in SPANS_OF_LIFE:
        return place, place
    end = content_end(sentence, start, place + 3)
    return (place + 3 if end > place + 3 else place + 2), end  # a 15 year old was killed
