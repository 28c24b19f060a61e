"""Plain text of an HTML fragment, as feeds, pages and the APIs of publishers hold it.

Every tag is first given its part: it ends a paragraph, parts two words, or means nothing. What is left for the parser
does not nest, which keeps its time linear in the length of the fragment.
"""

import re
from html import unescape

import nh3

from replay.text import PARAGRAPH

_ENDS_PARAGRAPH = (
    "address article aside audio blockquote body br button canvas caption center col colgroup dd details dialog dir div"
    " dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html"
    " legend li listing main menu nav object ol optgroup option p plaintext pre search section select summary table"
    " tbody td textarea tfoot th thead title tr ul video xmp"
)
_UNSEEN = ("iframe", "noembed", "noframes", "script", "style")
"""Elements in which a reader sees nothing and the parser knows no tags."""

_LIKE_UNSEEN = ("noscript", "svg", "template")
"""Elements in which a reader sees no text, but which may nest; they are renamed to one that may not."""

_OPENING = (
    dict.fromkeys(_ENDS_PARAGRAPH.split(), "<hr a")
    | {name: f"<{name} a" for name in _UNSEEN}
    | dict.fromkeys(_LIKE_UNSEEN, "<noembed a")
    | {"iframe": "<hr><iframe a", "svg": "<img><noembed a", "img": "<img a", "input": "<img a"}
    | {"sub": "<br a", "sup": "<area a"}
)
_CLOSING = (
    dict.fromkeys(_ENDS_PARAGRAPH.split(), "<hr a")
    | {name: f"</{name} a" for name in _UNSEEN}
    | dict.fromkeys(_LIKE_UNSEEN, "</noembed a")
)
"""What stands for the beginning of a tag, by its name: hr for a paragraph's end, img for a space, br for a lowered
part, area for a raised one.

All are without a closing tag. What is left of a tag is then one more attribute of it.
"""

_OTHER = "<wbr a"
_INLINE = (
    "a abbr acronym applet area b base basefont bdi bdo big cite code data datalist del dfn em font i iframe img input"
    " ins kbd label link map mark marquee math meta meter nobr noembed noframes noscript object output param picture"
    " progress q rp rt ruby s samp script slot small source span strike strong style sub sup svg template time track tt"
    " u var wbr"
)
_IS_HTML = re.compile(
    rf"</?(?:{'|'.join((*_ENDS_PARAGRAPH.split(), *_INLINE.split()))}|[a-z]+(?:-[a-z0-9]+)+)"
    r"(?:\s*+/?>|\s[^<>=\"']*+=[^<>]*(?:>|(?<==)[\"']))|<!--",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"<(/?)([a-z][^\s/<>]*+)(?:[^<>=]|=(?:\s*+\"[^\"<]*+\"|\s*+'[^'<]*+'|(?!\s*+[\"'])))*", re.IGNORECASE
)  # up to its end, or to a value that holds a '<', which may be the end of a script; Python 3.11.2 misreads a `)*+`
_RAISED = re.compile(r"(?<=[0-9])<(?:br|area)>(?=[0-9])|(?<=[^\W\d_])<area>(?=[0-9])")
_NUMBER = re.compile(r"&#0*+(?=[0-9])([0-9]++);?|&#0++;?")
_MOST_DIGITS = len(str(0x10FFFF))
_AMPERSAND = "\ufdd0"
"""No character; stands for `&` while the parser is at work, which is slow on references."""

_NO_CHARACTER = re.compile(r"[\ud800-\udfff\ufdd0]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_LINE_ENDS = ("\r\n", "\r", "\x85", "\u2028")
_cleaner = nh3.Cleaner(tags={"hr", "img", "br", "area"}, clean_content_tags=set(_UNSEEN), attributes={})


def text_of_html(html: str) -> str:
    """Return what a reader sees of *html*, paragraphs parted by a blank line.

    A text without a tag is no HTML, but may hold references such as ``&quot;``. Either way they are decoded once. The
    line ends of such a text stay, and so do those of HTML in which no tag ends a paragraph. A ``<br>`` ends one, just
    as a list item or the cell of a table does: it seldom stands inside a sentence. A raised digit is
    parted from a letter or digit before it, as in 33<sup>1</sup>, a lowered one from a digit. A tag makes a text HTML
    if HTML has its name and it has no attributes, or one with a value: `a<b and c>d` is none.

    Args:
        html: Of any content; lone surrogates become U+FFFD.

    Returns:
        Words one space apart, on lines without space at their ends; no control characters but line feeds.
    """
    text = _NO_CHARACTER.sub("\ufffd", _CONTROL.sub("", html))
    if _IS_HTML.search(text):
        text = _without_tags(text)
    return _tidy(decode_references(text))


def decode_references(text: str) -> str:
    """Return *text* with ``&amp;``, ``&#8217;`` and the like as characters, decoded once, however long they are."""
    return unescape(_NUMBER.sub(_number_in_range, text)) if "&" in text else text


def _without_tags(html: str) -> str:
    """Return the text of *html*, its references not yet decoded."""
    flat = _TAG.sub(_part_of, html.replace("&", _AMPERSAND))
    text = _cleaner.clean(flat).replace("<img>", " ")
    if "<br>" in text or "<area>" in text:
        text = _RAISED.sub(" ", text).replace("<br>", "").replace("<area>", "")
    if "<hr>" in text:
        text = PARAGRAPH.join(" ".join(part.split()) for part in text.split("<hr>"))
    for written, char in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), (_AMPERSAND, "&")):
        text = text.replace(written, char)
    return text


def _part_of(tag: re.Match[str]) -> str:
    if tag.end() == len(tag.string):  # never closed: text
        return f"&lt;{tag[0][1:]}"
    name = tag[2].lower()
    if tag[1]:
        return _CLOSING.get(name, _OTHER)
    if tag[0].endswith("/") and name in _CLOSING:  # <iframe/>, which would take all that follows with it
        return "<hr a"
    return _OPENING.get(name, _OTHER)


def _number_in_range(reference: re.Match[str]) -> str:
    digits = reference[1] or "0"
    return f"&#{digits};" if len(digits) <= _MOST_DIGITS else "\ufffd"


def _tidy(text: str) -> str:
    """Return *text* with one kind of line end, single spaces, and no blank lines but one between paragraphs."""
    for line_end in _LINE_ENDS:
        text = text.replace(line_end, "\n")
    text = _CONTROL.sub("", text.replace("\u2029", PARAGRAPH))
    lines = "\n".join(" ".join(line.split()) for line in text.split("\n"))
    return re.sub(r"\n{3,}", PARAGRAPH, lines).strip("\n")
