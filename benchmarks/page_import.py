"""CPU of importing 2,000 posts of a page, an API's response and a feed, beside the least that a script could do.

The peer of the first two is `json.loads` and a regular expression that strips tags, that of the feed is feedparser
alone. Aim: under a second each, at 1.3 KB of HTML a post, 2.7 MB in all. Hostile HTML of one and two megabytes must
take time in proportion.
"""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
from made.measuring import cpu_s

from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.parts.html import text_of_html

POSTS = 2000
PARAGRAPH = (
    "<p>Turkish servicemen &amp; others died in <b>Idlib</b>, it said. " + "Nothing more is known of it. " * 12 + "</p>"
)
BODY = PARAGRAPH * 3
FIRST = datetime(2020, 3, 5, tzinfo=UTC)
TIMES = [FIRST + timedelta(seconds=30 * number) for number in range(POSTS)][::-1]
HOSTILE = ("<div>", "<b><p>", "<span></b>", "<", "&", "&#1", "<a b='", "<p>&")


def page() -> str:
    """Return a page with a live blog in JSON-LD."""
    updates = [
        {"@id": f"#{n}", "headline": f"Post {n}", "datePublished": at.isoformat(), "articleBody": BODY}
        for n, at in enumerate(TIMES)
    ]
    blog = json.dumps({"@type": "LiveBlogPosting", "headline": "Day", "liveBlogUpdate": updates})
    return f"<!doctype html><html><script type='application/ld+json'>{blog}</script></html>"


def response() -> str:
    """Return a response of the Guardian's API."""
    blocks = [{"id": f"{n}", "bodyHtml": BODY, "firstPublishedDate": at.isoformat()} for n, at in enumerate(TIMES)]
    return json.dumps({"response": {"content": {"webTitle": "Day", "blocks": {"body": blocks}}}})


def rss() -> str:
    """Return an RSS feed."""
    items = "".join(
        f"<item><title>Post {n}</title><guid>{n}</guid><pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
        f"<description><![CDATA[{BODY}]]></description></item>"
        for n, at in enumerate(TIMES)
    )
    return f"<rss version='2.0'><channel><title>Day</title>{items}</channel></rss>"


def strip(text: str) -> list[str]:
    """Return the texts without tags, by the shortest script."""
    document = json.loads(re.sub(r"^<.*?json'>|</script></html>$", "", text))
    posts: list[dict[str, Any]] = document.get("liveBlogUpdate") or document["response"]["content"]["blocks"]["body"]
    return [re.sub(r"<[^>]*>", " ", post.get("articleBody") or post["bodyHtml"]) for post in posts]


def main() -> None:
    """Measure each format beside its peer, then the hostile texts."""
    peers: list[tuple[str, str, Callable[[str], object]]] = [
        ("JSON-LD page", page(), strip),
        ("Guardian API", response(), strip),
        ("RSS", rss(), lambda text: feedparser.parse(io.BytesIO(text.encode()))),
    ]
    for name, text, peer in peers:
        ours = cpu_s(lambda text=text: parse_stream(Source.of_bytes("x", text.encode())))  # type: ignore[misc]  # bound now
        theirs = cpu_s(lambda text=text, peer=peer: peer(text))  # type: ignore[misc]  # likewise
        told = f"{name}, {POSTS} posts, {len(text) / 1e6:.1f} MB"
        print(f"page_import  {told}: {ours:.2f} s CPU, peer {theirs:.2f} s, ratio {ours / theirs:.1f}")
    for piece in HOSTILE:
        one, two = (cpu_s(lambda size=size: text_of_html(piece * (size // len(piece)))) for size in (10**6, 2 * 10**6))  # type: ignore[misc]  # noqa: B023 -- called at once
        print(f"page_import  1 MB of {piece!r}: {one:.2f} s CPU, 2 MB {two:.2f} s, ratio {two / one:.1f}")


if __name__ == "__main__":
    main()
