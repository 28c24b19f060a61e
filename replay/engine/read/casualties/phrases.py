"""Group the tokens of a sentence into noun phrases, triggers and function words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from replay.engine.read.casualties.counts import Count, count_at
from replay.engine.read.casualties.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.tokens import Token

_CONTENT = frozenset({"name", "word"})
_OPENERS = frozenset({"a", "the", "own", "no", "number", "name", "word", "pronoun"})
_MODIFIERS = frozenset({"past", "adjective"})
_MAX_NOUN_WORDS = 12
_YEARS = range(1900, 2100)
_THEM = frozenset({"them", "whom", "which"})


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A stretch of a sentence that may name victims.

    Attributes:
        start: Place of the first token.
        body: Place of the first token behind count and article; equal to `end` where there is none.
        end: Place behind the last token.
        count: How many, or None where the phrase has no number.
        article: `a`, `the`, `own`, `no`, `pronoun`, or empty.
        head: Its last word, case-folded, empty for a number alone.
        is_person: Whether the head is known to be a person or persons.
        is_plural: Whether the head looks plural.
        is_named: Whether it looks like a person's full name.
        is_never: Whether the head can be no victim.
    """

    start: int
    body: int
    end: int
    count: Count | None = None
    article: str = ""
    head: str = ""
    is_person: bool = False
    is_plural: bool = False
    is_named: bool = False
    is_never: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a sentence: class, first word, tokens, and the noun phrase or trigger that it is."""

    tag: str
    word: str
    start: int
    end: int
    noun: NounPhrase | None = None
    trigger: Trigger | None = None


def iter_items(tokens: Sequence[Token], words: Sequence[str], lexicon: Lexicon) -> Iterator[Item]:
    """Yield the items of a sentence in order, without gaps or overlaps."""
    place = 0
    while place < len(tokens):
        item = _item_at(tokens, words, place, lexicon)
        yield item
        place = item.end


def _item_at(tokens: Sequence[Token], words: Sequence[str], place: int, lexicon: Lexicon) -> Item:
    if words[place] in lexicon.idioms and (idiom := lexicon.idioms.at(words, place)):
        return Item("other", words[place], place, idiom[0])
    if words[place] in lexicon.triggers and (found := lexicon.triggers.at(words, place)):
        return Item("trigger", words[place], place, found[0], trigger=found[1])
    if words[place] in lexicon.joins and (join := lexicon.joins.at(words, place)):
        return Item("and", words[place], place, join[0])
    if words[place : place + 2] == ["no", "one"]:
        return Item("noun", "no", place, place + 2, noun=_nobody(place))
    count = count_at(tokens, words, place, lexicon)
    if count or tokens[place].tag in _OPENERS:
        noun = _noun_phrase(tokens, words, place, lexicon, count)
        if noun is not None:
            return Item("noun", words[place], place, noun.end, noun=noun)
    return Item(tokens[place].tag, words[place], place, place + 1)


def _nobody(place: int) -> NounPhrase:
    zero = Count(0, 0, approx=False, end=place + 2)
    return NounPhrase(place, place + 2, place + 2, count=zero, article="no", is_person=True)


def _noun_phrase(
    tokens: Sequence[Token], words: Sequence[str], start: int, lexicon: Lexicon, count: Count | None
) -> NounPhrase | None:
    article, place = _article(tokens, start) if count is None else ("", start)
    if article == "pronoun":
        personal = words[start] in _PERSONAL
        return NounPhrase(start, start + 1, start + 1, article=article, head=words[start], is_person=personal)
    if count is None and place < len(tokens):
        count = count_at(tokens, words, place, lexicon)
    if article == "no" and count is None:
        count = Count(0, 0, approx=False, end=place)
    if words[start] == "another" and count is None:
        count = Count(1, 1, approx=False, end=place)
    body = count.end if count else place
    body = _skip_partitive(tokens, words, body) if count else body
    end = _content_end(tokens, words, body, lexicon)
    if end == start or (body == end and count is None):
        return None
    if count and count.min == count.max and count.min in _YEARS and (body == end or article == "the"):
        if body == end:
            return None
        count = None
    return _described(words, tokens, lexicon, NounPhrase(start, body, end, count, article))


_PERSONAL = frozenset({"he", "she", "him", "her"})


def _article(tokens: Sequence[Token], place: int) -> tuple[str, int]:
    tag = tokens[place].tag
    if tokens[place].word == "another":
        return "", place + 1
    if tag in ("a", "the", "own", "no"):
        return tag, place + 1
    return ("pronoun" if tag == "pronoun" else ""), place


def _skip_partitive(tokens: Sequence[Token], words: Sequence[str], body: int) -> int:
    """Step over `of`, `of the`, `more`, `other` behind a count."""
    if body < len(words) and words[body] in ("more", "further", "additional"):
        body += 1
    if body < len(words) and words[body] == "of":
        body += 1
        if body < len(words) and tokens[body].tag in ("the", "own"):
            body += 1
    return body


def _content_end(tokens: Sequence[Token], words: Sequence[str], body: int, lexicon: Lexicon) -> int:
    """Return where the run of nouns and adjectives from *body* ends: behind its first group of persons, if any."""
    if body < len(words) and words[body] in _THEM and words[body - 1] == "of":
        return body + 1
    place, last, seen = body, min(len(tokens), body + _MAX_NOUN_WORDS), False
    while place < last:
        if words[place] in lexicon.triggers and lexicon.triggers.at(words, place):
            if place > body or not _modifies(tokens, words, place, lexicon):
                break
        elif not _is_content(tokens, place) or (place > body and _is_participle(words[place])):
            break
        person = is_person(words[place], lexicon)
        if seen and not person and not _goes_on(words, place, last, lexicon):
            break
        seen = seen or person
        place += 1
    return place


def _is_participle(word: str) -> bool:
    return len(word) > 5 and word.endswith("ing")  # noqa: PLR2004 -- not "king" or "wing"


def _is_content(tokens: Sequence[Token], place: int) -> bool:
    token = tokens[place]
    return token.tag in _CONTENT or (token.tag == "number" and "-" in token.word and token.word[-1].isalpha())


def _modifies(tokens: Sequence[Token], words: Sequence[str], place: int, lexicon: Lexicon) -> bool:
    """Return whether the trigger at *place* only describes a person: `two wounded soldiers`."""
    found = lexicon.triggers.at(words, place) if words[place] in lexicon.triggers else None
    if found is None or found[1].form not in _MODIFIERS or place == 0 or tokens[place - 1].tag in ("have", "be"):
        return False
    return (
        found[0] < len(words)
        and tokens[place - 1].tag in ("number", "a", "the", "own")
        and is_person(words[found[0]], lexicon)
    )


def _goes_on(words: Sequence[str], place: int, last: int, lexicon: Lexicon) -> bool:
    """Return whether a singular noun behind a person is followed by another person: `army recruitment officers`."""
    before_plural = words[place - 1].endswith("s") or words[place - 1] in lexicon.person_plurals
    return not before_plural and place + 1 < last and is_person(words[place + 1], lexicon)


def is_person(word: str, lexicon: Lexicon) -> bool:
    """Return whether *word* names a person or persons."""
    singular = _singular(word)
    return (
        word in lexicon.person_plurals
        or singular in lexicon.persons
        or word in lexicon.persons
        or (word.endswith(lexicon.person_suffixes) and singular not in lexicon.never)
    )


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _described(words: Sequence[str], tokens: Sequence[Token], lexicon: Lexicon, noun: NounPhrase) -> NounPhrase:
    head = words[noun.end - 1] if noun.end > noun.body else ""
    plural = head in lexicon.person_plurals or head.endswith("men") or (head.endswith("s") and not head.endswith("ss"))
    person = bool(head) and is_person(head, lexicon)
    names = sum(token.tag == "name" for token in tokens[noun.body : noun.end])
    named = names >= 2 and tokens[noun.end - 1].tag == "name" and not plural  # noqa: PLR2004 -- first and last name
    never = not person and (_singular(head) in lexicon.never or head in lexicon.never)
    maker = head.endswith(lexicon.maker_suffixes) and not never and noun.article in ("the", "own")
    return replace(
        noun, head=head, is_person=person or maker, is_plural=plural, is_named=named and not never, is_never=never
    )
