"""Laws of the plain text of HTML, on anything that looks like HTML and on what does not."""

import re
from html import escape

from hypothesis import example, given
from hypothesis import strategies as st

from replay.formats.parts.html import text_of_html

BLOCKS = "p div br hr li ul ol td th tr table h1 h6 blockquote section figure figcaption dd dt pre body option"
INLINE = "b i em strong a span font small mark code u s abbr cite time x-card"
PIECES = (
    *("<", ">", "</", "/>", "<p", "<b ", "='", '="', "'", '"', "<!--", "-->", "<![CDATA[", "]]>", "<?", "=", "/"),
    *("<script>", "</script>", "<svg>", "<svg/>", "<title>", "<sup>", "<br>", "</p>", "<p>", "<img>", "<template>"),
    *("&", "&amp;", "&#", "&#x", "&#0", "&nbsp;", "&lt;", "&quot", ";", "1", "9" * 5000, "\ufdd0"),
    *(
        "a",
        "truce",
        " ",
        "\n",
        "\r",
        "\t",
        "\u00a0",
        "\u2028",
        "\u2029",
        "\x85",
        "\x1c",
        "\x00",
        "\x1b",
        "\x9b",
        "\ud800",
    ),
)
ANY_HTML = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)
WORD = st.text("abcxyzäß停1", min_size=1, max_size=6)
ATTRIBUTES = st.sampled_from(
    ["", " a b=1", " a=1", ' class="x y"', " title='x > y'", ' title="<p>x</p>"', "\n a = 'b' ", "/", " /"]
)


def tags(names: str) -> st.SearchStrategy[str]:
    """Return any opening or closing tag with one of *names*, in any case, with any attributes."""
    name = st.sampled_from(names.split()) | st.sampled_from(names.upper().split())
    return st.tuples(st.sampled_from(["<", "</"]), name, ATTRIBUTES).map(lambda parts: f"{''.join(parts)}>")


@given(ANY_HTML)
@example("&#" + "9" * 5000)
@example("\ud800<p>")
def test_text_of_anything_is_tidy(html: str) -> None:
    """Whatever comes, a text comes out: no control character, no space beside another or at a line's end."""
    text = text_of_html(html)
    assert not re.search(r"[^\S\n ]|  | \n|\n |\n{3}|[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]", text)
    assert text == text.strip()


@given(ANY_HTML)
def test_text_of_its_own_output_changes_nothing_without_markup(html: str) -> None:
    """Where the text holds nothing that could be read as a tag or a reference, taking it again leaves it as it is."""
    text = text_of_html(html)
    if "<" not in text and "&" not in text:
        assert text_of_html(text) == text


@given(st.lists(st.tuples(WORD, tags(BLOCKS), st.lists(tags(INLINE), max_size=2).map("".join)), min_size=1, max_size=8))
def test_text_joins_no_words_across_block_tags(parts: list[tuple[str, str, str]]) -> None:
    """Each stretch between block tags is a paragraph of its own, whatever inline tags stand in it."""
    html = "".join(f"{inline}{word}{block}" for word, block, inline in parts)
    assert text_of_html(html) == "\n\n".join(word for word, _, _ in parts)


@given(st.lists(st.tuples(WORD, tags(INLINE)), min_size=1, max_size=8))
def test_text_parts_no_word_at_inline_tags(parts: list[tuple[str, str]]) -> None:
    """A word with inline tags in it, open or closed, is one word."""
    assert text_of_html("".join(word + tag for word, tag in parts)) == "".join(word for word, _ in parts)


@given(st.lists(tags(f"{BLOCKS} {INLINE} script svg template img sup") | WORD, max_size=12))
def test_text_holds_no_tag_of_the_input(parts: list[str]) -> None:
    """No sign of a tag, of its attributes or of their values comes through."""
    assert not set("<>=\"'") & set(text_of_html("".join(parts)))


@given(st.text(), tags(BLOCKS) | tags(INLINE))
def test_text_of_an_escaped_text_is_the_text(text: str, tag: str) -> None:
    """Whatever is escaped as HTML asks comes back, its white space put in order."""
    plain = text_of_html(escape(text).replace("\n", " ") + tag)
    expected = re.sub(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]", "", text).replace("\ufdd0", "\ufffd")
    assert plain.split() == expected.split()
