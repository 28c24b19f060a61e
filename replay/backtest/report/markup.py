"""Build HTML and SVG so that no text can become markup: what is not `Markup` is escaped, in every place."""

from collections.abc import Iterable
from html import escape

from replay.text import printable

_EMPTY = frozenset({"link", "meta", "path", "rect", "use"})


class Markup(str):
    """Markup that was built here."""

    __slots__ = ()


def element(name: str, /, *children: str | None, **attributes: str | float | None) -> Markup:
    """Return an element.

    Args:
        name: Of the element.
        children: In order; a plain text is escaped, None is left out.
        attributes: `_` stands for `-`, a trailing one is dropped; None is left out, and so is an empty text.
    """
    told = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(str(value))}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    if name in _EMPTY:
        return Markup(f"<{name}{told}/>")
    return Markup(f"<{name}{told}>{joined(children)}</{name}>")


def joined(children: Iterable[str | None]) -> Markup:
    """Return *children* one behind the other; a plain text is escaped, None is left out."""
    return Markup("".join(each if isinstance(each, Markup) else _escaped(each) for each in children if each))


def _escaped(text: str) -> str:
    """Return *text* with control characters, which no encoding of a page can hold, written as escapes."""
    return escape(printable(text))
