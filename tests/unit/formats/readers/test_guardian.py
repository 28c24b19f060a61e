"""The Guardian's content API: where the blocks stand, and what is read of them."""

from collections.abc import Callable

import pytest

from replay.errors import StreamError
from replay.formats import parse_stream
from replay.formats.file.source import Source
from replay.formats.readers import guardian
from replay.model import Stream

OpenDay = Callable[..., Stream]


def test_response_gives_each_block_with_its_contributors_and_address(open_day: OpenDay) -> None:
    """Contributors are named by the tags, else whoever made the block; the picture on top is no post."""
    day = open_day("guardian/response.json")
    assert (day.title, day.format) == ("Talks in Moscow – live", "Guardian API")  # noqa: RUF001 -- as in the response
    first, second = day.updates
    assert (f"{first.time:%H:%M}", first.headline, first.body, first.author) == (
        "08:07",
        "",
        "Talks have begun.",
        "Bo Ray",
    )
    assert (second.id, second.headline, second.author) == ("5e60c2", "Both sides agree", "Ada Lee, profile/unknown")
    assert second.body == "A ceasefire from midnight.\n\n33 dead\n\n5 wounded"
    assert second.url == "https://www.theguardian.com/world/live/2020/mar/05/talks#block-5e60c2"
    assert (second.source, second.data) == ("theguardian.com", {"keyEvent": True})
    assert day.inferred == ()


def test_blocks_alone_are_read(open_day: OpenDay) -> None:
    """What is left when somebody keeps the blocks only; a summary stands for a missing body."""
    day = open_day("guardian/blocks.json")
    assert [(each.id, each.body) for each in day.updates] == [("a", "First, as text\nwith a line end"), ("b", "Second")]


def test_requested_blocks_are_read_once_each(open_day: OpenDay) -> None:
    """A block that was asked for under two names is one post."""
    day = open_day("guardian/requested.json")
    assert ([each.id for each in day.updates], day.inferred) == (["a", "b", "c"], ())


def test_block_that_was_published_again_is_an_edit(open_day: OpenDay) -> None:
    """The last publication is when readers saw the edit; drafts and pictures are set aside, a pin is sorted."""
    day = open_day("guardian/edited.json")
    assert [(f"{each.time:%H:%M}", each.id, each.on) for each in day.updates] == [
        ("09:00", "pinned", "published"),
        ("10:20", "plain", "published"),
        ("10:30", "late", "published"),
        ("10:40", "late", "edited"),
        ("11:00", "pinned", "edited"),
    ]
    assert [(each.place, each.why) for each in day.set_aside] == [(2, "is not published"), (4, "has no text")]
    assert day.inferred == (
        "Edited later, and played with their last text from the beginning: 2, first in item 1.",
        "Out of order, and sorted by time: 1, first in item 3.",
    )


def test_results_of_a_search_are_read_together(open_day: OpenDay) -> None:
    """Each result has its own address; a main block with a text is a post."""
    day = open_day("guardian/results.json")
    assert [(each.id, each.url) for each in day.updates] == [
        ("1", "https://www.theguardian.com/1#block-1"),
        ("2", "https://www.theguardian.com/2#block-2"),
        ("m2", "https://www.theguardian.com/2#block-m2"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"response": {"content": {"apiUrl": "https://content.guardianapis.com/a"}}}', "show-blocks=all"),
        ('{"blocks": {"body": [{"bodyHtml": "<p>A</p>"}]}}', "holds no update"),
        ('{"blocks": {"body": 1, "requestedBodyBlocks": []}}', "holds no update"),
        ('{"bodyHtml": ', "is no JSON"),
        (
            '{"blocks": {"body": [{"bodyHtml": "A", "firstPublishedDate": "2020-03-05"}]}}',
            "item 1: '2020-03-05' has no time of day",
        ),
    ],
)
def test_response_that_cannot_be_read_is_told_what_is_wrong(text: str, message: str) -> None:
    """One line says what is missing, and how to ask the API for it."""
    with pytest.raises(StreamError) as caught:
        parse_stream(Source.of_bytes("g.json", text.encode()))
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ['{"body": [{"text": "A"}]}', '[{"bodyHtml": "A"}]', '{"text": "guardianapis.com"}'])
def test_other_json_is_not_taken_for_the_guardians(text: str) -> None:
    """Only names that this API alone has make it so."""
    assert not guardian.recognises(Source.of_bytes("x", text.encode()))
