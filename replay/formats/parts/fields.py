"""Make updates of rows, JSON objects or lines of a table: which field of a row is what.

The sidecar, or the command line, names the fields; what it leaves open goes by the names that fields commonly have.
All other fields travel along as `data`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from replay.errors import StreamError
from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.rowtimes import RowTimes
from replay.formats.recording import Entry
from replay.spelling import did_you_mean
from replay.text import one_line_end, printable

COMMON = {
    "time": (
        "time", "timestamp", "datetime", "published", "published_at", "publishedat", "created_at", "createdat", "date",
    ),
    "id": ("id", "guid", "uuid"),
    "source": ("source", "publisher"),
    "author": ("author", "user", "speaker", "byline"),
    "url": ("url", "link"),
    "tags": ("tags",),
}  # fmt: skip
"""By what a field is, the names that it goes by, the first that is there; in lower case."""

HEADLINES = ("headline", "title")
"""Names of a headline."""

TEXTS = ("body", "text", "content", "message", "comment", "description")
"""Names of a body, or of headline and body in one."""

_ROLES = (*COMMON, "text", "headline", "body")
SETTINGS = frozenset((*(f"{role}_field" for role in _ROLES), "time_zero", "time_unit"))
"""Keys of a sidecar that say how rows are read."""

_REPLACED = re.compile(r"\{([^{}]*)\}")
_LOOKED_AT = 100
"""Rows whose fields are looked at before the first one is read, and names told in an error."""

Row = Mapping[str, Any]


class RowReader:
    """Make entries of rows.

    Args:
        source: Where they are from.
        notes: Gets what was assumed.
    """

    def __init__(self, source: Source, notes: Notes) -> None:
        self._source = source
        self._notes = notes
        self._times = RowTimes(source, notes)
        self._named: dict[str, str] = {}
        self._taken: frozenset[str] = frozenset()
        self._unseen: dict[str, str] = {}
        self._names: list[str] = []

    def entries(self, rows: Iterable[tuple[int, Row]], names: Sequence[str] | None = None) -> Iterator[Entry]:
        """Yield the entries of *rows*, each with its place; a row without a time is set aside.

        Args:
            rows: As they are read.
            names: All names of fields, where they are known; else the first rows have those that matter.

        Raises:
            StreamError: A field that was named is in no row, none is the time or a text, or a row is wrong.
        """
        rows = iter(rows)
        first = list(islice(rows, _LOOKED_AT))
        self._names = list(names or dict.fromkeys(name for _, row in first for name in row))
        if names is not None:
            self._see_that_all_are_there(names)
        if first or names is not None:
            self._settle([row for _, row in first])
        if names is not None:
            self._unseen = {}
        for place, row in chain(first, rows):
            value = {role: _value(row, name) for role, name in self._named.items()}
            if self._unseen:
                self._see_what_is_there(row)
            if _is_empty(value["time"]):
                self._notes.put_aside(place, None, "has no time")
            else:
                yield self._entry(place, row, value)
        for name, role in self._unseen.items():
            raise self._missing(role, name)

    def _settle(self, first: Sequence[Row]) -> None:
        """Decide which field is what: as the sidecar says, else by the names."""
        given = {role: getattr(self._source.sidecar, f"{role}_field") for role in _ROLES}
        named = {role: name for role, name in given.items() if name is not None}
        nested = {name for row in first for name, value in row.items() if isinstance(value, dict)}
        guessed = _guessed(named, [name for name in self._names if name not in nested])
        self._named = {**guessed, **named}
        self._taken = frozenset(self._named.values())
        self._unseen = {wanted: role for role, name in named.items() for wanted in _fields_of(name)}
        below = {
            name: next((f"{name}.{key}" for row in first for key in _keys(row.get(name))), name) for name in nested
        }
        shown = ", ".join(printable(below.get(name, name)) for name in self._names[:_LOOKED_AT])
        there = f"the fields are {shown}" if shown else "there are no fields"
        if "time" not in self._named:
            raise self._source.error(
                "no field is known to be the time", hint=f"name it with --set time_field=NAME; {there}"
            )
        if not self._named.keys() & {"text", "headline", "body"}:
            raise self._source.error(
                "no field is known to be the text", hint=f"name it with --set text_field=NAME; {there}"
            )
        time = self._named["time"]
        if time not in self._names and all(_value(row, time) is None for row in first):
            raise self._missing("time", time)
        if guessed:
            told = ", ".join(f"{role} is '{printable(guessed[role])}'" for role in _ROLES if role in guessed)
            self._notes.say(f"Fields told by their names: {told}.")

    def _see_that_all_are_there(self, names: Sequence[str]) -> None:
        """Raise for a field that somebody named and that is not among *names*."""
        for role in _ROLES:
            for wanted in _fields_of(getattr(self._source.sidecar, f"{role}_field") or ""):
                if wanted not in names:
                    raise self._missing(role, wanted)

    def _missing(self, role: str, wanted: str) -> StreamError:
        """Return the error for a field that somebody named and no row has, to be raised."""
        names = [printable(name) for name in self._names[:_LOOKED_AT]]
        what = f"{role}_field: no row has a field '{printable(wanted)}'"
        return self._source.error(what, hint=did_you_mean(wanted, names) or f"there are {', '.join(names)}")

    def _see_what_is_there(self, row: Row) -> None:
        """Take the fields of *row* from those that no row had so far."""
        for wanted in list(self._unseen):
            if wanted in row or _value(row, wanted) is not None:
                del self._unseen[wanted]

    def _entry(self, place: int, row: Row, value: Mapping[str, Any]) -> Entry:
        headline, body = (one_line_end(_text(value.get(role))) for role in ("headline", "body"))
        if "text" in value:
            first, _, rest = one_line_end(_text(value["text"])).strip().partition("\n")
            headline, body = headline or first.strip(), body or rest.strip()
        taken = self._taken
        return Entry(
            place=place,
            time=self._times.instant(value["time"], place=place, field=self._named["time"]),
            id=_text(value.get("id")),
            headline=" ".join(headline.split()),
            body=body,
            source=_text(value.get("source")) or None,
            author=_text(value.get("author")) or None,
            url=_text(value.get("url")) or None,
            tags=_tags(value.get("tags")),
            data={name: each for name, each in row.items() if name not in taken},
        )


def _keys(value: object) -> Iterable[str]:
    return value if isinstance(value, dict) else ()


def _fields_of(name: str) -> list[str]:
    """Return the fields that a name stands for: those in its braces, else itself."""
    return _REPLACED.findall(name) or ([name] if name else [])


def _guessed(named: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return the roles that nobody named, with the fields that commonly have them.

    A field that may be a headline makes the one with the text its body; without one, the text has both.
    """
    free = {name.casefold(): name for name in reversed(names) if name not in named.values()}

    def first(common: Iterable[str]) -> str | None:
        return next((free[name] for name in common if name in free), None)

    found = {role: first(common) for role, common in COMMON.items() if role not in named}
    if "text" not in named:
        found |= {"headline": first(HEADLINES)} if "headline" not in named else {}
        has_headline = "headline" in named or found["headline"] is not None
        found |= {"body" if has_headline else "text": first(TEXTS)} if "body" not in named else {}
    return {role: name for role, name in found.items() if name is not None}


def _value(row: Row, name: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Return what a row has under *name*: a field, a path with dots, or a text with fields in braces."""
    if name in row:
        return row[name]
    if "{" in name:
        return _REPLACED.sub(lambda found: _text(_value(row, found[1])), name)
    return value_at(row, name)


def value_at(value: Any, path: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Return what stands at a path of keys with dots, or None; a key may have dots itself, at the end of the path."""
    while isinstance(value, Mapping):
        if path in value:
            return value[path]
        key, dotted, path = path.partition(".")
        value = value.get(key) if dotted else None
    return None


def _text(value: object) -> str:
    """Return a value as a text: nothing for what is missing, JSON for what is no text."""
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _tags(value: object) -> tuple[str, ...]:
    """Return tags, of a list or of a text with commas, each once and without `#`."""
    if value is None:
        return ()
    each = value if isinstance(value, list) else _text(value).split(",")
    tags = (_text(tag).strip().removeprefix("#") for tag in each)
    return tuple(dict.fromkeys(tag for tag in tags if tag))
