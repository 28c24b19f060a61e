"""The forms of words: singulars, and what names a person."""

from functools import lru_cache

from replay.engine.read.casualties.lexicon import Lexicon

AGED = ("year-old", "month-old", "week-old", "day-old")
"""Ends of words for persons of an age."""

_LONGEST_AGE = 3
_REMEMBERED = 4096
_SIBILANTS = ("sses", "shes", "ches", "xes")
_IRREGULAR = {
    "children": "child",
    "wives": "wife",
    "thieves": "thief",
    "mice": "mouse",
    "wolves": "wolf",
    "geese": "goose",
    "calves": "calf",
}


def is_person(text: str, known: Lexicon) -> bool:
    """Return whether a case-folded word names a person or persons."""
    one = singular(text)
    if one.endswith(AGED):
        return not one[0].isdecimal() or len(one.partition("-")[0]) <= _LONGEST_AGE
    if "-" in one:
        last = one.rpartition("-")[2]
        if last in known.persons or last.endswith(known.person_suffixes):
            return True
    return (
        text in known.person_plurals
        or one in known.persons
        or one in known.qualifiers
        or text in known.persons
        or (text.endswith(known.person_suffixes) and one not in known.never)
    )


@lru_cache(_REMEMBERED)
def singular(text: str) -> str:
    """Return the singular that a case-folded word may be the plural of."""
    if text in _IRREGULAR or text.endswith("men"):
        return _IRREGULAR.get(text) or f"{text[:-2]}an"
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    if text.endswith(_SIBILANTS):
        return text[:-2]
    return text[:-1] if ends_as_plural(text) else text


def ends_as_plural(text: str) -> bool:
    """Return whether a case-folded word looks plural by its end."""
    return text.endswith("s") and not text.endswith("ss")
