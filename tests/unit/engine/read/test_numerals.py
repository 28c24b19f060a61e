"""Numerals in digits and words, and the dates and clock times that are none."""

import pytest

from replay.engine.read.numerals import find_numerals
from replay.text import normalise
from replay.words import Words


@pytest.mark.parametrize(
    ("text", "numerals"),
    [
        ("33 dead, 1,200 hurt, 3.5 tons", ["33", "1,200", "3.5"]),
        ("Twenty-five of two hundred and six", ["Twenty-five", "two hundred", "six"]),
        ("30-35 or 3 million; dozens, zero", ["30-35", "3 million", "dozens", "zero"]),
        ("a 20-year-old paid $20m for flight 17", ["20", "20m", "17"]),
        ("on March 5, 12 men; May 33; may 5", ["12", "33", "5"]),
        ("5 March 2020, 5th of May, 5-7 March, 5 and 6 March", []),
        ("2020-03-05, 05.03.2020, 5/3/20, March 2020, since 2011, (2016), in 2011-2015", []),
        ("17:25, 5:30 pm, 5pm, 10.30 a.m., 1725 GMT, five o\u2019clock", []),
        ("a_17:25, x_2020-03-05_y", []),
        ("19th, 1990s", []),
        ("five\n\nhundred", ["five", "hundred"]),
        ("\u0663\u0663 dead", ["\u0663\u0663"]),
    ],
)
def test_find_numerals_leaves_out_dates_and_times(text: str, numerals: list[str]) -> None:
    """A numeral is any in digits or words, but for dates and clock times."""
    words = Words(normalise(text))
    assert [words.text.value[slice(*words.bounds(*each))] for each in find_numerals(words)] == numerals
