"""Find the hashtags of a text.

Where the rule language is silent: a hashtag is `#` and the letters, marks, digits and `_` behind it, at least one of
them a letter, and nothing that could be a word or a web address stands right before it.
"""

from collections.abc import Iterator

import regex

from replay.text import Text, folded

_HASHTAG = regex.compile(r"(?<![\p{L}\p{M}\p{N}_/&])#(?=[\p{M}\p{N}_]*\p{L})([\p{L}\p{M}\p{N}_]++)")


def find_hashtag(wanted: str, text: Text) -> Iterator[tuple[int, int]]:
    """Yield where the hashtag *wanted* stands, as offsets in the text form; the `#` is part of it.

    Args:
        wanted: Without `#`, as `replay.text.folded` gives it.
        text: The text form to look in.
    """
    if "#" not in text.value:
        return
    for found in _HASHTAG.finditer(text.value):
        if folded(found[1]) == wanted:
            yield found.span()
