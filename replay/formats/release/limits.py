"""What an update may hold of what an entry says: how much text, how deep its data, and which addresses."""

import re
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.recording import MAX_DEPTH, MAX_TEXT_BYTES, Entry
from replay.model import Update

MAX_UPDATE_BYTES = 240 * 1024
"""As JSON, with all fields; a packet of 256 KiB holds that and its envelope."""

_NESTED = (dict, list)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def linked(entry: Entry, notes: Notes) -> Entry:
    """Return an entry without an address that a page would not open, or would run."""
    if entry.url is None or is_address(entry.url):
        return entry
    notes.count("Addresses left out, since they do not begin with http:// or https://", entry.place)
    return replace(entry, url=None)


def is_address(url: str) -> bool:
    """Say whether a page may open an address, and will not run it."""
    return _ADDRESS.match(url) is not None


def checked_body(source: Source, entry: Entry, stream: str, notes: Notes) -> bytes:
    """Return the update as JSON, still without its id and place.

    Raises:
        StreamError: It is too large, or nested too deeply.
    """
    text_bytes = len(entry.headline.encode()) + len(entry.body.encode())
    if text_bytes > MAX_TEXT_BYTES:
        what = f"the update's text has {text_bytes} bytes, over {MAX_TEXT_BYTES >> 10} KiB"
        raise notes.error(source, what, entry.place, hint="split it into several updates")
    if entry.data and is_deeper(entry.data.values(), MAX_DEPTH):
        raise notes.error(source, f"is nested more than {MAX_DEPTH} deep", entry.place, hint="flatten it")
    body = msgspec.json.encode(_placeless(entry, stream))
    if len(body) > MAX_UPDATE_BYTES:
        what = f"the update has {len(body)} bytes with all its fields, over {MAX_UPDATE_BYTES >> 10} KiB"
        raise notes.error(source, what, entry.place, hint="leave out what no rule and no reader needs")
    return body


def _placeless(entry: Entry, stream: str) -> Update:
    """Return the update that an entry is, still without its id and place."""
    return Update(
        id="",
        stream=stream,
        seq=0,
        time=entry.time,
        headline=entry.headline,
        body=entry.body,
        source=entry.source,
        author=entry.author,
        url=entry.url,
        tags=entry.tags,
        time_inferred=entry.time_inferred,
        data=entry.data,
    )


def is_deeper(values: Iterable[object], limit: int) -> bool:
    """Say whether JSON values are nested in more than *limit* brackets and braces."""
    for _ in range(limit + 1):
        nested = [each for each in values if isinstance(each, _NESTED)]
        if not nested:
            return False
        values = [inner for each in nested for inner in (each.values() if isinstance(each, dict) else each)]
    return True
