"""What stands anywhere in a sentence, whatever the automaton has read of it, and bears on what its triggers mean."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from replay.engine.read.casualties.lexicon.forms import singular
from replay.engine.read.casualties.lexicon.lexicon import Lexicon, Trigger
from replay.engine.read.casualties.lexicon.words import Word
from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.text.sentences import Sentence

_CONFIRMED = ("confirmed", "reported", "announced")
_CLAIMS = (["by"], ["the"], ["an"], ["a"])
_LIVES = (["life"], ["lives"])


def is_mishap(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether soldiers who exercise come to harm, and no enemy does it: `in the drill two sailors drown`."""
    foes, sides, words = lexicon.words["foes"], lexicon.sides, sentence.words
    return foes.isdisjoint(words) and any(sides.get(singular(word)) == "security" for word in words)


def has_needed(sentence: Sentence, trigger: Trigger, lexicon: Lexicon) -> bool:
    """Return whether the sentence holds what an uncounted use of *trigger* needs."""
    needs = trigger.needs
    if not needs or any(token.tag in needs for token in sentence.tokens):
        return True
    return "find" in needs and not lexicon.words["mangled"].isdisjoint(sentence.words)


def is_vetoed(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether the sentence speaks of money or sport, where some triggers mean nothing."""
    veto = lexicon.words["veto"]
    return not veto.isdisjoint(sentence.words) and _speaks_of(sentence.tokens, veto)


def announced_at(sentence: Sentence, lexicon: Lexicon) -> int:
    """Return the place of the first word that announces what follows, or confirms what the sentence tells.

    It is before the first token if something is confirmed in a sentence that announces it, and behind the last one if
    nothing is announced.
    """
    words, announces = sentence.words, lexicon.words["announces"]
    if announces.isdisjoint(words):
        return len(words)  # most sentences
    is_confirmed = any(map(_confirms, sentence.tokens, words[1:]))
    return -1 if is_confirmed else next(place for place, word in enumerate(words) if word in announces)


def _confirms(token: Word, behind: str) -> bool:
    return token.tag == "be" and behind in _CONFIRMED


def _speaks_of(tokens: Sequence[Word], words: AbstractSet[str]) -> bool:
    """Return whether one of *words* stands in the sentence, and not only says what persons they are."""
    behind = (*tokens[1:], None)
    pairs = zip(tokens, behind, strict=True)
    return any(token.text in words and not (after and after.is_person) for token, after in pairs)


def protest_at(sentence: Sentence, lexicon: Lexicon) -> int:
    """Return the place of the first word of a protest or a crowd, behind the last token if there is none."""
    crowds = lexicon.words["crowds"]
    told = [place for place, name in sentence.hints if name == "protest"]
    if not crowds.isdisjoint(sentence.words):
        told += [place for place, word in enumerate(sentence.words) if word in crowds]
    return min(told, default=len(sentence.tokens))


def has_response(sentence: Sentence, lexicon: Lexicon) -> bool:
    """Return whether somebody is said to respond to what is known by now: `urges calm`, not `years of calm`."""
    words, responds = sentence.words, lexicon.words["responds"]
    return any(word in responds and words[at - 1 : at] != ["of"] for at, word in enumerate(words))


def is_claimed(sentence: Sentence) -> bool:
    """Return whether the sentence says who claims the deed."""
    words = sentence.words
    if "claimed" not in words:
        return "responsibility" in words
    behind = words[words.index("claimed") + 1 :][:2]
    return "responsibility" in words or (behind[:1] in _CLAIMS and behind[1:] not in _LIVES)


def has_two_dashes(sentence: Sentence) -> bool:
    """Return whether something stands between two dashes."""
    return sentence.words.count("-") + sentence.words.count("--") == 2  # noqa: PLR2004 -- a pair


def happens_behind(sentence: Sentence, noun: NounPhrase, lexicon: Lexicon) -> bool:
    """Return whether the sentence says that what *noun* names took place, behind it or by `there was`."""
    words, tokens, lists = sentence.words, sentence.tokens, lexicon.words
    if words[0] == "there" or not lists["occurs"].isdisjoint(words[noun.end :]):
        return True
    commas = [place for place in range(noun.end, len(tokens)) if tokens[place].tag == "comma"]
    behind = tokens[commas[1] + 1 : commas[1] + 4] if len(commas) > 1 else []
    # The blast, which killed two, was in
    is_there = len(behind) > 1 and behind[0].tag == "be" and behind[1].tag == "prep"
    is_record = bool(behind) and behind[0].tag == "be" and behind[-1].text in lists["records"]
    return is_there or is_record or any(token.text in lists["happens"] for token in behind[:2])
