"""Make updates of posts as pages, feeds and APIs give them: when each was published and last edited, and its last text.

The text that an edited post had at first is not known. It is played with its last one from the beginning, and that is
told; the edit follows at its own time, where the post has an id.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.html import text_of_html
from replay.formats.parts.rowtimes import RowTimes
from replay.formats.recording import Entry
from replay.text import PARAGRAPH

_HINDSIGHT = "Edited later, and played with their last text from the beginning"
_NO_ID = "Edited later, but without an id, so that the edit is not played"
_SHARED_ID = "Posts with an id that is not theirs alone, which is not used"
_EDITED_BEFORE = "With a time of change before that of publication, which is not used"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post, its texts as the input has them: plain or HTML.

    Attributes:
        place: Which one of the file it is, from 1.
        published: When, as the input writes it, or empty.
        edited: When it was last changed, or empty.
        id: What tells it from the others, or empty.
        headline: May be empty.
        body: May be empty.
        author: Its authors, or empty.
        source: Who published it, or empty.
        url: Where it stands, or empty.
        tags: As the input has them.
        data: Extra fields, JSON values.
    """

    place: int
    published: str
    edited: str = ""
    id: str = ""
    headline: str = ""
    body: str = ""
    author: str = ""
    source: str = ""
    url: str = ""
    tags: Sequence[str] = ()
    data: dict[str, Any] = field(default_factory=dict)


def iter_entries(posts: Sequence[Post], source: Source, notes: Notes, *, page: Collection[str] = ()) -> Iterator[Entry]:
    """Yield the entries of *posts*, in their order: each as it was published, then its edit.

    A post without a time, or without a text, is set aside. An id that is not a post's alone is none: some pages give
    all of their posts the address of the page.

    Args:
        posts: All of a file.
        source: The file.
        notes: Gets what was assumed, and what was set aside.
        page: The addresses of the page or feed itself, which are no post's id even where it has only one.

    Raises:
        StreamError: A time cannot be read.
    """
    times = RowTimes(source, notes)
    shared = _shared_ids(posts) | {*page}
    for post in posts:
        if not post.published:
            notes.put_aside(post.place, None, "has no time of publication")
            continue
        at = times.instant(post.published, place=post.place, field="published")
        edited_at = times.instant(post.edited, place=post.place, field="edited") if post.edited else at
        is_shared = bool(post.id) and post.id in shared
        entry = _entry(post, at, identity="" if is_shared else plain(post.id), is_edited=edited_at > at)
        if not entry.headline and not entry.body:
            notes.put_aside(post.place, at, "has no text")
            continue
        yield entry
        if is_shared:
            notes.count(_SHARED_ID, post.place)
        if edited_at < at:
            notes.count(_EDITED_BEFORE, post.place)
        if entry.hindsight:
            notes.count(_HINDSIGHT if entry.id else _NO_ID, post.place)
        if entry.hindsight and entry.id:
            yield replace(entry, time=edited_at, on="edited", hindsight=False)


def _entry(post: Post, at: datetime, *, identity: str, is_edited: bool) -> Entry:
    """Return *post* as it was published, with its last text."""
    headline, body = _texts(post)
    return Entry(
        place=post.place,
        time=at,
        id=identity,
        headline=headline,
        body=body,
        source=line_of(post.source) or None,
        author=line_of(post.author) or None,
        url=plain(post.url) or None,
        tags=tuple(dict.fromkeys(tag for tag in (line_of(each).removeprefix("#") for each in post.tags) if tag)),
        hindsight=is_edited,
        data=post.data,
    )


def line_of(html: str) -> str:
    """Return the text of *html* on one line."""
    return " ".join(text_of_html(html).split())


def plain(text: str) -> str:
    """Return an address or an id without space in it or around it, as UTF-8 can hold it."""
    return "".join(text.encode(errors="replace").decode().split())


def _texts(post: Post) -> tuple[str, str]:
    """Return headline and body; a first paragraph that is the headline again is dropped."""
    headline, body = line_of(post.headline), text_of_html(post.body)
    first, _, rest = body.partition(PARAGRAPH)
    return headline, rest if " ".join(first.split()) == headline else body


def _shared_ids(posts: Sequence[Post]) -> set[str]:
    """Return the ids of posts that differ in their time, or that have all times alike and differ in their text."""
    published: defaultdict[str, set[str]] = defaultdict(set)
    said: defaultdict[tuple[str, str, str], set[tuple[str, str]]] = defaultdict(set)
    for post in posts:
        published[post.id].add(post.published)
        said[post.id, post.published, post.edited].add((post.headline, post.body))
    return {
        *(each for each, times in published.items() if each and len(times) > 1),
        *(each for (each, _, _), texts in said.items() if each and len(texts) > 1),
    }
