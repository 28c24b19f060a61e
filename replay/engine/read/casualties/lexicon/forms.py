"""What the form of a word says: its singular, whether it names a person, and which number it spells."""

import re
from functools import lru_cache

from replay.engine.read.casualties.lexicon.lexicon import Lexicon

AGED = ("year-old", "month-old", "week-old", "day-old")
"""Ends of words for persons of an age."""

_LONGEST_AGE = 3
_REMEMBERED = 4096
_SIBILANTS = ("sses", "shes", "ches", "xes")
_IRREGULAR = {
    "wives": "wife",
    "thieves": "thief",
    "mice": "mouse",
    "wolves": "wolf",
    "geese": "goose",
    "calves": "calf",
    "buffaloes": "buffalo",
    "mosquitoes": "mosquito",
}
_POINTED = re.compile(r"\d{1,3}(?:\.\d{3}){1,2}")  # 1.200, as on the Continent; 88.152.212.172 is an address
_MOST_DIGITS = 9


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
    if text.endswith("children"):
        return text[:-3]
    if text.endswith("ies"):
        return f"{text[:-3]}y"
    if text.endswith(_SIBILANTS):
        return text[:-2]
    return text[:-1] if ends_as_plural(text) else text


def ends_as_plural(text: str) -> bool:
    """Return whether a case-folded word looks plural by its end."""
    return text.endswith("s") and not text.endswith("ss")


def digits_of(text: str, scale: int = 1) -> tuple[int, int] | None:
    """Return the bounds that a word in digits gives: `1,200`, `30-35`, `2.5` (million); None if it is no number."""
    low, _, high = text.replace(",", "").replace("'", "").removesuffix("-odd").removesuffix("-plus").partition("-")
    if scale == 1 and _POINTED.fullmatch(low):
        low = low.replace(".", "")
    if len(low) > _MOST_DIGITS or len(high) > _MOST_DIGITS:
        return None
    try:
        least = int(low) if scale == 1 else round(float(low) * scale)
        most = int(high) * scale if high else least
    except ValueError:
        return None
    return (least, most) if least <= most else None


def below_hundred(text: str, known: Lexicon) -> int | None:
    """Return the number that a word spells, if it is below a hundred: `five`, `twenty-five`."""
    if text in known.units:
        return known.units[text]
    ten, _, one = text.removesuffix("-odd").removesuffix("-plus").partition("-")
    if ten not in known.units or (one and one not in known.units):
        return None
    return known.units[ten] + (known.units[one] if one else 0)
