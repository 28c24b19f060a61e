r"""Write the words of many texts as one row of bytes to scan, some passes of compiled code for all of them together.

The row is coarser than the words form of `replay.text.Words`: nothing parts paragraphs and fields, a number is parted
at its `.` and `,`, a letter beyond ASCII written out. What stands in the words form as ``" truce talks "`` stands here
as `written` gives it; what stands here need not stand there. So the row says where to look, and never what is there.
"""

import string
from collections.abc import Sequence

from replay.model import Update
from replay.text import Words, normalise

PLAIN = frozenset("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014\u2026\u2022\u20ac\u00a3\u00ab\u00bb\u00a0\u202f")
"""Characters beyond ASCII that only ever part words."""

BETWEEN = b"\n"
"""What stands behind each update in a row."""

_EDGE = b"\xff"
"""The same before words are marked; no text in ASCII has it."""

_ASCII = bytes(range(128))
_WORD_BYTES = (string.ascii_letters + string.digits).encode()
# Whatever parts words becomes a letter, what words are made of none: `title` then gives the first of each run of
# separators a capital, and the others are taken out.
_MARK = bytes(0x80 | ord(chr(code).lower()) if code in _WORD_BYTES else ord("s") for code in range(255)) + _EDGE
_UNMARK = bytes(ord(" ") if code == ord("S") else code & 0x7F for code in range(255)) + BETWEEN


class Row:
    """The words of some updates.

    Args:
        updates: The updates.

    Attributes:
        words: All words, each between two spaces, and `BETWEEN` behind each update.
    """

    def __init__(self, updates: Sequence[Update]) -> None:
        texts = [
            text.encode() if (text := f" {each.headline} {each.body} ").isascii() else _in_ascii(each)
            for each in updates
        ]
        self.words = _marked(_EDGE.join([*texts, b""]))


def _marked(joined: bytes) -> bytes:
    return joined.translate(_MARK).title().translate(_UNMARK, b"s")


def _in_ascii(update: Update) -> bytes:
    return f" {_plain(update.headline)} {_plain(update.body)} ".encode("ascii", "replace")


def _plain(text: str) -> str:
    """Return a text, or its words where it has letters beyond ASCII."""
    return text if PLAIN.issuperset(_beyond_ascii(text)) else _escaped(Words(normalise(text)).value)


def _beyond_ascii(text: str) -> str:
    return text.encode(errors="surrogatepass").translate(None, _ASCII).decode(errors="surrogatepass")


def _escaped(words: str) -> str:
    """Return words with letters and digits for each letter beyond ASCII."""
    return words.encode("ascii", "backslashreplace").replace(b"\\", b"").decode()


def written(words: str) -> bytes:
    """Return how a stretch of a words form, such as ``" truce talks "`` or ``" cease"``, stands in the row."""
    return _marked(_escaped(words).encode())
