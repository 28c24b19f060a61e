"""The names that a rule may use, and suggestions for those that it may not."""

import re
from collections.abc import Sequence

from replay.language.condition import KINDS
from replay.spelling import did_you_mean

_UPDATE = (
    *("id", "rev", "time", "stream", "seq", "headline", "body", "source", "author", "url", "tags", "on"),
    "time_inferred",
)
COUNTS = tuple(f"casualties.{kind}" for kind in KINDS)
"""Numbers of casualties; each is a range."""

_CASUALTIES = (*COUNTS, "casualties.who", "casualties.said_by")
_KEYS = ("stream", "source", "author", "url", "tags", "on")
_TEXTS = ("id", "headline", "body")
DATA = "data."
"""Below it stand the extra fields of the input, whatever their names."""

MAX_LISTED = 20

KEY_FORM = re.compile(r"[A-Za-z_][\w.-]{0,99}")


def template_names(group_by: Sequence[str], *, casualties: bool) -> tuple[str, ...]:
    """Return the paths that a template of a rule may use, besides `update.data.NAME`.

    Args:
        group_by: The rule's.
        casualties: Whether the rule's matches tell of casualties.
    """
    keys = tuple(f"key.{name}" for name in group_by)
    own = _CASUALTIES if casualties else ()
    return (*(f"update.{name}" for name in _UPDATE), "rule", "key", "value", "count", "time", *keys, *own)


def key_names(*, casualties: bool) -> tuple[str, ...]:
    """Return the paths that `group_by`, `where` and `equal` may name, besides `data.NAME`."""
    return (*_KEYS, *_CASUALTIES) if casualties else _KEYS


def field_names(*, casualties: bool) -> tuple[str, ...]:
    """Return the paths that `field` and `value` may name, besides `data.NAME`."""
    return (*_KEYS, *_TEXTS, *_CASUALTIES) if casualties else (*_KEYS, *_TEXTS)


def is_known(path: str, names: Sequence[str]) -> bool:
    """Say whether *path* is one of *names*, or an extra field of the input."""
    return path in names or (path.startswith(DATA) and path != DATA)


def suggest(name: str, known: Sequence[str], what: str) -> str:
    """Return the end of an error message about the unknown *name*: the nearest of *known*, or all of them.

    Args:
        name: What the author wrote.
        known: What could have been meant.
        what: What to call them, in the plural.
    """
    near = did_you_mean(name, known)
    if near:
        return f"; {near}"
    more = ", …" if len(known) > MAX_LISTED else ""
    return f"; {what}: {', '.join(known[:MAX_LISTED])}{more}"
