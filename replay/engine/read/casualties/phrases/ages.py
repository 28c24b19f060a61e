"""Whether a number is an age: `aged 14 and 17`, `Gul Khan, 32,`, `as young as five`."""

from collections.abc import Sequence

from replay.engine.read.casualties.lexicon.words import Word

_MAX_AGE = 110
_ENDS = ("comma", "break", "close", "dash")
_AS_AN_AGE = ("young", "old")
_FULL_NAME = 3
_AGED = frozenset({"aged", "age", "ages"})
_LONGEST_AGES = 12

SPANS_OF_LIFE = frozenset({"years", "months", "year", "month", "yr", "yrs"})
"""What a number counts that is an age."""

AMONG_AGES = frozenset({"comma", "and", "prep", "of"})
"""What stands between the numbers of a list or a range of ages."""

SINGULAR_VERBS = ("is", "was", "has")
"""Before these stands one person, or one thing: `Gul Khan, 32 was shot`."""


def is_least_age(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether the number says how young some are, or is the second of two: `as young as 5 and 7,`."""
    if tokens[start - 1].tag == "and" and start > 1 and not (end < len(tokens) and tokens[end].fills):
        start -= 2
    return start > 1 and tokens[start - 1].text == "as" and tokens[start - 2].text in _AS_AN_AGE


def is_years_old(tokens: Sequence[Word], end: int) -> bool:
    """Return whether the number, or a list of numbers that it begins, is an age: `14 and 17 years old`."""
    last = min(len(tokens) - 1, end + _LONGEST_AGES)
    while end < last and tokens[end].tag in AMONG_AGES and tokens[end + 1].tag in ("number", "and"):
        end += 2 if tokens[end + 1].tag == "number" else 1
    return end < last and tokens[end].text in SPANS_OF_LIFE and tokens[end + 1].text in ("old", "of")


def goes_back_to_aged(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether the number stands in a list or a range of ages: `aged 8, 10 and 12`, `aged between 14 and 17`."""
    behind = tokens[end] if end < len(tokens) else None
    before = tokens[start - 1].tag
    is_last = before == "prep" or (before == "and" and start > 1 and tokens[start - 2].tag == "number")
    if behind is not None and (behind.tag == "of" or (behind.fills and not (behind.phrases and is_last))):
        return False
    is_at_end, place = behind is None or behind.tag in _ENDS, start - 1
    in_digits = None if is_at_end else tokens[start].digits is not None
    first = max(0, start - _LONGEST_AGES)
    while place > first and (tokens[place].tag in AMONG_AGES or _is_like(tokens[place], in_digits=in_digits)):
        place -= 1
    return tokens[place].text in _AGED


def _is_like(token: Word, *, in_digits: bool | None) -> bool:
    """Return whether it is a number in digits or in words, whichever is given: `aged eight, and 17 were hurt`."""
    return token.tag == "number" and (in_digits is None or (token.digits is not None) is in_digits)


def is_age(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether the number is an age by what stands beside it: `Gul Khan, 32,`, `a girl (6)`, `, 22 and 31,`."""
    digits = tokens[start].text
    if not (digits.isdecimal() and int(digits[:4]) <= _MAX_AGE):
        return False
    after = tokens[end].tag if end < len(tokens) else ""
    aside = (tokens[start - 1].tag, after) in (("comma", "comma"), ("open", "close"))
    told = tokens[start - 2].tag if start > 1 else ""
    if told == "verb" and tokens[start - 2].mark.istitle():
        told = "name"  # Anna Fell, 30,
    if tokens[start - 1].tag == "comma" and (end == len(tokens) or after == "break" or tokens[end].text == "."):
        is_one = tokens[start - 2].is_person and not tokens[start - 2].is_plural  # the killing of a girl, 13.
        if told == "name" or (start > 1 and is_one):
            return True  # killed were Ali Khan, 30, and Omar Khan, 25
    if (aside and told in ("name", "word")) or (start >= _FULL_NAME and _is_unclosed(tokens, start, end)):
        return True
    return _is_one_of_two_ages([token.tag for token in tokens[max(0, start - 3) : end + 3]])


def _is_unclosed(tokens: Sequence[Word], start: int, end: int) -> bool:
    """Return whether an age has no comma behind it: `Gul Khan, 32 was shot`, `Gul Khan, 32 and Omar Said, 26 were`."""
    if tokens[start - 1].tag != "comma" or end == len(tokens):
        return False
    name, after = tokens[start - 2], tokens[end]
    if after.text in SINGULAR_VERBS:
        return name.tag == "name" or (name.is_person and not name.is_plural)
    if name.tag != "name" or tokens[start - _FULL_NAME].tag != "name":
        return False
    if after.tag == "and":
        return end + 1 < len(tokens) and tokens[end + 1].digits is None
    joint = next((at for at in range(start - _FULL_NAME - 1, max(0, start - 6), -1) if tokens[at].tag == "and"), 0)
    return after.tag == "be" and any(token.digits is not None for token in tokens[max(0, joint - 2) : joint])


def _is_one_of_two_ages(tags: Sequence[str]) -> bool:
    """Return whether the tags around a number hold two numbers between commas: `two men, 22 and 31, died`."""
    ages = ["comma", "number", "and", "number", "comma"]
    return any(list(tags[place : place + 5]) == ages for place in range(len(tags) - 4))
