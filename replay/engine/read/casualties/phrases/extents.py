"""Where the run of words ends that is one noun phrase: behind its first group of persons, or before a verb."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon.lexicon import TAKEN, Trigger
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.noun_phrase import FURTHER
from replay.engine.read.casualties.text.sentences import Sentence

_MODIFIERS = frozenset({"past", "adjective"})
_MAX_NOUN_WORDS = 12
_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "gen", "col", "lt", "sgt", "capt", "maj", "rev", "sen", "rep", "gov", "prof"}
)
_OWNERS = frozenset({"police", "troops", "crew"})
_PLANNED = frozenset({"planned", "wanted"})
_SUPPOSED = frozenset({"simulated", "hypothetical", "imagine", "if", "unless", "whether"})
_FARTHEST_VERB = 7
_LATER = frozenset({"later", "then", "also", "still", "soon"})


def content_end(sentence: Sentence, start: int, body: int) -> int:
    """Return where the run of nouns and adjectives from *body* ends: behind its first group of persons, if any.

    What begins before *body* has a count or an article.
    """
    tokens, place, seen = sentence.tokens, body, False
    last = len(tokens)
    if last - body > _MAX_NOUN_WORDS:
        last = body + _MAX_NOUN_WORDS
    while place < last:
        token = tokens[place]
        if not token.is_member:
            if token.is_end and place not in sentence.phrases:
                break
            if over := _stepped_over(sentence, place, start, body):
                place = over
                continue
            if _ends_at(sentence, place, last, start, body):
                break
        if seen and _ends_behind_persons(tokens, place, last, start):
            break
        if token.is_person and not token.qualifies:
            seen = True
        place += 1
    if place > body and tokens[place - 1].is_past:
        return _before_verb(sentence, place, start, body)
    return place


def _ends_behind_persons(tokens: Sequence[Word], place: int, last: int, start: int) -> bool:
    """Return whether the phrase that names persons ends before *place*: `took seven workers` hostage."""
    token = tokens[place]
    if token.is_person:
        return TAKEN in token.signs and _follows_taking(tokens, start)
    return not _goes_on(tokens, place, last)


def _before_verb(sentence: Sentence, end: int, start: int, body: int) -> int:
    """Return *end*, or the place before if a verb stands there: `hundreds` marched, `a bus` plunged off."""
    tokens = sentence.tokens
    if end - 1 in sentence.phrases or (end < len(tokens) and tokens[end].fills and tokens[end].phrases):
        return end  # two badly scorched dead
    if end == body + 1:
        return end - (start < body)
    doer = tokens[end - 2]
    is_thing = start < body and doer.tag == "word" and not (doer.is_person or doer.is_maker)
    return end - (doer.is_never or (is_thing and end < len(tokens) and not tokens[end].fills))


def _follows_taking(tokens: Sequence[Word], start: int) -> bool:
    """Return whether a verb of taking stands before the phrase: `took` seven workers hostage."""
    return any(token.tag == "take" for token in tokens[max(0, start - _FARTHEST_VERB) : start])


def _is_wanted(tokens: Sequence[Word], place: int, body: int) -> bool:
    """Return whether a word of hedging only describes somebody, or a plan: `a wanted man`, `a planned march`."""
    if place != body and tokens[place - 1].text != "most":
        return False
    word, behind = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
    if behind is None or not behind.fills or word.text in _SUPPOSED:
        return False
    return behind.is_person or behind.is_maker or word.text in _PLANNED


def _stepped_over(sentence: Sentence, place: int, start: int, body: int) -> int:
    """Return where an idiom, a hedge or the full stop behind a title ends if it parts nothing; 0 if there is none."""
    if sentence.tokens[place].tag == "hedge" and start < place and _is_wanted(sentence.tokens, place, body):
        return place + 1
    if place > start and (found := sentence.phrases.get(place)) and found[1] is None:
        is_behind = place > body and sentence.tokens[place].is_past and sentence.tokens[place - 1].is_person
        return 0 if is_behind else found[0]  # two men condemned to death
    if place == body or sentence.words[place] != ".":
        return 0
    before = sentence.words[place - 1]
    return place + 1 if before in _TITLES or len(before) == 1 else 0


def _ends_at(sentence: Sentence, place: int, last: int, start: int, body: int) -> bool:
    """Return whether a trigger, a verb's -ing form or an adverb ends it; not in "two critically injured men"."""
    token = sentence.tokens[place]
    if token.phrases is not None and (found := sentence.phrases.get(place)):
        end, value = found
        if not isinstance(value, Trigger):
            return True
        is_behind = place > body and not (place == body + 1 and _leaves_open(sentence.tokens[body]))
        return is_behind or not _modifies(sentence.tokens, place, end, value)
    if token.fills:
        return (token.ends_in_ing and place > body) or (place > start and _begins_count(sentence.tokens, place))
    if token.tag != "adv" or body == start or place + 1 == last:
        return True
    return token.text in _LATER or not sentence.tokens[place + 1].fills


def _leaves_open(word: Word) -> bool:
    """Return whether a trigger behind the word only describes a person, too: `six other wounded men`, `badly hurt`."""
    return word.text in FURTHER or word.tag == "adv"


def joined_end(sentence: Sentence, end: int) -> int:
    """Return where the phrase ends if its noun stands behind an `and` or `or`: `two Hutu and Twa refugees`."""
    tokens, place = sentence.tokens, end
    while place < len(tokens) and (tokens[place].tag == "and" or tokens[place].text == "/"):
        place += 1
    if place in (end, len(tokens)) or not tokens[place].fills:
        return end
    last = content_end(sentence, place, place)
    return last if last > place and tokens[last - 1].is_person and tokens[last - 1].is_plural else end


def _modifies(tokens: Sequence[Word], place: int, end: int, trigger: Trigger) -> bool:
    """Return whether the trigger at *place* only describes a person: `two wounded soldiers`."""
    if not (trigger.form in _MODIFIERS or trigger.kind == "captured") or place == 0:
        return False
    before = tokens[place - 1]
    if trigger.kind == "wounded" and _picks(tokens, place - (before.tag == "number")):
        return True
    behind = tokens[end] if end < len(tokens) else None
    if behind is None or not (before.tag in ("number", "a", "the", "own") or _leaves_open(before)):
        return False
    return behind.is_person or (behind.is_maker and behind.fills and not behind.is_never)


def _picks(tokens: Sequence[Word], place: int) -> bool:
    """Return whether some are picked of those who follow: `one of the` injured, `of the ten` injured."""
    return place > 1 and tokens[place - 1].text == "the" and tokens[place - 2].tag == "of"


def _goes_on(tokens: Sequence[Word], place: int, last: int) -> bool:
    """Return whether the noun behind a person is what is told of: `army recruitment officers`, `two police dogs`."""
    word, before = tokens[place], tokens[place - 1]
    if word.is_never and word.text != "part" and (not before.is_plural or before.text in _OWNERS):
        return True
    is_one = not before.is_plural or (before.text in _OWNERS and place > 1 and tokens[place - 2].tag == "a")
    return is_one and place + 1 < last and tokens[place + 1].is_person  # a police sub inspector


def _begins_count(tokens: Sequence[Word], place: int) -> bool:
    if tokens[place].bounds is None or place + 1 == len(tokens):
        return False
    return tokens[place + 1].text == "than" or tokens[place + 1].tag == "number"
