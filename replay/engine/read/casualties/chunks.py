"""Find the noun phrases of a sentence: count, article and the words up to the first group of persons."""

from collections.abc import Sequence

from msgspec.structs import replace

from replay.engine.read.casualties.counts import SPANS_OF_LIFE, count_at
from replay.engine.read.casualties.lexicon import TAKEN, Lexicon, Trigger
from replay.engine.read.casualties.nouns import FORMER, FURTHER, THEM, NounPhrase
from replay.engine.read.casualties.numerals import Count
from replay.engine.read.casualties.tokens import Sentence
from replay.engine.read.casualties.words import Word

_MODIFIERS = frozenset({"past", "adjective"})
_MAX_NOUN_WORDS = 12
_YEARS = range(1900, 2100)
_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "gen", "col", "lt", "sgt", "capt", "maj", "rev", "sen", "rep", "gov", "prof"}
)
_OWNERS = frozenset({"police", "troops", "crew"})
_PLANNED = frozenset({"planned", "wanted"})
_SUPPOSED = frozenset({"simulated", "hypothetical", "imagine", "if", "unless", "whether"})
_FARTHEST_VERB = 7
_LATER = frozenset({"later", "then", "also", "still", "soon"})
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
    is_them = 0 < body < last and words[body] in THEM and words[body - 1] == "of"
    end = body + 1 if is_them else content_end(sentence, start, body)
    if end > body and not tokens[end - 1].is_person:
        end = _joined_end(sentence, end)
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
        if body < last and tokens[body].tag in ("the", "own", "a"):
            body += 1
        part = count_at(tokens, words, body, lexicon) if body < last and tokens[body].counts else None
        body = part.end if part else body
    return body


def content_end(sentence: Sentence, start: int, body: int) -> int:
    """Return where the run of nouns and adjectives from *body* ends: behind its first group of persons, if any.

    What begins before *body* has a count or an article.
    """
    tokens, phrases, place, seen = sentence.tokens, sentence.phrases, body, False
    last = body + _MAX_NOUN_WORDS if len(tokens) - body > _MAX_NOUN_WORDS else len(tokens)
    while place < last:
        token = tokens[place]
        if not token.is_member:
            if token.is_end and place not in phrases:
                break
            if over := _stepped_over(sentence, place, start, body):
                place = over
                continue
            if _ends_at(sentence, place, last, start, body):
                break
        if token.is_person:
            if seen and TAKEN in token.signs and _follows_taking(tokens, start):
                break
            seen = seen or not token.qualifies
        elif seen and not _goes_on(tokens, place, last):
            break
        place += 1
    if place > body and tokens[place - 1].is_past:
        return _before_verb(sentence, place, start, body)
    return place


def _before_verb(sentence: Sentence, end: int, start: int, body: int) -> int:
    """Return *end*, or the place before if a verb stands there: `hundreds` marched, `a bus` plunged off."""
    tokens = sentence.tokens
    if end - 1 in sentence.phrases or (end < len(tokens) and tokens[end].fills and tokens[end].heads):
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
        return found[0]
    if place == body or sentence.words[place] != ".":
        return 0
    before = sentence.words[place - 1]
    return place + 1 if before in _TITLES or len(before) == 1 else 0


def _behind_age(sentence: Sentence, start: int, place: int) -> tuple[int, int]:
    """Return where the words begin and end behind an age: `a 15 year old` girl; both at *place* if there is none."""
    words = sentence.words
    behind = words[place + 1 : place + 3]
    if len(behind) == 1 or behind[1:] != ["old"] or behind[0] not in SPANS_OF_LIFE:
        return place, place
    end = content_end(sentence, start, place + 3)
    return (place + 3 if end > place + 3 else place + 2), end  # a 15 year old was killed


def _ends_at(sentence: Sentence, place: int, last: int, start: int, body: int) -> bool:
    """Return whether a trigger, a verb's -ing form or an adverb ends it; not in "two critically injured men"."""
    token = sentence.tokens[place]
    if token.heads is not None and (found := sentence.phrases.get(place)):
        end, value = found
        if not isinstance(value, Trigger):
            return True
        is_behind = place > body and not (place == body + 1 and _leaves_open(sentence.tokens[body]))
        return is_behind or not _modifies(sentence.tokens, place, end, value)
    if token.fills:
        return (token.is_participle and place > body) or (place > start and _begins_count(sentence.tokens, place))
    if token.tag != "adv" or body == start or place + 1 == last:
        return True
    return token.text in _LATER or not sentence.tokens[place + 1].fills


def _leaves_open(word: Word) -> bool:
    """Return whether a trigger behind the word only describes a person, too: `six other wounded men`, `badly hurt`."""
    return word.text in FURTHER or word.tag == "adv"


def _joined_end(sentence: Sentence, end: int) -> int:
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
