"""The two normal forms of a text, each with a map back to the original.

Source: the rule language, section "Text" (docs/rules.md). Queries look at *words*; casualties, `exact:` and regular
expressions look at *text*; evidence always quotes the original.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from operator import itemgetter
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

BREAK = " \n "
"""The paragraph break of the words form."""

_LONGEST_WORD = 200
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
_PLAIN = re.compile(r"[ -~]{20,}")
"""Stretches of characters that are their own forms, long enough to be taken as a whole."""

_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\u3099\u309a\u30fc\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
"""Scripts without spaces, and the three signs that Japanese shares between two of them."""

_LETTER = r"[\p{L}\p{M}\p{N}]"
_WORD = regex.compile(
    rf"[{_LETTER}&&[{_UNSPACED}]]|(?:[{_LETTER}--[{_UNSPACED}]]|(?<=\p{{Nd}})[.,](?=\p{{Nd}}))+",
    regex.VERSION1,
)
ASCII_WORD = re.compile(r"(?:[a-z0-9]|(?<=[0-9])[.,](?=[0-9]))+")
"""A word of a case-folded text in ASCII."""

_CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]")


class Text(msgspec.Struct, frozen=True, gc=False):
    """The *text* form: one kind of dash, quote and space, NFKC, nothing invisible.

    Attributes:
        value: The form itself; paragraphs are parted by a blank line.
        starts: Offset in the original of each character, or None where the two run in step.
        ends: Offset in the original behind each character, or None likewise.
    """

    value: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a non-empty stretch of the form lies in the original, in code points."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(original: str) -> Text:
    """Return the text form of *original*; idempotent on its value."""
    if original.isascii() and original.isprintable() and "  " not in original:
        return Text(original)  # most texts
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
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(original):
        text, start = cluster.group(), cluster.start()
        if cluster.lastgroup is None:
            _add_cluster(text, start, out, starts, ends)
            continue
        begin = 0
        for plain in _PLAIN.finditer(text):
            _add_characters(text[begin : plain.start()], start + begin, out, starts, ends)
            begin = plain.end()
            _add_run(plain.group(), start + plain.start(), out, starts, ends)
        _add_characters(text[begin:], start + begin, out, starts, ends)
    return Text("".join(out), tuple(starts), tuple(ends))


def _add_characters(text: str, start: int, out: list[str], starts: list[int], ends: list[int]) -> None:
    forms = list(map(_FORMS.__getitem__, text))
    begin = 0
    for stop in [at for at, form in enumerate(forms) if form is None] if None in forms else ():
        _add_run(forms[begin:stop], start + begin, out, starts, ends)
        _add_cluster(text[stop], start + stop, out, starts, ends)
        begin = stop + 1
    _add_run(forms[begin:], start + begin, out, starts, ends)


def _add_run(forms: Sequence[str], start: int, out: list[str], starts: list[int], ends: list[int]) -> None:
    """Add the forms of characters that stand from *start*, one of each."""
    if not forms:
        return
    if out and out[-1] == forms[0] == " ":
        forms, start = forms[1:], start + 1
    run = "".join(forms)
    out.extend(run)
    if len(run) == len(forms):
        starts.extend(range(start, start + len(run)))
        ends.extend(range(start + 1, start + 1 + len(run)))
    else:
        places = [place for place, form in enumerate(forms, start) for _ in form]
        starts.extend(places)
        ends.extend([place + 1 for place in places])


class _Forms(dict[str, Any]):
    """The forms of single characters; None where what stands before matters too."""

    def __missing__(self, char: str) -> str | None:
        form = _form_of(char, after_digit=False)
        self[char] = None if " " in form != char or form != _form_of(char, after_digit=True) else form
        return self[char]  # type: ignore[no-any-return]  # None spoils the type of the joined list


_FORMS = _Forms()


def _add_cluster(cluster: str, start: int, out: list[str], starts: list[int], ends: list[int]) -> None:
    form = _form_of(cluster, after_digit=bool(out) and out[-1].isdigit())
    in_step = form == cluster.translate(_STRAIGHT)
    end = start + len(cluster)
    for place, char in enumerate(form, start):
        if char == " " and out and out[-1].isspace():
            continue
        out.append(char)
        starts.append(place if in_step else start)
        ends.append(place + 1 if in_step else end)


@lru_cache(4096)
def _form_of(cluster: str, *, after_digit: bool) -> str:
    visible = _IGNORABLE.sub("", cluster)
    if not visible:
        return ""
    if visible.isspace():
        return PARAGRAPH if _BREAK.search(visible.replace("\r\n", "\n").replace("\r", "\n")) else " "
    form = unicodedata.normalize("NFKC", visible.translate(_STRAIGHT))
    form = _DASH.sub("-", form.translate(_STRAIGHT))
    apart = after_digit and unicodedata.decomposition(visible[0]).startswith(("<super>", "<fraction>"))
    return f" {form}" if apart else form


class Words:
    r"""The *words* form of a text: case-folded words, each between two spaces.

    Attributes:
        text: The text form that it is cut from, when `value` is first asked for.
        folded: The text form case-folded.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        self.folded = text.value.casefold()
        self._cut = ASCII_WORD if text.value.isascii() else _WORD

    @cached_property
    def value(self) -> str:
        r"""Return ``" syria s idlib \n ceasefire "``.

        The lone word ``\n`` is a paragraph break, so that a phrase is a plain substring that cannot cross one.
        Characters of scripts without spaces stand as words of their own.
        """
        return f" {BREAK.join(' '.join(self._words_of(part)) for part in self.folded.split(PARAGRAPH))} "

    def _words_of(self, folded: str) -> list[str]:
        words: list[str] = self._cut.findall(folded)
        # A capital with two accents folds to a letter and marks, its small form to one letter.
        if folded.isascii():
            return words
        return [unicodedata.normalize("NFKC", word) if len(word) <= _LONGEST_WORD else word for word in words]

    @cached_property
    def _bounds(self) -> list[tuple[int, int]]:
        """Where each space-separated piece of `value` lies in the text form; breaks and empty pieces are empty."""
        form, folded = self.text.value, self.folded
        in_form = (
            range(len(form) + 1)
            if len(folded) == len(form)
            else [*(i for i, c in enumerate(form) for _ in c.casefold()), len(form)]
        )
        bounds: list[tuple[int, int]] = []
        offset = 0
        for paragraph in folded.split(PARAGRAPH):
            places = [match.span() for match in self._cut.finditer(paragraph)]
            bounds += [(in_form[offset + start], in_form[offset + end - 1] + 1) for start, end in places] or [
                (in_form[offset],) * 2
            ]
            offset += len(paragraph)
            bounds.append((in_form[offset],) * 2)
            offset += len(PARAGRAPH)
        return bounds

    @cached_property
    def _ends(self) -> list[int]:
        """Offset in `value` behind each piece."""
        return [length + place for place, length in enumerate(accumulate(map(len, self.value.split(" ")[1:-1])), 1)]

    @cached_property
    def breaks(self) -> list[int]:
        """The numbers that paragraph breaks hold among the words, counted from 0."""
        return [number for number, piece in enumerate(self.value.split(" ")[1:-1]) if piece == "\n"]

    def numbers(self, start: int, end: int) -> tuple[int, int]:
        """Return which words, counted from 0, are the first and the last that `value[start:end]` touches.

        A break has a number too, and so has a paragraph without words.

        Args:
            start: Offset in `value` of a word's first character.
            end: Offset in `value` behind a character of the last word.
        """
        return bisect_right(self._ends, start), bisect_left(self._ends, end)

    def numbers_in_text(self, start: int, end: int) -> tuple[int, int]:
        """Return which words are the first and the last that `text.value[start:end]` touches; it holds one."""
        return bisect_right(self._bounds, start, key=_end), bisect_left(self._bounds, end, key=_start) - 1

    def bounds(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words from number *first* to number *last* lie in the text form."""
        return self._bounds[first][0], self._bounds[last][1]

    def cuts_a_word(self, offset: int) -> bool:
        """Return whether *offset*, in the text form, lies inside a word."""
        place = bisect_left(self._bounds, offset, key=_start) - 1
        return place >= 0 and offset < self._bounds[place][1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the words that `value[start:end]` touches lie in the original, in code points.

        Args:
            start: Offset in `value` of a word's first character.
            end: Offset in `value` behind a character of the last word.
        """
        return self.text.span(*self.bounds(*self.numbers(start, end)))


_start, _end = itemgetter(0), itemgetter(1)


def words_of(original: str) -> tuple[str, ...]:
    """Return the words of a query term or a name, cut just as a text is."""
    return tuple(Words(normalise(original)).value.split())


def folded(original: str) -> str:
    """Return the form in which whole values, such as sources and tags, are compared: the text form, case-folded."""
    form = normalise(original).value.strip().casefold()
    return form if form.isascii() else unicodedata.normalize("NFKC", form)


def printable(original: str) -> str:
    """Return *original* with control and direction characters written as escapes, safe for a terminal."""
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), original)
