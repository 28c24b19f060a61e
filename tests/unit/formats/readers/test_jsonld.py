"""Live blogs in schema.org's form: where the JSON-LD stands in a page, and what is read of it."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers import jsonld
from replay.formats.recognising import format_of
from replay.model import Stream
from tests.unit.formats.conftest import complaint, open_text

OpenDay = Callable[..., Stream]
LD = "application/ld+json"
NONE = "holds no live blog in schema.org's form; save the page of a live blog whose source has LiveBlogPosting in it"
VERSIONS = (("B", "2020-03-05T10:30:00Z"), ("C", "2020-03-05T10:40:00Z"))
POST = '{"@id": "1", "datePublished": "2020-03-05T10:21:00Z", "headline": "A"}'


def blog(*posts: str) -> str:
    """Return the JSON-LD of a live blog with *posts*."""
    return '{"@type": "LiveBlogPosting", "liveBlogUpdate": [' + ",".join(posts) + "]}"


def read(text: str, *, zone: str | None = None) -> Stream:
    """Return the stream that *text* is."""
    return parse_stream(Source.of_bytes("live.html", text.encode(), ZoneInfo(zone) if zone else None))


def test_page_with_a_graph_is_read_oldest_first_with_its_texts_clean(open_day: OpenDay) -> None:
    """Types in lists, posts by reference, tags in texts, authors in each form; declared coverage is not taken."""
    day = open_day("jsonld/graph.html")
    assert (day.title, day.format, len(day.updates)) == ("Talks in Kremlin – live", "live blog page", 4)  # noqa: RUF001 -- as in the page
    assert [(update.id, f"{update.time:%H:%M}", update.headline) for update in day.updates] == [
        ("#p1", "07:21", "What we know"),
        ("#p2", "07:26", "Erdogan arrives"),
        ("#p3", "08:07", "Putin & Erdogan meet"),
        ("#p4", "14:21", "Both sides agree"),
    ]
    assert [update.body for update in day.updates] == [
        "Erdogan said: “We’ll see.”",  # noqa: RUF001 -- as in the page
        "1 < 2 & 3",
        "Talks began.\n\n33 soldiers died last week.",
        "A ceasefire from midnight.\n\nIt holds in all of Idlib.",
    ]
    assert [update.author for update in day.updates] == ["Bo Ray", None, "Ada Lee", "Ada Lee, Bo Ray"]
    assert [update.tags for update in day.updates] == [(), (), ("Russia", "Turkey"), ("Syria", "Idlib")]
    assert {update.source for update in day.updates} == {"Example News"}
    assert day.updates[2].url == "https://news.example.org/live/idlib#p3"
    assert (f"{day.start:%H:%M}", f"{day.end:%H:%M}") == ("07:21", "14:21")
    assert day.inferred == ("The file is newest first, as its times tell.",)


def test_bare_json_of_one_post_is_read_with_what_stands_for_its_fields(open_day: OpenDay) -> None:
    """One object instead of a list, creation for publication, a description for a text, raw control characters."""
    day = open_day("jsonld/single.json")
    (post,) = day.updates
    assert (day.title, post.id, post.headline, post.source) == (
        "One post so far",
        "0721-1",
        "A ceasefire",
        "Example News",
    )
    assert post.body == "First line with a tab\nand a second line.\n\nA second paragraph."
    assert post.author is None


def test_edits_follow_at_their_time_and_what_was_not_known_is_told(open_day: OpenDay) -> None:
    """Only the last text is known, an address that all posts share is no id, and what cannot be played is set aside."""
    day = open_day("jsonld/edited.jsonld")
    assert [(f"{each.time:%H:%M}", each.id, each.rev, each.on) for each in day.updates] == [
        ("10:10", "1010-1", 1, "published"),
        ("10:20", "d", 1, "published"),
        ("10:25", "c", 1, "published"),
        ("10:30", "b", 1, "published"),
        ("10:40", "1040-1", 1, "published"),
        ("10:50", "b", 2, "edited"),
    ]
    assert {each.body for each in day.updates} == {""}
    assert day.inferred == (
        "The file is newest first, as its times tell.",
        "Posts with an id that is not theirs alone, which is not used: 2, first in item 1.",
        "Edited later, but without an id, so that the edit is not played: 1, first in item 1.",
        "Edited later, and played with their last text from the beginning: 1, first in item 2.",
        "With a time of change before that of publication, which is not used: 1, first in item 4.",
    )
    assert [(each.place, each.why) for each in day.set_aside] == [
        (5, "has no time of publication"),
        (6, "has no text"),
        (8, "has no time of publication"),
    ]


def test_script_that_is_wrapped_or_escaped_is_read_once(open_day: OpenDay) -> None:
    """CDATA, an HTML comment, references for quotes, a script that stands twice; the page's title where no other is."""
    day = open_day("jsonld/wrapped.html")
    assert day.title == "Wrapped & escaped"
    assert [update.body for update in day.updates] == ["In CDATA", "In a comment", "Escaped & read"]
    assert day.inferred == ()


def test_times_without_an_offset_are_read_in_the_named_zone(open_day: OpenDay) -> None:
    """An abbreviation says which of two repeated times is meant; without one it is the earlier, and that is told."""
    day = open_day("jsonld/clocks.json", "Europe/London")
    assert [(f"{each.time:%H:%M}", each.id) for each in day.updates] == [("00:30", "1"), ("00:50", "2"), ("01:10", "3")]
    assert day.inferred == (
        "The file is newest first, as its times tell.",
        "Times that the clocks of Europe/London show twice, taken as the earlier: 1, first in item 3.",
    )


def test_abbreviation_without_a_named_zone_is_refused_with_its_post(open_day: OpenDay) -> None:
    """The message names the post, and a zone that could be meant."""
    with pytest.raises(
        StreamError, match=r"clocks\.json: item 2: 'BST' is an abbreviation.* --timezone: Europe/London$"
    ):
        open_day("jsonld/clocks.json")


@pytest.mark.parametrize(
    "text",
    [
        f"<!doctype html><script type=application/ld+json>{blog(POST)}</script>",
        f"<HTML><BODY><SCRIPT data-x='1' TYPE='Application/LD+JSON'>{blog(POST)}</SCRIPT>",
        f"<html><script type='application/ld+json'>{blog(POST)}",
        f"<html><script type='application/ld+json'>{blog(POST)};</script>",
        f"<html><script type='application/ld+json'>[{{\"mainEntity\": {blog(POST)}}}]</script>",
        f"<html><script type='{LD}'>{{,}}</script><script type='{LD}'>{blog(POST)}</script>",
        f"\ufeff \n{blog(POST)}\n",
        f"{blog(POST)}\n{blog(POST)}\n",
        f'{{"props": {{"seo": {blog(POST)}}}}}',
    ],
)  # fmt: skip
def test_live_blog_is_found_wherever_it_stands(text: str) -> None:
    """In any spelling of the tag, at any depth, beside broken scripts of other things, in lines of JSON."""
    assert [(update.id, update.headline) for update in read(text).updates] == [("1", "A")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><title>A page</title></html>", NONE),
        (f"<html><!-- <script type='{LD}'>{blog(POST)}</script> -->", NONE),
        (f"{blog(POST)}\n{{", "is no JSON: expecting property name enclosed in double quotes at column 2"),
        (f'<html>\n<script type="{LD}">\n{{"liveBlogUpdate": [}}', ":3: is no JSON: expecting value at column 21"),
        (blog("[" * 100_000), "its JSON is nested too deeply"),
        (blog("[" * 80 + "]" * 80), "its JSON is nested more than 64 deep"),
        (f"<html><script type='{LD}'>{{&quot;liveBlogUpdate&quot;: &#{'9' * 9000};", "is no JSON"),
        (blog(), "holds no update"),
        (blog("1", '"x"', "null"), "holds no update"),
        (blog(POST[:-1] + ', "dateModified": "yesterday"}'), "item 1: 'yesterday' is no date and time"),
        (blog(POST.replace("T10:21:00Z", "")), "item 1: '2020-03-05' has no time of day"),
    ],
)  # fmt: skip
def test_page_that_cannot_be_read_is_told_what_is_wrong(text: str, message: str) -> None:
    """One line says what, and where there is one the line or the post."""
    with pytest.raises(StreamError) as caught:
        read(text)
    assert message in str(caught.value)


def test_broken_script_is_told_with_the_line_in_the_page() -> None:
    """The line is that of the page, not that of the script, also where the script is escaped."""
    for broken in ('{"liveBlogUpdate":\n ]}', "{&quot;liveBlogUpdate&quot;:\n ]}"):
        with pytest.raises(StreamError, match=r"^live\.html:4: is no JSON: expecting value at column 2$"):
            read(f"<html>\n<p>\n<script type='application/ld+json'>{broken}</script>")


@pytest.mark.parametrize(
    "text",
    ['{"text": "liveBlogUpdate"}', '[{"time": "2020-03-05T10:21:00Z", "text": "LiveBlogPosting"}]', "<p>", "<svg/>"],
)
def test_other_files_are_not_taken_for_live_blogs(text: str) -> None:
    """JSON that only mentions the words, and markup that is no page, are left to others."""
    assert not jsonld.recognises(Source.of_bytes("x", text.encode()))


def test_feed_is_not_taken_for_a_page() -> None:
    """A feed whose text has a page's tags in it is a feed."""
    feed = (
        "<?xml version='1.0'?><rss><channel><item><description><![CDATA[<html>]]></description></item></channel></rss>"
    )
    assert format_of(Source.of_bytes("x", feed.encode())).NAME == "RSS or Atom"


@pytest.mark.parametrize("order", [1, -1])
def test_copy_of_a_page_made_before_an_edit_has_the_first_text(order: int) -> None:
    """Hindsight gives way to what an earlier copy knows, whichever copy is named first."""
    first = blog(POST.replace('"A"', '"3 dead"'))
    second = blog(POST.replace('"A"', '"33 dead", "dateModified": "2020-03-05T10:50:00Z"'))
    copies = [Source.of_bytes(name, text.encode()) for name, text in (("a", first), ("b", second))]
    day = parse_stream(*copies[::order])
    assert [(f"{each.time:%H:%M}", each.rev, each.on, each.headline) for each in day.updates] == [
        ("10:21", 1, "published", "3 dead"),
        ("10:50", 2, "edited", "33 dead"),
    ]


@pytest.mark.parametrize("key", ["@id", "url", "mainEntityOfPage"])
def test_address_of_the_page_is_no_id(key: str) -> None:
    """Nor is it the id of the only post of the first copy, which the second copy has again beside another."""
    posts = [
        f'{{"@id": "https://x/live", "datePublished": "2020-03-05T10:2{minute}:00Z", "headline": "A"}}'
        for minute in (1, 2)
    ]
    text = '{{"%s": "https://x/live", "liveBlogUpdate": [{}]}}' % key  # noqa: UP031 -- braces of both kinds
    copies = [text.format(posts[0]), text.format(",".join(posts[::-1]))]
    day = parse_stream(*(Source.of_bytes(name, copy.encode()) for name, copy in zip("ab", copies, strict=True)))
    assert [each.id for each in day.updates] == ["1021-1", "1022-1"]
    assert "a: Posts with an id that is not theirs alone, which is not used: 1, first in item 1." in day.inferred


def test_posts_that_differ_only_in_their_text_are_not_one() -> None:
    """Two posts of one id and one minute are two; neither is called an edit of the other."""
    day = read(blog(POST, POST.replace('"A"', '"B"'), POST.replace('"1"', '"2"')))
    assert [(each.id, each.rev, each.headline) for each in day.updates] == [
        ("1021-1", 1, "A"),
        ("1021-2", 1, "B"),
        ("2", 1, "A"),
    ]
    assert day.inferred == ("Posts with an id that is not theirs alone, which is not used: 2, first in item 1.",)


def test_texts_of_one_id_with_their_own_times_of_change_are_edits() -> None:
    """A feed may have each version of an entry."""
    versions = [POST[:-1].replace("A", text) + f', "dateModified": "{at}"}}' for text, at in VERSIONS]
    assert [(f"{each.time:%H:%M}", each.id, each.headline) for each in read(blog(*versions)).updates] == [
        ("10:21", "1", "B"),
        ("10:30", "1", "B"),
        ("10:40", "1", "C"),
    ]


def test_change_before_publication_is_told() -> None:
    """It is not played, since it cannot have been."""
    day = read(blog(POST[:-1] + ', "dateModified": "2020-03-05T10:00:00Z"}'))
    assert [update.rev for update in day.updates] == [1]
    assert day.inferred == ("With a time of change before that of publication, which is not used: 1, first in item 1.",)


def page_of(*scripts: str) -> str:
    """Return a page with these scripts of JSON-LD, one a line."""
    return "<html>\n" + "".join(f'<script type="application/ld+json">{each}</script>\n' for each in scripts)


_BLOG = '{"@type":"LiveBlogPosting","liveBlogUpdate":[{"headline":"A","datePublished":"2020-03-05T10:00:00Z"}]}'
_BROKEN = '{"@type":"LiveBlogPosting",,}'


def test_broken_script_beside_a_good_one_is_told() -> None:
    """The blog is read, wherever it stands; without one the broken script is what is wrong."""
    for scripts, line in (((_BROKEN, _BLOG), 2), ((_BLOG, _BROKEN), 3)):
        stream = open_text("x.html", page_of(*scripts))
        assert [update.headline for update in stream.updates] == ["A"]
        what = "is no JSON: expecting property name enclosed in double quotes at column 63"
        assert stream.inferred == (f"A script that is broken was passed over: x.html:{line}: {what}.",)
    assert complaint("x.html", page_of(_BROKEN, _BROKEN)).startswith("x.html:2: is no JSON: ")


def test_lines_of_escaped_scripts_are_counted_on() -> None:
    """Each script is told with its own line."""
    escaped = _BROKEN.replace('"', "&quot;")
    assert complaint("x.html", page_of("{}", escaped)).startswith("x.html:3: is no JSON: ")
