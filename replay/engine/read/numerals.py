r"""Find numerals, in digits and in words, but for those of dates and clock times.

Where the rule language is silent: number words are those that the casualties reader counts with, `dozens` too, and
`zero`, `billion` and `trillion`; a numeral goes on over a hyphen (`30-35`) and over number words (`3 million`). Of
digits, ordinals (`19th`) and decades (`1990s`) are none; an age, a price or the number of a flight is one. A year by
itself is a date only behind a word such as `since`, or alone in brackets.
"""

import re
from collections.abc import Iterator
from functools import cache

from replay.engine.read.casualties.lexicon.lexicon import lexicon
from replay.words import Words

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|(?-i:Mar|MAR|March|MARCH)|apr(?:il)?|(?-i:May|MAY)|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_DAYS = rf"{_DAY}(?:-{_DAY})?"
_YEAR = r"(?:1[5-9]\d\d|20\d\d)"
_ZONE = r"(?-i:GMT|UTC|BST|CET|CEST|EET|MSK|EST|EDT|PST|PDT|IST|hrs\b|hours\b)"
_WHEN = re.compile(
    rf"""(?<![^\W_])(?<!\d[.,])(?:
      \d{{4}}([-/.])\d{{1,2}}\1\d{{1,2}}                                   # 2020-03-05
    | \d{{1,2}}([-/.])\d{{1,2}}\2(?:\d{{4}}|\d\d)                          # 05.03.2020  5/3/20
    | {_DAYS}(?:[ ](?:and|or|to)[ ]{_DAY})?(?:[ -]|[ ]of[ ]){_MONTH}(?:,?[ -]{_YEAR})?                   # 5 March 2020
    | {_MONTH}[ ]{_DAYS}(?:,?[ ]{_YEAR})?(?![^\W_]|[.,:]\d)                  # March 5, 2020
    | {_MONTH},?[ ]{_YEAR}                                                 # March 2020
    | (?:in|since|until|till|during|before|after|early|late|mid|year|spring|summer|autumn|fall|winter|between|from)
      [ -]{_YEAR}(?:(?:-|[ ]and[ ]|[ ]to[ ]){_YEAR})?                      # since 2011
    | (?<=\(){_YEAR}(?:-{_YEAR})?(?=\))                                    # (2011-2015)
    | \d{{1,2}}:\d\d(?::\d\d)?(?:[ ]?[ap]\.?m\b)?                          # 17:25
    | \d{{1,2}}(?:\.\d\d)?[ ]?[ap]\.?m\b                                   # 5 pm
    | (?:\d{{1,2}}\.\d\d|\d{{4}}|\d{{1,2}})[ ]?{_ZONE}                     # 1725 GMT
    | [\w-]{{1,20}}[ ]?o'clock                                              # five o'clock
    )(?![^\W_]|[.,]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_NUMERAL = re.compile(r"[\d.,]+(?:st|nd|rd|th|s|am|pm)")


@cache
def _number_words() -> frozenset[str]:
    known = lexicon()
    return frozenset(
        {*known.units, *known.scales, *known.vague, "zero", "billion", "billions", "trillion", "trillions"}
    )


def find_numerals(words: Words) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the first and the last word of each numeral, in order."""
    form = words.text.value
    run: tuple[int, int] | None = None
    for number in _iter_numeral_words(words):
        if run and number == run[1] + 1:
            start, end = words.bounds(number, number)
            joint = form[words.bounds(*run)[1] : start]
            if joint == "-" or (joint == " " and not form[start:end][0].isdecimal()):
                run = run[0], number
                continue
        if run:
            yield run
        run = number, number
    if run:
        yield run


def _iter_numeral_words(words: Words) -> Iterator[int]:
    known = _number_words()
    dates = (found.span() for found in _WHEN.finditer(words.text.value))
    date = next(dates, None)
    for number, word in enumerate(words.value.split(" ")[1:-1]):
        if word not in known and (not word[:1].isdecimal() or _NO_NUMERAL.fullmatch(word)):
            continue
        start, _ = words.bounds(number, number)
        while date and date[1] <= start:
            date = next(dates, None)
        if date is None or start < date[0]:
            yield number
