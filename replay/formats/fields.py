"""Make updates of rows, JSON objects or lines of a table: which field of a row is what.

The sidecar, or the command line, names the fields; what it leaves open goes by the names that fields commonly have.
All other fields travel along as `data`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

import msgspec

from replay.errors import did_you_mean
from replay.formats.notes import Notes
from replay.formats.recording import Entry
from replay.formats.rowtimes import RowTimes
from replay.formats.source import Source
from replay.text import printable

MAX_DEPTH = 64
"""Of a value of a field, in brackets and braces."""

_COMMON = {
    "time": (
        "time", "timestamp", "datetime", "published", "published_at", "publishedat", "created_at", "createdat", "date",
    ),
    "id": ("id", "guid", "uuid"),
    "source": ("source", "publisher"),
    "author": ("author", "user", "speaker", "byline"),
    "url": ("url", "link"),
    "tags": ("tags",),
}  # fmt: skip
_HEADLINES = ("headline", "title")
_TEXTS = ("body", "text", "content", "message", "comment", "description")
_ROLES = (*_COMMON, "text", "headline", "body")
_REPLACED = re.compile(r"\{([^{}]*)\}")
_MISSING = (None, "")
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
        self._unseen: set[str] = set()
        self._names: list[str] = []

    def entries(self, rows: Iterable[tuple[int, Row]], names: Sequence[str] | None = None) -> Iterator[Entry]:
        """Yield the entries of *rows*, each with its place.

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
            self._settle()
        for place, row in chain(first, rows):
            yield self._entry(place, row)
        if self._unseen:
            self._see_that_all_are_there(())

    def _settle(self) -> None:
        """Decide which field is what: as the sidecar says, else by the names."""
        given = {role: getattr(self._source.sidecar, f"{role}_field") for role in _ROLES}
        named = {role: name for role, name in given.items() if name is not None}
        guessed = _guessed(named, self._names)
        self._named, self._unseen = {**guessed, **named}, set(named)
        there = f"the fields are {', '.join(map(printable, self._names[:_LOOKED_AT]))}"
        if "time" not in self._named:
            raise self._source.error(
                "no field is known to be the time", hint=f"name it with --set time_field=NAME; {there}"
            )
        if not self._named.keys() & {"text", "headline", "body"}:
            raise self._source.error(
                "no field is known to be the text", hint=f"name it with --set text_field=NAME; {there}"
            )
        if guessed:
            told = ", ".join(f"{role} is '{printable(guessed[role])}'" for role in _ROLES if role in guessed)
            self._notes.say(f"Fields told by their names: {told}.")

    def _see_that_all_are_there(self, names: Sequence[str]) -> None:
        """Raise for a field that somebody named and that is not among *names*, or in no row."""
        for role in _ROLES:
            name = getattr(self._source.sidecar, f"{role}_field")
            if name is None or (not names and role not in self._unseen):
                continue
            for wanted in _REPLACED.findall(name) or [name]:
                if wanted not in names:
                    meant = (
                        did_you_mean(wanted, self._names)
                        or f"there are {', '.join(map(printable, self._names[:_LOOKED_AT]))}"
                    )
                    raise self._source.error(f"{role}_field: no row has a field '{printable(wanted)}'", hint=meant)

    def _entry(self, place: int, row: Row) -> Entry:
        value = {role: _value(row, name) for role, name in self._named.items()}
        if self._unseen:
            self._unseen -= {role for role, each in value.items() if each not in _MISSING}
        text = {role: _text(value[role]) for role in ("text", "headline", "body") if role in value}
        headline, body = text.get("headline", ""), text.get("body", "")
        if "text" in text:
            first, _, rest = text["text"].strip().partition("\n")
            headline, body = headline or first.strip(), body or rest.strip()
        taken = self._named.values()
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
            data=self._data(place, {name: each for name, each in row.items() if name not in taken}),
        )

    def _data(self, place: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return *data*, unless it is nested too deeply."""
        nested = [each for each in data.values() if isinstance(each, dict | list)]
        if nested and _depth(nested) > MAX_DEPTH + 1:
            raise self._notes.error(self._source, f"is nested more than {MAX_DEPTH} deep", place, hint="flatten it")
        return data


def _guessed(named: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """Return the roles that nobody named, with the fields that commonly have them.

    A field that may be a headline makes the one with the text its body; without one, the text has both.
    """
    free = {name.casefold(): name for name in reversed(names) if name not in named.values()}

    def first(common: Iterable[str]) -> str | None:
        return next((free[name] for name in common if name in free), None)

    found = {role: first(common) for role, common in _COMMON.items() if role not in named}
    if "text" not in named:
        found |= {"headline": first(_HEADLINES)} if "headline" not in named else {}
        has_headline = "headline" in named or found["headline"] is not None
        found |= {"body" if has_headline else "text": first(_TEXTS)} if "body" not in named else {}
    return {role: name for role, name in found.items() if name is not None}


def _value(row: Row, name: str) -> Any:  # noqa: ANN401 -- whatever JSON holds
    """Return what a row has under *name*: a field, a path with dots, or a text with fields in braces."""
    if name in row:
        return row[name]
    if "{" in name:
        return _REPLACED.sub(lambda found: _text(_value(row, found[1])), name)
    value: Any = row
    for key in name.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _text(value: object) -> str:
    """Return a value as a text: nothing for what is missing, JSON for what is no text."""
    if isinstance(value, str):
        return value
    return "" if value is None else msgspec.json.encode(value).decode()


def _tags(value: object) -> tuple[str, ...]:
    """Return tags, of a list or of a text with commas, each once and without `#`."""
    each = value if isinstance(value, list) else _text(value).split(",")
    tags = (_text(tag).strip().removeprefix("#") for tag in each)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _depth(value: object) -> int:
    """Return how deep a JSON value is nested; it is never deeper than what the decoder took."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0
