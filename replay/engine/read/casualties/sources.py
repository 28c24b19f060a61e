"""Which source speaks, however it is written: `Turkey's Defense Ministry` and `the ministry of defence of Turkey`."""

import re
from functools import lru_cache

from replay.text import folded

_REMEMBERED = 4096
_ARTICLES = ("the ", "a ", "an ")
_OFFICE_OF = re.compile(
    r"(?P<whose>.*? )??(?P<office>ministry|department|office|government|army|police|governor|mayor|president)"
    r" of (?:the )?(?P<what>.+?)(?: of (?P<where>.+))?"
)
_SPELLINGS = {"defense": "defence"}


@lru_cache(_REMEMBERED)
def source_of(said_by: str) -> str:
    """Return what stands for a source in keys: case-folded, its quotes and spaces of one kind, without an article.

    An office stands behind what it is of, as in `defence ministry`, and who has it is named without an ending.
    """
    words = folded(said_by).split()
    name = " ".join(_SPELLINGS.get(word, word.removesuffix("'s")) for word in words)
    name = next((name.removeprefix(article) for article in _ARTICLES if name.startswith(article)), name)
    office = _OFFICE_OF.fullmatch(name)
    if office is None:
        return name
    parts = (office["where"], (office["whose"] or "").strip(), office["what"], office["office"])
    return " ".join(part for part in parts if part)
