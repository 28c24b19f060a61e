"""Make updates of posts as pages, feeds and APIs give them: when each was published and last edited, and its last text.

The text that an edited post had at first is not known. It is played with its last one from the beginning, and that is
told; the edit follows at its own time, where the post has an id.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.html import text_of_html
from replay.formats.parts.rowtimes import RowTimes
from replay.formats.recording import Entry
from replay.text import PARAGRAPH

_HINDSIGHT = "Edited later, and played with their last text from the beginning"
_NO_ID = "Edited later, but without an id, so that the edit is not played"
_SHARED_ID = "Posts with an id that others have too, which is not used"


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


def iter_entries(posts: Sequence[Post], source: Source, notes: Notes) -> Iterator[Entry]:
    """Yield the entries of *posts*, in their order: each as it was published, then its edit.

    A post without a time, or without a text, is set aside. An id that stands at posts of different times is none: some
    pages give all of their posts the address of the page.

    Args:
        posts: All of a file.
        source: The file.
        notes: Gets what was assumed, and what was set aside.

    Raises:
        StreamError: A time cannot be read.
    """
    times = RowTimes(source, notes)
    shared = _shared_ids(posts)
    for post in posts:
        if not post.published:
            notes.put_aside(post.place, None, "has no time of publication")
            continue
        at = times.instant(post.published, place=post.place, field="published")
        edited_at = times.instant(post.edited, place=post.place, field="edited") if post.edited else at
        headline, body = _texts(post)
        if not headline and not body:
            notes.put_aside(post.place, at, "has no text")
            continue
        if post.id in shared:
            notes.count(_SHARED_ID, post.place)
        entry = Entry(
            place=post.place,
            time=at,
            id="" if post.id in shared else plain(post.id),
            headline=headline,
            body=body,
            source=line_of(post.source) or None,
            author=line_of(post.author) or None,
            url=plain(post.url) or None,
            tags=tuple(dict.fromkeys(tag for tag in (line_of(each).removeprefix("#") for each in post.tags) if tag)),
            hindsight=edited_at > at,
            data=post.data,
        )
        yield entry
        if entry.hindsight:
            notes.count(_HINDSIGHT if entry.id else _NO_ID, post.place)
        if entry.hindsight and entry.id:
            yield replace(entry, time=edited_at, on="edited", hindsight=False)


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
    """Return the ids that stand at posts of different times."""
    times: defaultdict[str, set[str]] = defaultdict(set)
    for post in posts:
        times[post.id].add(post.published)
    return {each for each, at in times.items() if each and len(at) > 1}
