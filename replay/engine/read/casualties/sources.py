"""Which source speaks, however it is written: `Army of Turkey`, `army  of Turkey` and `the army of Turkey` are one."""

from functools import lru_cache

from replay.text import folded

_REMEMBERED = 4096
_ARTICLES = ("the ", "a ", "an ")


@lru_cache(_REMEMBERED)
def source_of(said_by: str) -> str:
    """Return what stands for a source in keys: case-folded, its quotes and spaces of one kind, without an article."""
    name = " ".join(folded(said_by).split())
    return next((name.removeprefix(article) for article in _ARTICLES if name.startswith(article)), name)
