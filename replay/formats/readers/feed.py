"""RSS and Atom feeds, read by feedparser, which is given bytes and never an address or a path.

Its own reading of dates is not used: it takes an abbreviation that it does not know for UTC. Nor is its cleaning of
HTML. What is wrongly written is read as well as it can be, and told.
"""

import io
import re
from html import escape
from typing import Any

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.posts import Post, iter_entries, line_of
from replay.formats.recording import Recording
from replay.text import printable

NAME = "RSS or Atom"
SETTINGS = frozenset[str]()
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(r"<([a-z][\w.:-]*)", re.IGNORECASE)
_ROOTS = {"rss", "feed", "rdf"}
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)
_STRAY = re.compile(rb"&(?!#?\w{1,32};)")
_NO_TIME = "Without a time of publication, and placed at that of their last change"


def recognises(source: Source) -> bool:
    """Say whether the outermost element is that of a feed."""
    root = _ELEMENT.search(_COMMENT.sub("", source.head)) if source.head.lstrip().startswith("<") else None
    return root is not None and root[1].lower().rpartition(":")[2] in _ROOTS


def parse(source: Source) -> Recording:
    """Return what the feed says.

    Raises:
        StreamError: It declares entities, or an item cannot be read; with the number of the item.
    """
    data = _as_utf8(source)
    if declared := _ENTITY.search(data):
        line = data.count(b"\n", 0, declared.start()) + 1
        raise source.error("declares entities, which may hide anything", line=line, hint="remove the declarations")
    read = _read(data)
    notes = Notes("item")
    if read.bozo and hasattr(read.bozo_exception, "getLineNumber"):
        notes.say("It is not well-formed XML, and was read as well as it could be.")
        read = _read(_STRAY.sub(b"&amp;", data))
    is_atom = read.version.startswith("atom")
    posts = [_post(place, entry, notes, is_atom=is_atom) for place, entry in enumerate(read.entries, 1)]
    page = {read.feed.get("link") or "", read.feed.get("id") or ""}
    return Recording(
        entries=list(iter_entries(posts, source, notes, page=page)),
        title=line_of(_html(read.feed, "title", is_atom=is_atom)),
        notes=notes,
    )


def _as_utf8(source: Source) -> bytes:
    """Return the feed in UTF-8, so that nothing hides in another encoding from what looks for it."""
    from feedparser.encodings import convert_to_utf8  # noqa: PLC0415 -- slow to import

    try:
        data: bytes = convert_to_utf8({}, source.data, {})
    except ValueError as error:  # an encoding with a NUL in its name
        raise source.error(f"cannot be read as a feed: {printable(error)}") from None
    return data


def _read(data: bytes) -> Any:  # noqa: ANN401 -- feedparser has no types
    import feedparser  # noqa: PLC0415 -- slow to import

    return feedparser.parse(io.BytesIO(data), sanitize_html=False, resolve_relative_uris=False)


def _html(node: dict[str, Any], key: str, *, is_atom: bool) -> str:
    """Return a text as HTML: Atom says of each whether it is, and of RSS nobody knows."""
    detail = node.get(f"{key}_detail") or {}
    text = detail.get("value") or node.get(key) or ""
    return escape(text, quote=False) if is_atom and detail.get("type") == "text/plain" else text


def _post(place: int, entry: dict[str, Any], notes: Notes, *, is_atom: bool) -> Post:
    # Asked for as a plain dict: feedparser's own would give the one time for the other.
    published: str = dict.get(entry, "published") or ""
    edited: str = dict.get(entry, "updated") or ""
    if edited and not published:
        notes.count(_NO_TIME, place)
        published = edited
    link = entry.get("link") or ""
    content = [_html({"content_detail": each}, "content", is_atom=is_atom) for each in entry.get("content", ())]
    return Post(
        place=place,
        published=published,
        edited=edited,
        id=entry.get("id") or link,
        headline=_html(entry, "title", is_atom=is_atom),
        body=next(filter(None, content), "") or _html(entry, "summary", is_atom=is_atom),
        author=", ".join(filter(None, (author.get("name") for author in entry.get("authors", ())))),
        source=entry.get("source", {}).get("title") or "",
        url=link,
        tags=[tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ())],
    )
