"""A JSON document: a list of objects, each an update, or a list somewhere inside; `fields` says which field is what.

Where the list is inside, `items` names the path to it, as `response.results`; without it the document must hold just
one list of objects at its first level.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts import fields
from replay.formats.parts.faults import fault, words_of
from replay.formats.parts.fields import RowReader, value_at
from replay.formats.recording import Recording
from replay.text import printable

NAME = "JSON"
SETTINGS = fields.SETTINGS | {"items"}
_END = ".json"


def recognises(source: Source) -> bool:
    """Say whether the file is called so, or begins as an object or a list."""
    return source.name.endswith(_END) or source.head.lstrip().startswith(("{", "["))


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
    except msgspec.ValidationError as error:
        raise source.error(f"cannot be used: {words_of(error)}") from None
    except (msgspec.DecodeError, RecursionError) as error:
        line, told = fault(error, text)
        raise source.error(f"is no JSON: {told}", line=line) from None


def _items(source: Source, document: Any) -> list[Any]:  # noqa: ANN401 -- whatever JSON holds
    """Return the list that the updates are in."""
    path = source.sidecar.items
    if path is not None:
        items = value_at(document, path)
        if not isinstance(items, list):
            raise source.error(f"items: there is no list at '{printable(path)}'", hint="name the path to the list")
        return items
    if isinstance(document, list):
        return document
    lists = {key: value for key, value in document.items() if _is_rows(value)} if isinstance(document, dict) else {}
    if len(lists) != 1:
        there = f": {', '.join(map(printable, lists))}" if lists else ", such as items=response.results"
        raise source.error("it is not known which list holds the updates", hint=f"name it with --set items=PATH{there}")
    return next(iter(lists.values()))


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _rows(source: Source, items: list[Any], notes: Notes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, item in enumerate(items, 1):
        if not isinstance(item, dict):
            raise notes.error(source, "is no object", number)
        yield number, item
