"""The one border to RE2: regular expressions that take linear time, read once and searched for in text forms."""

from collections.abc import Iterator
from functools import lru_cache

import re2
import regex

_MOST_KEPT = 1024
_NO_CHARACTER = regex.compile(r"\p{Cs}")


class RegexError(ValueError):
    """Raise for a regular expression that cannot be used; `str()` of it says what is wrong and what to do."""


class CompiledRegex:
    """A regular expression, ready to search.

    Args:
        pattern: In RE2's syntax.

    Raises:
        RegexError: If RE2 refuses it, or it matches the empty text and so every update.
    """

    def __init__(self, pattern: str) -> None:
        options = re2.Options()
        options.log_errors = False
        try:
            self._compiled = re2.compile(pattern, options)
        except re2.error as error:
            what = error.args[0]
            reason = what.decode(errors="replace") if isinstance(what, bytes) else str(what)
            raise RegexError(f"the regular expression is not valid in RE2: {reason}") from None
        if self._compiled.search("") is not None:
            raise RegexError(f"/{pattern}/ matches the empty text, and so every update; let it ask for a character")

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where *text* matches, from left to right, without overlap; what matches nothing at a place is left out.

        Args:
            text: At most one paragraph.
        """
        for found in self._compiled.finditer(text if text.isascii() else _NO_CHARACTER.sub("\ufffd", text)):
            start, end = found.span()
            if start < end:
                yield start, end


@lru_cache(_MOST_KEPT)
def compile_regex(pattern: str) -> CompiledRegex:
    """Return *pattern* compiled.

    Raises:
        RegexError: If it is no regular expression, or one that matches the empty text.
    """
    return CompiledRegex(pattern)
