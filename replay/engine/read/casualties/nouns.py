"""Noun phrases: count, article and the words up to the first group of persons."""

from collections.abc import Sequence
from dataclasses import dataclass

from replay.engine.read.casualties.counts import count_at
from replay.engine.read.casualties.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.numerals import Count
from replay.engine.read.casualties.words import Word

_MODIFIERS = frozenset({"past", "adjective"})
_MAX_NOUN_WORDS = 12
_YEARS = range(1900, 2100)
_THEM = frozenset({"them", "whom", "which"})


@dataclass(slots=True, eq=False)
class NounPhrase:
    """A stretch of a sentence that may name victims.

    Attributes:
        start: Place of the first token.
        body: Place of the first token behind count and article; equal to `end` where there is none.
        end: Place behind the last token.
        count: How many, or None where the phrase has no number.
        article: `a`, `the`, `own`, `no`, `pronoun`, or empty.
        head: Its last word, case-folded, empty for a number alone.
        is_part: Whether it picks some of those told of: `seven of the dead`.
        is_further: Whether it says that there are others: `another officer`, `two more`, `three other men`.
        is_person: Whether the head is known to be a person or persons.
        is_plural: Whether the head looks plural.
        is_named: Whether it looks like a person's full name.
        is_name: Whether it is one capitalised word that looks singular.
        is_never: Whether the head can be no victim.
    """

    start: int
    body: int
    end: int
    count: Count | None = None
    article: str = ""
    head: str = ""
    is_part: bool = False
    is_further: bool = False
    is_person: bool = False
    is_plural: bool = False
    is_named: bool = False
    is_name: bool = False
    is_never: bool = False


def trigger_at(words: Sequence[str], place: int, lexicon: Lexicon) -> tuple[int, Trigger] | None:
    """Return the end and the trigger of the phrase at *place*, or None."""
    found = lexicon.phrases.at(words, place)
    return (found[0], found[1]) if found and isinstance(found[1], Trigger) else None


def nobody(place: int) -> NounPhrase:
    """Return `no one` as a phrase."""
    zero = Count(0, 0, approx=False, end=place + 2)
    return NounPhrase(place, place + 2, place + 2, count=zero, article="no", is_person=True)


def noun_phrase(
    tokens: Sequence[Word], words: Sequence[str], start: int, lexicon: Lexicon, count: Count | None
) -> NounPhrase | None:
    """Return the noun phrase that begins at *start*, with its *count* if that begins there too, or None."""
    article, place = _article(tokens, start) if count is None else ("", start)
    if article == "pronoun":
        personal = words[start] in _PERSONAL
        return NounPhrase(start, start + 1, start + 1, article=article, head=words[start], is_person=personal)
    if count is None and place > start and place < len(tokens) and tokens[place].counts:
        count = count_at(tokens, words, place, lexicon)
    if count is None and (article == "no" or words[start] == "another"):
        number = 0 if article == "no" else 1
        count = Count(number, number, approx=False, end=place)
    body = count.end if count else place
    body = _skip_partitive(tokens, words, body, lexicon) if count else body
    end = content_end(tokens, words, start, body, lexicon)
    if count and end > body and not tokens[end - 1].is_person:
        end = _joined_end(tokens, words, end, lexicon)
    if end == start or (body == end and count is None):
        return None
    if count and count.min == count.max and count.min in _YEARS and (body == end or article == "the"):
        if body == end:
            return None
        count = None
    return described(tokens, start, body, end, (count, article))


_TOLD = frozenset({"dead", "victims", "killed", "deceased", "fatalities", "casualties", "slain"})
_FURTHER = frozenset({"another", "other", "more", "further", "additional"})
_PERSONAL = frozenset({"he", "she", "him", "her", "himself", "herself"})


def _article(tokens: Sequence[Word], place: int) -> tuple[str, int]:
    tag = tokens[place].tag
    if tokens[place].text == "another":
        return "", place + 1
    if tag in ("a", "the", "own", "no"):
        return tag, place + 1
    return ("pronoun" if tag == "pronoun" else ""), place


def _skip_partitive(tokens: Sequence[Word], words: Sequence[str], body: int, lexicon: Lexicon) -> int:
    """Step over `of`, `of the`, `of the five`, `more` behind a count."""
    if (
        body < len(words)
        and words[body] in ("more", "further", "additional")
        and words[body + 1 : body + 2] != ["than"]
    ):
        body += 1
    if body < len(words) and words[body] == "of":
        body += 1
        if body < len(words) and tokens[body].tag in ("the", "own"):
            body += 1
            part = count_at(tokens, words, body, lexicon) if body < len(words) and tokens[body].counts else None
            body = part.end if part else body
    return body


def content_end(tokens: Sequence[Word], words: Sequence[str], start: int, body: int, lexicon: Lexicon) -> int:
    """Return where the run of nouns and adjectives from *body* ends: behind its first group of persons, if any.

    What begins before *body* has a count or an article.
    """
    if body < len(words) and words[body] in _THEM and words[body - 1] == "of":
        return body + 1
    place, last, seen = body, min(len(tokens), body + _MAX_NOUN_WORDS), False
    while place < last:
        token = tokens[place]
        if token.heads and trigger_at(words, place, lexicon):
            if place > body or not _modifies(tokens, words, place, lexicon):
                break
        elif token.fills:
            if token.is_participle and place > body:
                break
        elif not (token.tag == "adv" and body > start and place + 1 < last and tokens[place + 1].fills):
            break  # but: two critically injured men
        if token.is_person:
            seen = seen or not token.qualifies
        elif seen and not _goes_on(tokens, place, last):
            break
        place += 1
    return place


def _joined_end(tokens: Sequence[Word], words: Sequence[str], end: int, lexicon: Lexicon) -> int:
    """Return where the phrase ends if its noun stands behind an `and` or `or`: `two Hutu and Twa refugees`."""
    place = end
    while place < len(tokens) and (tokens[place].tag == "and" or words[place] == "/"):
        place += 1
    if place in (end, len(tokens)) or not tokens[place].fills:
        return end
    last = content_end(tokens, words, place, place, lexicon)
    return last if last > place and tokens[last - 1].is_person and tokens[last - 1].is_plural else end


def _modifies(tokens: Sequence[Word], words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Return whether the trigger at *place* only describes a person: `two wounded soldiers`."""
    found = trigger_at(words, place, lexicon)
    if found is None or found[1].form not in _MODIFIERS or place == 0:
        return False
    before = tokens[place - 1].tag
    return found[0] < len(words) and before in ("number", "a", "the", "own") and tokens[found[0]].is_person


def _goes_on(tokens: Sequence[Word], place: int, last: int) -> bool:
    """Return whether a singular noun behind a person is followed by another person: `army recruitment officers`."""
    return not tokens[place - 1].is_plural and place + 1 < last and tokens[place + 1].is_person


def described(tokens: Sequence[Word], start: int, body: int, end: int, counted: tuple[Count | None, str]) -> NounPhrase:
    """Return the phrase from *start* to *end*, whose words begin at *body*, *counted* by number and article."""
    count, article = counted
    is_part = (
        count is not None and tokens[body - 1].tag in ("of", "the") and tokens[min(body, len(tokens) - 1)].text in _TOLD
    )
    if end == body:
        return NounPhrase(
            start, body, end, count, article, is_part=is_part, is_further=_is_further(tokens, start, body, end, count)
        )
    head = tokens[end - 1]
    named = head.tag == "name" and not head.is_plural and any(token.tag == "name" for token in tokens[body : end - 1])
    leads = head.text == "head" and end > body + 1
    never = head.is_never and not leads
    return NounPhrase(
        start,
        body,
        end,
        count,
        article,
        head=head.text,
        is_part=is_part,
        is_further=count is not None and _is_further(tokens, start, body, end, count),
        is_person=head.is_person or leads or (head.is_maker and not never and article in ("the", "own")),
        is_plural=head.is_plural,
        is_named=named and not never,
        is_name=head.tag == "name" and end == start + 1 and not head.is_plural and not head.is_acronym and not never,
        is_never=never,
    )


def _is_further(tokens: Sequence[Word], start: int, body: int, end: int, count: Count | None) -> bool:
    place = start if count is None else count.end
    said = {token.text for token in (tokens[start], *tokens[place : body + 1]) if token is not tokens[end - 1]}
    return not _FURTHER.isdisjoint(said)
