"""The names that a rule may use, and suggestions for those that it may not."""

import re
from collections.abc import Sequence

from replay import errors
from replay.language.condition import KINDS

_UPDATE = (
    *("id", "rev", "time", "stream", "seq", "headline", "body", "source", "author", "url", "tags", "on"),
    "time_inferred",
)
_CASUALTIES = tuple(f"casualties.{name}" for name in (*KINDS, "who", "said_by"))
_KEYS = ("stream", "source", "author", "url", "tags", "on")
DATA = "data."
"""Below it stand the extra fields of the input, whatever their names."""

MAX_LISTED = 20

KEY_FORM = re.compile(r"[A-Za-z_][\w.-]{0,99}")


def template_names(rule_type: str, group_by: Sequence[str]) -> tuple[str, ...]:
    """Return the paths that a template of a rule may use, besides `update.data.NAME`."""
    own = _CASUALTIES if rule_type == "casualties" else ()
    keys = tuple(f"key.{name}" for name in group_by)
    return (*(f"update.{name}" for name in _UPDATE), "rule", "key", "value", "count", "time", *keys, *own)


def key_names(rule_type: str) -> tuple[str, ...]:
    """Return the paths that `group_by` of a rule may name, besides `data.NAME`."""
    return (*_KEYS, *_CASUALTIES) if rule_type == "casualties" else _KEYS


def did_you_mean(name: str, known: Sequence[str], what: str) -> str:
    """Return the end of an error message about the unknown *name*: the nearest of *known*, or all of them.

    Args:
        name: What the author wrote.
        known: What could have been meant.
        what: What to call them, in the plural.
    """
    near = errors.did_you_mean(name, known)
    if near:
        return f"; {near}"
    more = ", …" if len(known) > MAX_LISTED else ""
    return f"; {what}: {', '.join(known[:MAX_LISTED])}{more}"
