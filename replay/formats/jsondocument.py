"""A JSON document: a list of objects, each an update, or a list somewhere inside; `fields` says which field is what.

Where the list is inside, `items` names the path to it, as `response.results`; without it the document must hold just
one list of objects at its first level.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from replay.formats.fields import RowReader
from replay.formats.jsonl import lowered
from replay.formats.notes import Notes
from replay.formats.recording import Recording
from replay.formats.source import Source
from replay.text import printable

NAME = "JSON"
_BYTE = re.compile(r" \(byte (\d+)\)$")


def recognises(source: Source) -> bool:
    """Say whether it begins as an object or a list."""
    return source.head.lstrip().startswith(("{", "["))


def parse(source: Source) -> Recording:
    """Return what the document says.

    Raises:
        StreamError: With the line, or the item.
    """
    document = decode_document(source)
    notes = Notes("item")
    items = _items(source, document)
    return Recording(entries=RowReader(source, notes).entries(_rows(source, items, notes)), notes=notes)


def decode_document(source: Source) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Return what the whole file is as JSON.

    Raises:
        StreamError: It is none, with the line and the column.
    """
    text = source.text
    try:
        return msgspec.json.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        message = lowered(error)
        found = _BYTE.search(message)
        before = text.encode()[: int(found[1])].decode(errors="ignore") if found else text.rstrip()
        column = len(before) - before.rfind("\n")
        what = f"is no JSON: {_BYTE.sub('', message)} at column {column}"
        raise source.error(what, line=before.count("\n") + 1) from None


def _items(source: Source, document: Any) -> list[Any]:  # noqa: ANN401 -- whatever JSON holds
    """Return the list that the updates are in."""
    path = source.sidecar.items
    if path is not None:
        for key in path.split("."):
            document = document.get(key) if isinstance(document, dict) else None
        if not isinstance(document, list):
            raise source.error(f"items: there is no list at '{printable(path)}'", hint="name the path to the list")
        return document
    if isinstance(document, list):
        return document
    lists = {key: value for key, value in document.items() if _is_rows(value)} if isinstance(document, dict) else {}
    if len(lists) != 1:
        there = f"it has {', '.join(map(printable, lists))}" if lists else "such as --set items=response.results"
        raise source.error(
            "it is not known which list holds the updates", hint=f"name it with --set items=PATH; {there}"
        )
    return next(iter(lists.values()))


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _rows(source: Source, items: list[Any], notes: Notes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise notes.error(source, "is no object", number)
        yield number, item
