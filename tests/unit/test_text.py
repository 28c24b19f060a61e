"""The text form: quotes, spaces, breaks and letters in one kind each; and what is safe for a terminal."""

# ruff: noqa: RUF001 -- the spellings are the subject

import pytest

from replay.text import PARAGRAPH, breaks, normalise, printable


@pytest.mark.parametrize(
    ("original", "form"),
    [
        ("“a” ‘b’ „c‟ «d» ‹e›", '"a" \'b\' "c" "d" \'e\''),
        ("5′ 6″", "5' 6\""),
        ("a \t\u00a0\u3000b", "a b"),
        ("a\nb", "a b"),
        ("a\r\nb", "a b"),
        ("a\rb", "a b"),
        ("a\u2028b", "a b"),
        ("a\n\nb", "a\n\nb"),
        ("a\r\n\r\nb", "a\n\nb"),
        ("a\r\rb", "a\n\nb"),
        ("a\u2029b", "a\n\nb"),
        ("a\n \t\n\u00a0\n b", "a\n\nb"),
        ("a \n\u200b\n b", "a\n\nb"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("№ 5…", "No 5..."),
    ],
)  # fmt: skip -- one case a line
def test_text_form_has_one_kind_of_quote_space_and_break(original: str, form: str) -> None:
    """Quotes are straight, white space is one space, a blank line or U+2029 is a paragraph break, the rest is NFKC."""
    assert normalise(original).value == form


@pytest.mark.parametrize(
    "between", [" ", "\n", "\r\n", "\r", "\t\x1f", "\n\n", "\n \t\n", "\r\r", "\r\n \r\n", "; ", "\n.\n"]
)
def test_breaks_where_the_text_form_has_a_paragraph_break(between: str) -> None:
    """What parts two words of a plain text is judged as the text form does."""
    assert breaks(between) == (PARAGRAPH in normalise(f"a{between}b").value)


@pytest.mark.parametrize("odd", ["\u00bd", "1\u00b2", "so\u00adft", "\ufb01re", "e\u0301", "a  b", "\u2026"])
def test_span_in_a_plain_stretch_beside_odd_characters_cuts_it_out(odd: str) -> None:
    """A long stretch that normalising takes as a whole keeps its places, behind and before what changes its length."""
    original = f"{odd} a long stretch of plain words {odd} and another stretch of plain words"
    form = normalise(original)
    places = [place for place in range(len(form.value)) if form.value.startswith("stretch", place)]
    assert [original[slice(*form.span(place, place + 7))] for place in places] == ["stretch", "stretch"]
    assert form.span(places[1], places[1] + 7)[0] == original.rindex("stretch")


@pytest.mark.parametrize("original", ["ㄱㅏ", "ﾡￂ", "ㄱ\u00adㅏ"])
def test_normalise_compatibility_jamo_compose(original: str) -> None:
    """NFKC composes compatibility letters of Hangul too, so one pass gives the syllable."""
    assert normalise(original).value == "가"


@pytest.mark.parametrize(
    ("original", "form"), [("a \x1c\n\nb", "a\n\nb"), ("a\n\n\x1fb", "a\n\nb"), ("a\n\x1c\nb", "a\n\nb")]
)
def test_normalise_separator_beside_a_break_is_one_break(original: str, form: str) -> None:
    """The separators U+001C to U+001F are white space like any other, also where they touch a newline."""
    assert normalise(original).value == form


@pytest.mark.parametrize(
    ("original", "shown"),
    [
        ("plain “text” – 停火", "plain “text” – 停火"),
        ("\x1b[2J\x07\x00\x7f\x9b", r"\x1b[2J\x07\x00\x7f\x9b"),
        ("a\r\n\tb", r"a\r\n\tb"),
        ("\u202eevil\u2066\u200f\u061c", r"\u202eevil\u2066\u200f\u061c"),
        ("\ud800", r"\ud800"),
    ],
)
def test_printable_escapes_what_steers_a_terminal(original: str, shown: str) -> None:
    """Control characters, direction marks and lone surrogates are written as escapes, all else stays."""
    assert printable(original) == shown
