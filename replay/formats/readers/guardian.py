"""What the Guardian's content API says of a live blog: `response.content.blocks`, or those blocks alone.

Blocks are asked for with `show-blocks=all`, `body`, `body:latest:20`, …: they stand in `body` or, by the name of what
was asked for, in `requestedBodyBlocks`, newest first. The main block is the picture on top; it is a post if it has a
text.

Source: https://open-platform.theguardian.com/documentation/item
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.posts import Post, iter_entries, line_of
from replay.formats.readers.jsondocument import decode_document
from replay.formats.recording import Recording

NAME = "Guardian API"
SETTINGS = frozenset[str]()
_OURS = re.compile(r"\"(?:bodyHtml|bodyTextSummary|requestedBodyBlocks)\"|//content\.guardianapis\.com/")
Node = Mapping[str, Any]


def recognises(source: Source) -> bool:
    """Say whether it is JSON with names that only this API has."""
    return source.head.lstrip().startswith("{") and bool(_OURS.search(source.head))


def parse(source: Source) -> Recording:
    """Return what the blocks say.

    Raises:
        StreamError: It is no JSON, holds no blocks, or a block cannot be read.
    """
    contents = _contents(decode_document(source))
    if not any(_node(content, "blocks") for content in contents):
        raise source.error("holds no blocks of a live blog", hint="ask the API for them with show-blocks=all")
    notes = Notes("item")
    blocks = [(block, content) for content in contents for block in _blocks(_node(content, "blocks"))]
    posts = []
    for place, (block, content) in enumerate(blocks, 1):
        if block.get("published") is False:
            notes.put_aside(place, None, "is not published")
        else:
            posts.append(_post(place, block, content))
    title = _text(_node(contents[0], "fields"), "headline") or _text(contents[0], "webTitle")
    entries = list(iter_entries(posts, source, notes))
    return Recording(entries=entries, order="newest-first", title=line_of(title), notes=notes)


def _contents(document: object) -> list[Node]:
    """Return the items of content in a response, or in what is left of one."""
    top = document if isinstance(document, dict) else {}
    response = _node(top, "response") or top
    results = _nodes(response.get("results"))
    content = _node(response, "content") or response
    return results or [{"blocks": content} if "body" in content or "requestedBodyBlocks" in content else content]


def _blocks(blocks: Node) -> Iterator[Node]:
    """Yield the blocks, each once: what was asked for under several names stands there several times."""
    requested = [each for named in _node(blocks, "requestedBodyBlocks").values() for each in _nodes(named)]
    main = _node(blocks, "main")
    seen = {""}
    for block in (*_nodes(blocks.get("body")), *requested, *([main] if _text(main, "bodyTextSummary") else [])):
        if _text(block, "id") not in seen or not _text(block, "id"):
            yield block
        seen.add(_text(block, "id"))


def _post(place: int, block: Node, content: Node) -> Post:
    published = _text(block, "firstPublishedDate", "publishedDate", "createdDate")
    url, identity = _text(content, "webUrl"), _text(block, "id")
    return Post(
        place=place,
        published=published,
        edited=_text(block, "publishedDate", "lastModifiedDate"),
        id=identity,
        headline=_text(block, "title") or _text(_node(block, "attributes"), "title"),
        body=_text(block, "bodyHtml", "bodyTextSummary"),
        author=_authors(block, _nodes(content.get("tags"))),
        source=_text(_node(content, "fields"), "publication"),
        url=f"{url}#block-{identity}" if url and identity else url,
        data={name: True for name, value in _node(block, "attributes").items() if value is True},
    )


def _authors(block: Node, tags: Sequence[Node]) -> str:
    """Return the names of the contributors, which are ids of tags, or of whoever made the block."""
    names = {_text(tag, "id"): _text(tag, "webTitle") for tag in tags}
    contributors = block.get("contributors")
    each = [each for each in contributors if isinstance(each, str)] if isinstance(contributors, list) else []
    maker = _node(block, "createdBy")
    return ", ".join(names.get(one) or one for one in each) or " ".join(
        filter(None, (_text(maker, "firstName"), _text(maker, "lastName")))
    )


def _node(node: Node, key: str) -> Node:
    value = node.get(key)
    return value if isinstance(value, dict) else {}


def _nodes(value: object) -> list[Node]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(node: Node, *keys: str) -> str:
    """Return the text under the first of *keys* that has one."""
    return next((value for value in map(node.get, keys) if isinstance(value, str) and value.strip()), "")
