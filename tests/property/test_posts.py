"""Laws of posts: whatever a page, a feed or an API says, the updates are clean, or the file is refused in one way."""

from contextlib import suppress
from html import escape
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers import feed, guardian, jsonld
from replay.formats.recording import Format
from replay.formats.writing import iter_lines
from replay.model import Stream

KEYS = (
    *("liveBlogUpdate", "@id", "@type", "@value", "@graph", "datePublished", "dateModified", "headline", "articleBody"),
    *("author", "name", "publisher", "keywords", "url", "description"),
    *(
        "response",
        "content",
        "results",
        "blocks",
        "body",
        "main",
        "requestedBodyBlocks",
        "id",
        "bodyHtml",
        "attributes",
    ),
    *("firstPublishedDate", "publishedDate", "contributors", "createdBy", "tags", "fields", "webUrl", "published"),
)
TIMES = ("2020-03-05T10:21:00Z", "2020-03-05T11:00:00+03:00", "Thu, 05 Mar 2020 10:21:00 GMT", "2020-03-05 10:21")
SCALARS = st.sampled_from((*TIMES, "a", "<p>b</p>", "&amp;", "\x00", "")) | st.none() | st.booleans() | st.integers()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
)
SAYS = st.sampled_from(("a", "<p>b</p>", "<p>c\nd</p><p>e</p>", " f &amp; g "))
SOUND = st.fixed_dictionaries(
    {key: st.sampled_from(TIMES) for key in ("datePublished", "firstPublishedDate")},
    optional=dict.fromkeys(("headline", "articleBody", "title", "bodyHtml"), SAYS),
)
ODD = st.dictionaries(st.sampled_from(KEYS), JSON, max_size=8)
POSTS = st.lists(st.builds(lambda sound, odd: {**sound, **odd}, SOUND | st.just({}), ODD), max_size=4)
MARKUP = (
    *("<item>", "</item>", "<title>", "</title>", "<pubDate>", "</pubDate>", *TIMES),
    *("&", "<", "a", "<![CDATA[", "]]>", "<guid>", "<link/>"),
    *(f"<item><title>a\nb</title><pubDate>{time}</pubDate></item>" for time in TIMES),
)


def is_mojibake(text: str) -> bool:
    """Say whether *text* looks like UTF-8 that was read as Latin-1: feedparser mends that by itself."""
    with suppress(UnicodeError):
        return text.encode("latin-1").decode() != text
    return False


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=10).filter(
    lambda text: not is_mojibake(text)
)


def see_that_it_is_clean(known: Format, text: str) -> None:
    """Read *text* in a format; its updates can be written and have one-line headlines, unless it is refused."""
    source = Source.of_bytes("x", text.encode())
    known.recognises(source)
    with suppress(StreamError):
        for entry in known.parse(source).entries:
            assert entry.headline or entry.body
            assert entry.headline.split() == entry.headline.split(" ") or not entry.headline
            msgspec.json.encode(
                (entry.headline, entry.body, entry.id, entry.url, entry.author, entry.source, entry.tags)
            )


@given(POSTS, JSON)
def test_json_ld_of_any_shape_is_read_or_refused(posts: list[Any], other: object) -> None:
    """No type of a value in any place raises anything else than the error for a file."""
    document = {"@graph": other, "liveBlogUpdate": posts}
    see_that_it_is_clean(jsonld, msgspec.json.encode(document).decode())
    see_that_it_is_clean(jsonld, f"<script type=ld+json>{msgspec.json.encode(document).decode()}")


@given(POSTS, JSON)
def test_response_of_any_shape_is_read_or_refused(posts: list[Any], other: object) -> None:
    """No type of a value in any place raises anything else than the error for a file."""
    for document in ({"body": posts}, {"response": {"content": {"blocks": {"body": posts}, "tags": other}}}, other):
        see_that_it_is_clean(guardian, msgspec.json.encode(document).decode())


@given(st.lists(st.sampled_from(MARKUP)))
def test_feed_of_any_shape_is_read_or_refused(pieces: list[str]) -> None:
    """Broken, cut off or nested wrongly: what can be read is, and nothing else is raised."""
    see_that_it_is_clean(feed, f"<rss><channel>{''.join(pieces)}")


@given(st.lists(st.tuples(st.integers(0, 1439), TEXT, TEXT), min_size=1, max_size=6))
def test_posts_say_the_same_in_each_format(posts: list[tuple[int, str, str]]) -> None:
    """The same posts as JSON-LD, as a feed and as an API's blocks are the same updates, as our own lines too."""
    times = [f"2020-03-05T{minute // 60:02}:{minute % 60:02}:00Z" for minute, _, _ in posts]
    told = [
        (time, escape(headline), f"<p>{escape(body)}</p>")
        for time, (_, headline, body) in zip(times, posts, strict=True)
    ]
    pages = (
        {
            "liveBlogUpdate": [
                {"datePublished": time, "headline": headline, "articleBody": body} for time, headline, body in told
            ]
        },
        {"body": [{"firstPublishedDate": time, "title": headline, "bodyHtml": body} for time, headline, body in told]},
    )
    items = "".join(
        f"<item><title>{escape(headline)}</title><pubDate>{time}</pubDate><description>{escape(body)}</description></item>"
        for time, headline, body in told
    )
    texts = [
        *(msgspec.json.encode(page).decode() for page in pages),
        f"<rss version='2.0'><channel>{items}</channel></rss>",
    ]
    streams = [parse_stream(Source.of_bytes("x", text.encode())) for text in texts]
    assert {said(stream) for stream in streams} == {said(streams[0])}
    for stream in streams:
        again = parse_stream(Source.of_bytes("x.jsonl", b"".join(iter_lines(stream))))
        assert (list(again.updates), again.title, again.span) == (list(stream.updates), stream.title, stream.span)
    assert sorted(each[1:] for each in said(streams[0])) == sorted(
        (headline, body if body != headline else "") for _, headline, body in posts
    )


def said(stream: Stream) -> tuple[tuple[str, str, str], ...]:
    """Return what the updates of a stream say, in one order at equal times."""
    return tuple(sorted((f"{update.time}", update.headline, update.body) for update in stream.updates))
