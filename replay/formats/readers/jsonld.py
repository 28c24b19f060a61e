"""A web page with a live blog as schema.org describes it (`LiveBlogPosting`), or the JSON-LD of one alone.

The JSON-LD stands in script elements, which are cut out of the page by their tags; a page is not parsed as a whole,
since that takes time that grows with the square of its depth. Whatever has a `liveBlogUpdate` is a live blog. A post
has its text in `articleBody`, else in `text` or `description`. When coverage is said to have begun or ended is not
taken: of a page that has only its newest posts it would make hours of silence.

Source: https://schema.org/LiveBlogPosting
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from replay.errors import StreamError
from replay.formats.file.source import Source
from replay.formats.notes import Notes
from replay.formats.parts.html import decode_references
from replay.formats.parts.posts import Post, iter_entries, line_of
from replay.formats.recording import MAX_DEPTH, Recording
from replay.text import PARAGRAPH

NAME = "live blog page"
SETTINGS = frozenset[str]()
_PAGE = re.compile(r"<(?:!doctype html|html|head|body|script)\b", re.IGNORECASE)
_BARE = re.compile(r"\"liveBlogUpdate\"\s*:|\"@type\"\s*:\s*(?:\[[^\]]{0,200})?\"[\w:/.#]*LiveBlogPosting\"")
_SCRIPT = re.compile(r"<!--.*?(?:-->|\Z)|<script\b([^<>]*)>(.*?)(?:</script|\Z)", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title\b[^<>]*>([^<]*)", re.IGNORECASE)
_WRAPPING = re.compile(r"\s*(?:(?://|/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*\*/)?\s*)*")
_SPACE = re.compile(r"\s*")

_decoder = json.JSONDecoder(strict=False, parse_int=str)
Node = Mapping[str, Any]


def recognises(source: Source) -> bool:
    """Say whether it begins as a page, or as JSON that speaks of a live blog."""
    head = source.head.lstrip()
    return bool(_PAGE.search(head) if head.startswith("<") else head.startswith(("{", "[")) and _BARE.search(head))


def parse(source: Source) -> Recording:
    """Return what the live blog says.

    Raises:
        StreamError: It holds none, or a post cannot be read; with the line, or the number of the post.
    """
    is_page = source.text.lstrip().startswith("<")
    broken: list[StreamError] = []
    documents = _scripts(source, broken) if is_page else _bare(source)
    nodes = [node for document in documents for node in _walk(source, document)]
    blogs = [node for node in nodes if "liveBlogUpdate" in node]
    if broken and not blogs:
        raise broken[0]
    if not blogs:
        hint = "save the page of a live blog whose source has LiveBlogPosting in it"
        raise source.error("holds no live blog in schema.org's form", hint=hint)
    notes = Notes("item")
    if broken:
        notes.say(f"A script that is broken was passed over: {broken[0]}.")
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    posts = [_post(place, update, blog) for place, (update, blog) in enumerate(_updates(blogs, by_id), 1)]
    entries = list(iter_entries(posts, source, notes, page={each for blog in blogs for each in _addresses(blog)}))
    page = _TITLE.search(source.text) if is_page else None
    title = _text(blogs[0], "headline", "name") or (page[1] if page else "")
    return Recording(entries=entries, title=line_of(title), notes=notes)


def _bare(source: Source) -> Iterator[Any]:
    """Yield the JSON documents that the file is, one after the other."""
    text, at = source.text.strip(), 0
    above = source.text[: source.text.index(text[0])].count("\n")
    while at < len(text):
        document, at = _decoded(source, text, at, above=above)
        yield document
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches anything


def _scripts(source: Source, broken: list[StreamError]) -> Iterator[Any]:
    """Yield the JSON documents of the page's scripts that speak of a live blog, each once; *broken* gets the rest."""
    seen, line, begin, counted = {""}, 0, 0, 0
    for script in _SCRIPT.finditer(source.text):
        if (script[2] or "") in seen or "ld+json" not in script[1].lower() or "liveblog" not in script[2].lower():
            continue
        seen.add(script[2])
        at = script.start(2) + len(_WRAPPING.match(script[2])[0])  # type: ignore[index]  # it matches anything
        begin = max(begin, source.text.rfind("\n", counted, at) + 1)
        line, counted = line + source.text.count("\n", counted, at), at
        text = source.text[at : script.end(2)]
        is_escaped = text.startswith(("{&quot;", "[&quot;", "{&#34;", "[{&"))
        try:
            text = decode_references(text) if is_escaped else text
            document, _ = _decoded(source, text, 0, above=line, indent=at - begin)
        except StreamError as error:
            broken.append(error)
        else:
            yield document


def _decoded(source: Source, text: str, at: int, *, above: int = 0, indent: int = 0) -> tuple[Any, int]:
    """Return the JSON that begins at an offset, and where it ends.

    Raises:
        StreamError: There is none; with the line.
    """
    try:
        return _decoder.raw_decode(text, at)
    except RecursionError:
        raise source.error("its JSON is nested too deeply", line=above + text.count("\n", 0, at) + 1) from None
    except json.JSONDecodeError as error:
        column = error.colno + (indent if error.lineno == 1 else 0)
        what = f"is no JSON: {error.msg[:1].lower()}{error.msg[1:]} at column {column}"
        raise source.error(what, line=above + error.lineno) from None


def _walk(source: Source, document: object) -> Iterator[Node]:
    """Yield all objects in *document*, outer before inner, in their order.

    Raises:
        StreamError: It is nested too deeply.
    """
    stack = [(document, 0)]
    while stack:
        value, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise source.error(f"its JSON is nested more than {MAX_DEPTH} deep")
        if isinstance(value, dict):
            yield value
            value = list(value.values())
        if isinstance(value, list):
            stack.extend((each, depth + 1) for each in reversed(value))


def _updates(blogs: list[Node], by_id: Mapping[str, Node]) -> Iterator[tuple[Node, Node]]:
    """Yield each post with its blog; one that stands elsewhere is found by its id."""
    for blog in blogs:
        each = blog["liveBlogUpdate"]
        for update in each if isinstance(each, list) else [each]:
            node = update if isinstance(update, dict) else {"@id": update} if isinstance(update, str) else {}
            yield (by_id.get(_text(node, "@id"), node) if len(node) == 1 else node), blog


def _post(place: int, update: Node, blog: Node) -> Post:
    url = _text(update, "url")
    return Post(
        place=place,
        published=_text(update, "datePublished", "dateCreated"),
        edited=_text(update, "dateModified"),
        id=_text(update, "@id") or url,
        headline=_text(update, "headline", "name"),
        body=_text(update, "articleBody", "text", "description"),
        author=_names(update.get("author")),
        source=_names(update.get("publisher")) or _names(blog.get("publisher")),
        url=url,
        tags=_listed(update.get("keywords")),
    )


def _addresses(blog: Node) -> Iterator[str]:
    """Yield the addresses that a blog has as a whole."""
    yield from (_text(blog, key) for key in ("@id", "url", "mainEntityOfPage"))


def _text(node: Node, *keys: str) -> str:
    """Return the text under the first of *keys* that has one."""
    return next((text for text in (PARAGRAPH.join(_texts(node.get(key))) for key in keys) if text.strip()), "")


def _texts(value: object) -> list[str]:
    """Return the texts that a value is: itself, those of a list, or that of an object with a value or an address."""
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, dict):
        return _texts(value.get("@value", value.get("@id", value.get("url"))))
    return [value] if isinstance(value, str) else []


def _names(value: object) -> str:
    """Return the names of people or organisations."""
    each = value if isinstance(value, list) else [value]
    named = (_texts(one.get("name")) if isinstance(one, dict) else _texts(one) for one in each)
    return ", ".join(name for names in named for name in names)


def _listed(value: object) -> list[str]:
    """Return keywords: of a list, or of a text with commas."""
    return value.split(",") if isinstance(value, str) else _texts(value)
