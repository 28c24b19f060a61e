"""Markup that no text can break out of."""

from html.parser import HTMLParser

import pytest

from replay.backtest.report.markup import element, joined

HOSTILE = [
    "</script><script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    "\" onload=\"alert(1)' autofocus x='",
    "<!-- --!> ]]> <![CDATA[ &lt;b&gt; &#60;",
    "\0\x1b[31m\x85\u2028\u202e\ud800\ufffe",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_element_with_hostile_text_holds_it_as_text(text: str) -> None:
    """A parser finds one element with one attribute, and in both the text; control characters are escapes."""
    found: list[object] = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend([tag, *attrs])

        def handle_data(self, data: str) -> None:
            found.append(data)

    Parser().feed(element("p", text, title=text).encode("utf-8").decode())
    shown = text.encode("unicode_escape").decode() if text.startswith("\0") else text
    shown = shown.replace(r"\ufffe", "\ufffe")  # no control character
    assert found == ["p", ("title", shown), shown]


def test_element_leaves_out_what_is_none_and_escapes_no_markup_twice() -> None:
    """Attributes of Python's names get those of HTML."""
    inner = element("b", "a & b")
    assert (
        element("p", inner, None, " <", class_="x", data_head=None, x=0)
        == '<p class="x" x="0"><b>a &amp; b</b> &lt;</p>'
    )
    assert joined([element("rect", fill_opacity=0.5), None, ""]) == '<rect fill-opacity="0.5"/>'
