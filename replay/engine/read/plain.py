"""Read texts as they came where each character means one thing wherever it stands: their words need no other form."""

import re
from functools import lru_cache

from replay.text import normalise
from replay.words import Words

_USUAL = re.compile(
    "[\x00-\x7f\u00e0-\u00f6\u00f8-\u00ff\u03b1-\u03c1\u03c3-\u03c9\u0430-\u045f\u05d0-\u05ea\u0620-\u064a]+"
)
"""Stretches of ASCII and of the letters beyond it that nearly every word of some language is made of."""

_ASCII = bytes(range(128))
_MANY = 1.25  # bytes a character; below that it is faster to take ASCII out first
_JAMO = re.compile("[\u1100-\u11ff]")  # letters, and no marks, of which a syllable becomes one character
_KEPT = " .,"  # white space may part paragraphs, and a point the digits of a number
_SIGN = "'"
_MOST = 512  # characters that differ: each is looked for in the whole text; a long Korean one has some hundreds


def plain(original: str) -> str | None:
    """Return *original* case-folded, each character in its place, None where the place of one may change what it means.

    Nothing else of the text form is made: it is for whoever looks for words, and asks `replay.text.breaks` what parts
    them. It is None, too, where so many characters differ that to make that form is the shorter way.
    """
    beyond = () if original.isascii() else beyond_ascii(original)
    if len(beyond) > _MOST:
        return None
    for char in beyond:
        stands = _in_place(char)
        if stands is None:
            return None
        original = original.replace(char, stands)
    return original.casefold()


def beyond_ascii(text: str) -> set[str]:
    """Return the characters of a text beyond ASCII, where they are many without those that words are mostly made of."""
    encoded = text.encode(errors="surrogatepass")
    if len(encoded) < _MANY * len(text):
        return set(encoded.translate(None, _ASCII).decode(errors="surrogatepass"))
    return set(_USUAL.sub("", text))


@lru_cache(4096)
def _in_place(char: str) -> str | None:
    """Return the one character that may take the place of another; None for none."""
    stands = stand_in(char)
    if stands == " ":
        form = normalise(char).value
        return form if form in _KEPT else _SIGN
    return stands if stands and len(stands) == 1 else None


@lru_cache(4096)
def stand_in(char: str) -> str | None:
    """Return what a character beyond ASCII comes to in words, wherever it stands; None where its neighbours may matter.

    Returns:
        A letter, between spaces if it is a word; a space; or nothing.
    """
    words, folded = Words(normalise(f"a{char}b")).value, char.casefold()
    if words == " a b ":
        return " "
    if words == " ab ":
        return ""
    if not folded.isalpha() or _JAMO.match(folded):
        return None
    return {f" a{folded}b ": folded, f" a {folded} b ": f" {folded} "}.get(words)
