"""The *text* form of a text, with a map back to the original; `words` has the other form.

Source: the rule language, section "Text" (docs/rules.md). Queries look at *words*; casualties, `exact:` and regular
expressions look at *text*; evidence always quotes the original.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import regex

_DASH = regex.compile(r"[\p{Pd}\u2212]")
_IGNORABLE = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u2035\u2039\u203a\u02bc\u00b4"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb"
_STRAIGHT = str.maketrans(
    dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | {chr(c): "-" for c in range(0x2000, 0x2100) if _DASH.match(chr(c))}
    | {"\u00a0": " ", "\u202f": " "}
)
PARAGRAPH = "\n\n"
"""The paragraph break of the text form; the words form has the lone word ``\\n`` in its place."""

_PRINTABLE = bytes(range(0x20, 0x7F))
_UNTIDY = re.compile(r"\s{3}|[^\S\n ]|  | \n|\n |(?<!\n)\n(?!\n)")
_BREAK = re.compile(r"\n[^\S\n]*\n|\u2029")
# A cluster is what NFKC may compose into one; a starter that composes with the one before it belongs to it. Thirty
# marks are the most that any script stacks (UAX 15, Stream-Safe Text); normalising is quadratic in them. A run is of
# clusters of one character each; what is plain is told first, since that takes half the time.
_FOLLOWS = r"\p{M}\p{DI}\u1160-\u11ff\u314f-\u3163\uff9e\uff9f\uffc2-\uffdc"
_CLUSTER = regex.compile(
    r"(?P<run>(?:[!-~]+(?=[ -~])|[ ](?=[!-~])"
    rf"|[^\s\x1c-\x1f{_FOLLOWS}](?![{_FOLLOWS}])|[ ](?![\s\x1c-\x1f{_FOLLOWS}]))++)"
    r"|[\s\x1c-\x1f\p{DI}]*[\s\x1c-\x1f][\s\x1c-\x1f\p{DI}]*"
    rf"|.[{_FOLLOWS}]{{0,30}}",
    regex.DOTALL,
)
_PLAIN = re.compile(r"(?<![!-~])(?:[!-~]++ ){3,}(?=[!-~])")
"""Words that are their own form, whatever stands around them; three are worth being told first."""

_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]")


class Text(msgspec.Struct, frozen=True, gc=False):
    """The *text* form: one kind of dash, quote and space, NFKC, nothing invisible.

    Attributes:
        value: The form itself; paragraphs are parted by a blank line.
        origins: Where each stretch of it comes from, or None where form and original run in step: offsets in the form
            at which stretches begin, where each begins in the original, and where it ends there, 0 if it runs in step.
    """

    value: str
    origins: tuple[Sequence[int], Sequence[int], Sequence[int]] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a non-empty stretch of the form lies in the original, in code points."""
        if self.origins is None:
            return start, end
        places, starts, ends = self.origins
        first, last = bisect_right(places, start) - 1, bisect_left(places, end) - 1
        begin = starts[first] + (0 if ends[first] else start - places[first])
        return begin, ends[last] or starts[last] + end - places[last]


def is_plain(text: str) -> bool:
    """Return whether a text is printable ASCII with single spaces, and so its own form; most are."""
    return text.isascii() and not text.encode("ascii").translate(None, _PRINTABLE) and "  " not in text


def normalise(original: str) -> Text:
    """Return the text form of *original*; idempotent on its value."""
    if is_plain(original):
        return Text(original)
    straight = original if original.isascii() else original.translate(_STRAIGHT)
    if not _UNTIDY.search(straight) and (
        straight.isascii()
        or (
            unicodedata.is_normalized("NFKC", straight)
            and not _IGNORABLE.search(straight)
            and not _DASH.search(straight.replace("-", ""))
        )
    ):
        return Text(straight)
    return _normalise_by_cluster(original)


def _normalise_by_cluster(original: str) -> Text:
    form = _Form()
    begin = 0
    for plain in _PLAIN.finditer(original):
        _add_clusters(form, original, begin, plain.start())
        form.add_in_step(plain.group(), plain.start())
        begin = plain.end()
    _add_clusters(form, original, begin, len(original))
    return form.text()


def _add_clusters(form: "_Form", original: str, start: int, end: int) -> None:
    for cluster in _CLUSTER.finditer(original, start, end):
        add = form.add_cluster if cluster.lastgroup is None else form.add_characters
        add(cluster.group(), cluster.start())


class _Form:
    """A text form as it grows, and where its stretches come from."""

    def __init__(self) -> None:
        self._pieces = [""]
        self._length = 0
        self._places: list[int] = []
        self._starts: list[int] = []
        self._ends: list[int] = []

    def text(self) -> Text:
        """Return what it has come to."""
        return Text("".join(self._pieces), (self._places, self._starts, self._ends))

    def add_characters(self, characters: str, start: int) -> None:
        """Add the forms of characters that stand from *start*, each by itself."""
        forms = list(map(_FORMS.__getitem__, characters))
        begin = 0
        for place in [place for place, form in enumerate(forms) if form is None or len(form) != 1]:
            if begin < place:
                self.add_in_step("".join(forms[begin:place]), start + begin)
            if forms[place] is None:
                self.add_cluster(characters[place], start + place)
            else:
                self._add(forms[place], start + place, start + place + 1)
            begin = place + 1
        self.add_in_step("".join(forms[begin:]), start + begin)

    def add_cluster(self, cluster: str, start: int) -> None:
        """Add the form of a cluster."""
        form = _form_of(cluster, after_digit=self._pieces[-1][-1:].isdigit())
        if form == cluster.translate(_STRAIGHT):
            self.add_in_step(form, start)
        else:
            self._add(form, start, start + len(cluster))

    def add_in_step(self, run: str, start: int) -> None:
        """Add what has a character for each character that stands from *start*."""
        dropped = run.startswith(" ") and self._pieces[-1][-1:].isspace()
        self._add(run[dropped:], start + dropped, 0)

    def _add(self, form: str, start: int, end: int) -> None:
        if end and form.startswith(" ") and self._pieces[-1][-1:].isspace():
            form = form[1:]
        if not form:
            return
        goes_on = self._places and not end and not self._ends[-1]
        if not goes_on or self._starts[-1] + self._length - self._places[-1] != start:
            self._places.append(self._length)
            self._starts.append(start)
            self._ends.append(end)
        self._pieces.append(form)
        self._length += len(form)


class _Forms(dict[str, Any]):
    """The forms of single characters; None where what stands before matters too."""

    def __missing__(self, char: str) -> str | None:
        form = _form_of(char, after_digit=False)
        self[char] = None if " " in form != char or form != _form_of(char, after_digit=True) else form
        return self[char]  # type: ignore[no-any-return]  # None spoils the type of the joined list


_FORMS = _Forms()


@lru_cache(4096)
def _form_of(cluster: str, *, after_digit: bool) -> str:
    visible = _IGNORABLE.sub("", cluster)
    if not visible:
        return ""
    if visible.isspace():
        return PARAGRAPH if breaks(visible) else " "
    form = unicodedata.normalize("NFKC", visible.translate(_STRAIGHT))
    form = _DASH.sub("-", form.translate(_STRAIGHT))
    apart = after_digit and unicodedata.decomposition(visible[0]).startswith(("<super>", "<fraction>"))
    return f" {form}" if apart else form


def one_line_end(text: str) -> str:
    r"""Return *text* with each line end a ``\n``."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def breaks(between: str) -> bool:
    """Return whether a paragraph ends in what stands between two words."""
    return not between.isprintable() and bool(_BREAK.search(one_line_end(between)))


def folded(original: str) -> str:
    """Return the form in which whole values, such as sources and tags, are compared: the text form, case-folded."""
    form = normalise(original).value.strip().casefold()
    return form if form.isascii() else unicodedata.normalize("NFKC", form)


def printable(original: object) -> str:
    """Return *original*, as `str` has it, with control and direction characters as escapes, safe for a terminal."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), str(original))
