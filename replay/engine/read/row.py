r"""Write the words of many texts as one row of bytes to scan, some passes of compiled code for all of them together.

The row is coarser than the words form of `replay.text.Words`: nothing parts paragraphs and fields, and a number is
parted at its `.` and `,`. What stands in the words form as ``" truce talks "`` stands here as `written` gives it; what
stands here need not stand there. So the row says where to look, and never what is there.
"""

import re
import string
from collections.abc import Sequence
from functools import lru_cache

from replay.model import Update
from replay.text import Words, normalise

BETWEEN = b"\n"
"""What stands behind each update in a row."""

_EDGE = b"\xff"
"""The same before words are marked; no text has it, for it is no UTF-8."""

UNUSUAL = re.compile(
    "[^\x00-\x7f\u00e0-\u00f6\u00f8-\u00ff\u03b1-\u03c1\u03c3-\u03c9\u0430-\u045f\u05d0-\u05ea\u0620-\u064a]"
)
"""Characters but for ASCII and the letters beyond it that nearly every word of some language is made of."""

_JAMO = re.compile("[\u1100-\u11ff]")  # letters, and no marks, of which a syllable becomes one character
_SMALL, _CAPITALS = string.ascii_lowercase.encode(), string.ascii_uppercase.encode()
_APART = bytes({*range(128)} - {*_SMALL, *_CAPITALS, *string.digits.encode()})
# What words are made of becomes no letter, and whatever parts them one: `title` then gives the first of each run of
# separators a capital, and the others are taken out.
_MARKS = bytes(range(1, 27))
_MARK = bytes.maketrans(_SMALL + _CAPITALS + _APART, _MARKS + _MARKS + b"s" * len(_APART))
_UNMARK = bytes.maketrans(_MARKS + b"S" + _EDGE, _SMALL + b" " + BETWEEN)


class Row:
    """The words of some updates.

    Args:
        updates: The updates.

    Attributes:
        words: All words in UTF-8, each between two spaces, and `BETWEEN` behind each update.
    """

    def __init__(self, updates: Sequence[Update]) -> None:
        texts = [
            text.encode() if (text := f" {each.headline} {each.body} ").isascii() else _beyond_ascii(each)
            for each in updates
        ]
        self.words = _marked(_EDGE.join([*texts, b""]))


def _marked(joined: bytes) -> bytes:
    return joined.translate(_MARK).title().translate(_UNMARK, b"s")


def _beyond_ascii(update: Update) -> bytes:
    return f" {_words(update.headline)} {_words(update.body)} ".encode()


def _words(text: str) -> str:
    """Return a text in which all characters beyond ASCII are in words, and folded."""
    words = text
    for char in set(UNUSUAL.findall(text)):
        stands = _stand_in(char)
        if stands is None:
            return Words(normalise(text)).value
        if stands != char:
            words = words.replace(char, stands)
    return words


@lru_cache(4096)
def _stand_in(char: str) -> str | None:
    """Return what a character beyond ASCII comes to, wherever it stands; None where its neighbours may matter."""
    words, folded = Words(normalise(f"a{char}b")).value, char.casefold()
    if words == " a b ":
        return " "
    if words == " ab ":
        return ""
    if not folded.isalpha() or _JAMO.match(folded):
        return None
    return {f" a{folded}b ": folded, f" a {folded} b ": f" {folded} "}.get(words)


def written(words: str) -> bytes:
    """Return how a stretch of a words form, such as ``" truce talks "`` or ``" cease"``, stands in the row."""
    return _marked(words.encode())
