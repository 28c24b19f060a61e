"""The plain text of HTML, by example: what ends a paragraph, what parts words, what is text and what is not."""

# ruff: noqa: RUF001 -- the spellings are the subject

import pytest

from replay.formats.parts.html import text_of_html


@pytest.mark.parametrize(
    "html",
    [
        "<p>a</p><p>b</p>",
        "<p>a<p>b",
        "<P\nclass='x'>a</P >b",
        "a<br>b",
        "a<br/>b",
        "a</br>b",
        "a<BR CLEAR=all>b",
        "<li>a</li><li>b</li>",
        "<td>a</td><td>b</td>",
        "<table><tr><td>a<td>b</table>",
        "<div>a</div>b",
        "a<div>b</div>",
        "<h2>a</h2>b",
        "<title>a</title>b",
        "a<textarea>b</textarea>",
        "a<iframe src='x'></iframe>b",
        "a<iframe src='x'/>b",
        "<p>a</p>\n\n\n<p>&nbsp;</p> <div></div><p>\tb</p>",
        "<ul>\n  <li>a\n  <li>b\n</ul>",
        "<b>a<br></b>b",
        "<option>a<option>b",
    ],
)
def test_text_of_block_tag_is_a_paragraph_break(html: str) -> None:
    """Blocks, line breaks, items and cells part paragraphs, closed or not, in any case, with any attributes."""
    assert text_of_html(html) == "a\n\nb"


@pytest.mark.parametrize(
    "html",
    [
        "<b>cease</b>fire",
        "<span class='x'>cease</span><i>fire</i>",
        "cease<wbr>fire",
        "cease<!-- <p> -->fire",
        "cease<script>if (a<b) { x = '</p>' }</script>fire",
        "cease<style>p > b {}</style>fire",
        "cease<noscript>no <iframe></iframe>script</noscript>fire",
        "cease<template>a<p>b</template>fire",
        "cease<unknown-thing a=1>fire",
        "<a title='x > y'>cease</a>fire",
        "<a title='x < y'>cease</a>fire",
        '<a title="</p>">cease</a>fire',
        "<a href=x title=it's>cease</a>fire",
    ],
)
def test_text_of_inline_tag_parts_no_word(html: str) -> None:
    """What is set inside a line leaves its words whole, and what no reader sees leaves no trace."""
    assert text_of_html(html) == "ceasefire"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<b>1 < 2 & 3</b>", "1 < 2 & 3"),
        ("<p>1 &lt; 2 &amp; 3</p>", "1 < 2 & 3"),
        ("I <3 you", "I <3 you"),
        ("a <b and c", "a <b and c"),
        ("if a<b and c>d then", "if a<b and c>d then"),
        ("a<x>b</x> <s t> <y a=1>", "a<x>b</x> <s t> <y a=1>"),
        ("List<String> of <name>", "List<String> of <name>"),
        ("<p>a</p>b <c and d", "a\n\nb <c and d"),
        ("Jane <jane@example.org> says", "Jane <jane@example.org> says"),
        ("She said &quot;no&#8217;", 'She said "no’'),
        ("&amp;amp; &amp;lt;b&amp;gt;", "&amp; &lt;b&gt;"),
        ("<b>&amp;amp;</b>", "&amp;"),
        ("&lt;p&gt;a&lt;/p&gt;", "<p>a</p>"),
        ("AT&T R&D; &unknown;", "AT&T R&D; &unknown;"),
        ("a&nbsp;&nbsp; b\u00a0c", "a b c"),
        ("cease\u00adfire tr&shy;uce", "cease\u00adfire tr\u00aduce"),
        ("a\u200b", "a\u200b"),
        ("", ""),
        ("<p></p>", ""),
    ],
)
def test_text_of_what_is_no_tag_stays_and_references_are_decoded_once(html: str, text: str) -> None:
    """A sign that opens no tag is text; a reference is decoded once, with tags beside it or without."""
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("&#x1F600;", "😀"),
        ("&#0000000000000000000039;", "'"),
        ("&#39 &#039;", "' '"),
        ("&#" + "9" * 9000 + ";", "\ufffd"),
        ("&#" + "0" * 9000 + "65;", "A"),
        ("&#1114112;&#xffffffffff;", "\ufffd\ufffd"),
        ("&#0;&#xd800;\ud800", "\ufffd\ufffd\ufffd"),
        ("&#;&#", "&#;&#"),
        ("&#128;&#x81;", "€"),
        ("<b>a</b>&#27;[2J&#x9b;\x1b\x00\x7fb", "a[2J›b"),
    ],
)
def test_text_of_odd_reference_is_a_character_or_a_replacement(html: str, text: str) -> None:
    """No number in a reference is too long, too large or too low for a text without control characters."""
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a\nb\r\n\r\nc\rd", "a\nb\n\nc\nd"),
        ("a\n \n\n\n\tb", "a\n\nb"),
        ("a\u2028b\u2029c\x85d", "a\nb\n\nc\nd"),
        ("<b>a</b>\nb\n\nc", "a\nb\n\nc"),
        ("<p>a\nb\n\nc</p>d", "a b c\n\nd"),
        (" \n a \n ", "a"),
    ],
)
def test_text_of_line_ends_stays_where_no_tag_ends_a_paragraph(html: str, text: str) -> None:
    """Plain text keeps its lines; among paragraphs that tags make, a line end is a space like any other."""
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("33<sup>1</sup> dead", "33 1 dead"),
        ("<b>33</b><sup><a href='#n'>1</a></sup> dead", "33 1 dead"),
        ("killed<sup>1</sup> dead<sup>[2]</sup>", "killed 1 dead[2]"),
        ("1<sup>st</sup> 10<sup>th</sup> n<sup>o</sup>", "1st 10th no"),
        ("CO<sub>2</sub> 33<sub>1</sub>", "CO2 33 1"),
        ("dead<img src='x'>wounded", "dead wounded"),
        ("dead<svg><text>x</text></svg>wounded", "dead wounded"),
        ("dead<svg/>wounded", "dead\n\nwounded"),
    ],
)
def test_text_of_raised_digit_or_picture_is_parted(html: str, text: str) -> None:
    """A note's number does not become part of a count of the dead, and a picture stands between two words."""
    assert text_of_html(html) == text


@pytest.mark.parametrize("piece", ["<b>", "<div>", "<ul><li>", "<b><i></b>", "<", "</", "&", "&#", "</p", "<img>"])
def test_text_of_100000_repetitions_is_read_to_its_end(piece: str) -> None:
    """Neither depth nor size keeps what stands behind them from being read."""
    assert text_of_html(piece * 100_000 + "<p>the end").endswith("the end")
