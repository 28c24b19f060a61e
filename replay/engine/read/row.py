r"""Write the words of many texts as one row of bytes to scan, some passes of compiled code for all of them together.

The row is coarser than the words form of `replay.words.Words`: nothing parts paragraphs and fields, and a number is
parted at its `.` and `,`. What stands in the words form as ``" truce talks "`` stands here as `written` gives it; what
stands here need not stand there. So the row says where to look, and never what is there.
"""

import string
from collections.abc import Sequence
from functools import lru_cache

from replay.engine.read.plain import beyond_ascii, stand_in
from replay.model import Update
from replay.text import normalise
from replay.words import Words

BETWEEN = b"\n"
"""What stands behind each update in a row."""

_EDGE = b"\xff"
"""The same before words are marked; no text has it, for it is no UTF-8."""

_LONG = 32  # characters of what is no word that comes again
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
            text.encode() if (text := f" {each.headline} {each.body} ").isascii() else _folded(text).encode()
            for each in updates
        ]
        self.words = _marked(_EDGE.join([*texts, b""]))


def _marked(joined: bytes) -> bytes:
    return joined.translate(_MARK).title().translate(_UNMARK, b"s")


def _folded(text: str) -> str:
    """Return a text in which all characters beyond ASCII are in words, and folded."""
    instead = {char: stand_in(char) for char in beyond_ascii(text)}
    if None in instead.values():  # of some the neighbours matter, but not across a space
        return " ".join([each if each.isascii() else _words_of(each) for each in text.split(" ")])
    for char, stands in instead.items():
        text = text.replace(char, stands or "")
    return text


def _words_of(piece: str) -> str:
    return _known_words_of(piece) if len(piece) < _LONG else Words(normalise(piece)).value


@lru_cache(8192)
def _known_words_of(piece: str) -> str:
    return Words(normalise(piece)).value


def written(words: str) -> bytes:
    """Return how a stretch of a words form, such as ``" truce talks "`` or ``" cease"``, stands in the row."""
    return _marked(words.encode())
