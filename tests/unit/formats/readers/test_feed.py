"""Feeds: what is read of each kind, and what is not trusted to feedparser."""

from collections.abc import Callable

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers import feed
from replay.model import Stream
from tests.unit.formats.conftest import complaint, open_text

OpenDay = Callable[..., Stream]


def rss(*items: str) -> str:
    """Return an RSS feed with *items*."""
    return f"<rss version='2.0'><channel>{''.join(f'<item>{item}</item>' for item in items)}</channel></rss>"


def read(text: str) -> Stream:
    """Return the stream that *text* is."""
    return parse_stream(Source.of_bytes("feed.xml", text.encode()))


def test_rss_item_has_its_full_text_and_all_that_is_said_of_it(open_day: OpenDay) -> None:
    """Content counts before the description, references are decoded once, addresses stay as they are."""
    day = open_day("feed/rss20.xml")
    first, second = day.updates
    assert (day.title, day.format) == ("Example & News", "RSS or Atom")
    assert (f"{first.time:%H:%M}", first.id, first.source) == ("08:07", "https://news.example.org/1", "The Wire")
    assert (first.headline, first.body) == ("Talks begin", "33 dead\n\n5 wounded")
    assert (f"{second.time:%H:%M}", second.id, second.author) == ("14:21", "tag:2", "Ada Lee")
    assert (second.headline, second.tags) == ("Russia & Turkey agree", ("Syria", "Idlib"))
    assert second.body == "A ceasefire from midnight.\n\nIt holds…"
    assert second.url == "https://news.example.org/2?a=1&copy=2"


def test_atom_entry_that_was_updated_is_an_edit(open_day: OpenDay) -> None:
    """Texts of each type are read; an entry that was never published stands at its last change, and that is told."""
    day = open_day("feed/atom.xml")
    assert [(f"{each.time:%H:%M}", each.id, each.rev, each.on, each.headline) for each in day.updates] == [
        ("07:00", "tag:1", 1, "published", "Talks"),
        ("07:21", "tag:2", 1, "published", "33 dead"),
        ("08:30", "tag:2", 2, "edited", "33 dead"),
        ("14:21", "tag:3", 1, "published", "Never published, only updated"),
    ]
    assert [each.body for each in day.updates] == ["A ceasefire\n\n1 < 2", *["In Idlib.\n\nLast week."] * 2, "A text"]
    assert (day.updates[1].author, day.updates[1].tags) == ("Ada Lee, Bo Ray", ("Syria",))
    assert [each.url for each in day.updates] == [None, *["https://news.example.org/2"] * 2, None]
    assert day.inferred == (
        "The file is newest first, as its times tell.",
        "Without a time of publication, and placed at that of their last change: 1, first in item 1.",
        "Addresses left out, since they do not begin with http:// or https://: 2, first in item 1.",
        "Edited later, and played with their last text from the beginning: 1, first in item 2.",
    )


def test_rss_1_0_has_its_dates_from_dublin_core(open_day: OpenDay) -> None:
    """The root is told from a comment that looks like one, and the address stands for an id."""
    day = open_day("feed/rdf.xml")
    assert [(f"{each.time:%H:%M}", each.id) for each in day.updates] == [
        ("07:21", "https://news.example.org/1"),
        ("07:26", "https://news.example.org/2"),
    ]


def test_rss_0_91_in_another_encoding_needs_the_zone_of_its_abbreviations(open_day: OpenDay) -> None:
    """A document type without entities is none of our business; MSK is Moscow's only if somebody says so."""
    day = open_day("feed/rss091.xml", "Europe/Moscow")
    assert [(f"{each.time:%H:%M}", each.headline) for each in day.updates] == [
        ("08:07", "Переговоры"),
        ("14:21", "Перемирие"),
    ]
    with pytest.raises(StreamError, match=r"item 1: 'MSK' is an abbreviation.* --timezone: Europe/Moscow$"):
        open_day("feed/rss091.xml")


def test_feed_that_is_not_well_formed_is_read_as_far_as_it_goes(open_day: OpenDay) -> None:
    """Stray ampersands and a cut end lose no item, and are told; an item without a date is set aside."""
    day = open_day("feed/broken.xml")
    assert day.title == "R&D"
    assert [(each.headline, each.body) for each in day.updates] == [
        ("AT&T says", "An unescaped & sign"),
        ("Cut off", ""),
    ]
    assert day.inferred == ("It is not well-formed XML, and was read as well as it could be.",)
    assert [(each.place, each.why) for each in day.set_aside] == [(2, "has no time of publication")]


def test_feed_that_declares_entities_is_refused(open_day: OpenDay) -> None:
    """No entity is expanded, nested or from a file."""
    with pytest.raises(StreamError, match=r"entities\.xml:3: declares entities.*; remove the declarations$"):
        open_day("feed/entities.xml")


def test_item_with_an_abbreviation_that_feedparser_misreads_is_refused() -> None:
    """EST in July is no time that New York has: nothing is guessed, though feedparser says an hour off."""
    item = "<title>A</title><pubDate>Mon, 06 Jul 2020 10:21:00 EST</pubDate>"
    with pytest.raises(StreamError, match="item 1: 'EST' is an abbreviation"):
        read(rss(item))


def test_item_without_an_id_has_that_of_its_minute() -> None:
    """What the feed does not tell apart is told apart by its minute."""
    item = "<title>{}</title><pubDate>Mon, 06 Jul 2020 10:21:00 GMT</pubDate>"
    assert [(each.id, each.headline) for each in read(rss(item.format("A"), item.format("B"))).updates] == [
        ("1021-1", "A"),
        ("1021-2", "B"),
    ]


def test_address_of_the_feed_is_no_id() -> None:
    """An item that links to the page of the feed is told by its minute."""
    item = "<item><title>A</title><link>https://x/live</link><pubDate>Mon, 06 Jul 2020 10:21:00 GMT</pubDate></item>"
    day = read(f"<rss version='2.0'><channel><link>https://x/live</link>{item}</channel></rss>")
    assert [(each.id, each.url) for each in day.updates] == [("1021-1", "https://x/live")]


@pytest.mark.parametrize(
    ("text", "recognised"),
    [
        ("<rss version='2.0'>", True),
        ("\ufeff\n <?xml version='1.0'?><!-- a <html> --><!DOCTYPE rss><RSS>", True),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", True),
        ("<atom:feed xmlns:atom='http://www.w3.org/2005/Atom'>", True),
        ("<rdf:RDF>", True),
        ("<html><rss>", False),
        ("<feedback>", False),
        ("<!-- <rss> ", False),
        ("text <rss>", False),
        ("http://example.org/rss", False),
        ("", False),
    ],
)
def test_feed_is_recognised_by_its_outermost_element(text: str, *, recognised: bool) -> None:
    """Nothing else that stands in a file makes it a feed."""
    assert feed.recognises(Source.of_bytes("x", text.encode())) is recognised


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-7", "cp037"])
def test_entities_are_refused_in_any_encoding(encoding: str) -> None:
    """They are looked for in what is read, not in the bytes of the file."""
    name = encoding.removesuffix("-be")
    feed = f"<?xml version='1.0' encoding='{name}'?>\n<!DOCTYPE x [<!ENTITY a 'b'>]><rss version='2.0'></rss>"
    said = complaint("x.xml", feed.encode(encoding), format="feed")
    assert said == "x.xml:2: declares entities, which may hide anything; remove the declarations"


@pytest.mark.parametrize(("kind", "said"), [("text", "Use <b> and <video> tags &amp;"), ("html", "Use and tags &")])
def test_text_of_atom_is_html_where_it_says_so(kind: str, said: str) -> None:
    """Else what stands in angle brackets is said, and so is a reference."""
    words = f"type='{kind}'>Use &lt;b&gt; and &lt;video&gt; tags &amp;amp;</"
    entry = f"<id>a</id><updated>2020-03-05T10:00:00Z</updated><title {words}title><summary {words}summary>"
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title {words}title><entry>{entry}</entry></feed>"
    stream = open_text("x.xml", feed)
    assert (stream.title, stream.updates[0].headline) == (said, said)
    assert " ".join(stream.updates[0].body.split()) in {said, ""}
