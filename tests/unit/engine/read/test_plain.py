"""Texts as they came, in which words are found as they stand."""

import pytest

from replay.engine.read.plain import plain


@pytest.mark.parametrize(
    ("original", "found"),
    [
        ("\u201cCease\u2011Fire\u201d \u2014\u00a0Now", "'cease'fire' ' now"),
        (" a\tB\r\n", " a\tb\r\n"),
        ("Caf\u00e9 de l\u2019\u00c9lys\u00e9e\u2026", "caf\u00e9 de l'\u00e9lys\u00e9e'"),
        ("1\uff0c2\u20243", "1,2.3"),
        ("\u0414\u043e\u043c", "\u0434\u043e\u043c"),
        ("cafe\u0301", None),
        ("Stra\u00dfe", None),
        ("cease\u00adfire", None),
        ("x\u00b2", None),
        ("\u65e5\u672c", None),
    ],
)
def test_plain_text_is_in_step_with_the_original(original: str, found: str | None) -> None:
    """Where each character means one thing wherever it stands, words are found without any other form."""
    assert plain(original) == found
    assert found is None or len(found) == len(original)


def test_text_of_very_many_characters_is_not_read_in_place() -> None:
    """Each is looked for in the whole text: a hostile one would take a second, and its text form takes no longer."""
    letters = [char for char in map(chr, range(0x100, 0x2000)) if plain(char) is not None]
    assert plain("".join(letters[:500])) is not None
    assert plain("".join(letters)) is None
