"""`where`: what a match must equal, case-folded, every path of it."""

from collections.abc import Sequence

from replay.engine.fact import Match
from replay.language.template import text_of

Where = Sequence[tuple[str, Sequence[str]]]


def satisfies_where(match: Match, where: Where) -> bool:
    """Say whether for every path some value of *match* is among those named: victims as written, or by their group."""
    return not where or all(
        any(text_of(value).casefold() in values for value in (*match.values(path), *match.key_values(path)))
        for path, values in where
    )


def may_be(where: Where, path: str, value: str) -> bool:
    """Say whether *where* lets *path* be *value*, whatever else it asks for."""
    return all(value.casefold() in values for named, values in where if named == path)
