"""Whether a phrase is one more of a list of victims, or only says who the one before it is."""

from replay.engine.read.casualties.phrases.noun_phrase import NounPhrase
from replay.engine.read.casualties.phrases.victims import is_counted, is_single

_FAMILY = frozenset(
    {"husband", "wife", "son", "daughter", "mother", "father", "brother", "sister", "grandmother", "grandfather"}
    | {"grandson", "granddaughter", "uncle", "aunt", "nephew", "niece", "cousin", "child", "baby", "man", "woman"}
    | {"boy", "girl", "infant", "toddler", "teenager"}
)
_OFFICES = frozenset(
    {"member", "leader", "head", "chief", "activist", "president", "chairman", "treasurer", "secretary", "commander"}
    | {"director", "founder", "organiser", "organizer", "mayor", "governor", "spokesman", "supporter", "candidate"}
)
_JOINTS = ("comma", "and")


def is_joinable(noun: NounPhrase) -> bool:
    """Return whether the phrase may be one more in a list of victims: `two guards, a driver and his wife`."""
    return is_counted(noun) or (noun.article == "own" and is_single(noun))


def is_relative_of(first: NounPhrase, noun: NounPhrase) -> bool:
    """Return whether the phrase is one more of a family that *first* begins: `his wife`, mother-in-law and `son`."""
    if noun.article or first.article not in ("a", "own"):
        return False
    return first.head in _FAMILY and noun.head.removesuffix("-in-law") in _FAMILY


def is_office(first: NounPhrase, noun: NounPhrase) -> bool:
    """Return whether the phrase says what *first* was besides: `killed a trader and member of the party`."""
    if first.article != "a" or noun.article or noun.count is not None or noun.is_plural or noun.has_name:
        return False
    return noun.head in _OFFICES and [word.text for word in noun.tokens[noun.end : noun.end + 1]] == ["of"]


def names_holder(first: NounPhrase, noun: NounPhrase) -> bool:
    """Return whether the phrase behind a comma names who *first* is: `the Labour Minister`, Ali Gul, and his son."""
    if first.article != "the" and (first.article or first.count is not None or first.tokens[first.end].tag != "of"):
        return False
    return first.is_person and not first.is_plural and noun.is_bare_name


def is_elided(first: NounPhrase, *nouns: NounPhrase) -> bool:
    """Return whether all phrases share the article of the first: `a policeman, soldier` and `civilian`."""
    if first.has_name or not first.is_person or not (first.article or first.count):
        return False
    *parts, last = nouns
    return _is_bare(last) and all(_is_bare(part) and part.tokens[part.end].tag in _JOINTS for part in parts)


def is_listed(*nouns: NounPhrase) -> bool:
    """Return whether the phrases are a headline's list of single persons: `Police officer, suspect killed`."""
    *first, last = nouns
    if last.count is not None or not all(noun.count is not None or _is_bare(noun) for noun in first):
        return False
    return all(noun.is_person for noun in first) and _is_bare(last)


def _is_bare(noun: NounPhrase) -> bool:
    return noun.is_person and not (noun.article or noun.is_plural or noun.has_name)


def describes(noun: NounPhrase) -> bool:
    """Return whether the phrase behind a comma says who somebody is, and names nobody else."""
    return noun.count is None and noun.article not in ("a", "own") and not noun.has_name


def without_description(first: NounPhrase, apposed: tuple[NounPhrase, ...]) -> tuple[NounPhrase, ...]:
    """Return the phrases behind a comma without the one that says who somebody with a name is."""
    is_description = len(apposed) == 1 and apposed[0].article != "own" and first.has_name and not apposed[0].is_named
    return () if is_description else apposed
