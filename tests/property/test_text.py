"""Laws of the two forms of a text, on any string that Python can hold."""

# ruff: noqa: RUF001 -- the spellings are the subject

import unicodedata
from itertools import pairwise

import regex
from hypothesis import assume, example, given
from hypothesis import strategies as st

from replay.text import Text, _normalise_by_cluster, normalise, printable
from replay.words import _WORD, ASCII_WORD, BREAK, Words, words_of

PIECES = (
    "a stretch of plain characters",
    *("truce", "Syria’s", "ÉLYSÉE", "U.S.", "1,234.5", "a_b", "#tag", "2½", "10²", "ﬁre", "１２", "ſt", "ŉ", "ẞ", "İ"),
    *(" ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\u2028", "\u2029", "\x85", "\x1c", "\x0b", "\u00a0", "\u3000"),
    *("-", "–", "\u2011", "\u2212", "﹘", "'", "’", "″", "‴", "´", "¨", "ʼ"),
    *("\u00ad", "\u200b", "\u200d", "\ufeff", "\u034f", "\u115f", "\u3164", "\ufe0f"),
    *("\u0301", "\u0327", "\u0345", "\u3099", "\u309a", "\uff9e", "\u0338", "\u0303", "\u0331"),
    *("ᄀ", "\u1161", "\u11a8", "가", "ㄱ", "ㅏ", "ﾡ", "ￂ", "停火", "ー", "が", "ﾊ", "หยุด", "क्षि", "ﷺ", "㏂", "⒈", "①"),
    *("\ud800", "\udfff", "\x00", "\x1b", "\u202e", "👨‍👩‍👧", "ΐ", "ᾷ", "΅"),
)
ANY_TEXT = st.lists(st.sampled_from(PIECES) | st.integers(0, 0x10FFFF).map(chr), max_size=12).map("".join)
ASCII_TEXT = st.text(st.characters(max_codepoint=0x7F) | st.sampled_from(" \n.,1a"), max_size=30)

_IGNORABLE = regex.compile(r"\p{DI}")
_DASH = regex.compile(r"[\p{Pd}\u2212]")
_UNSPACED = regex.compile(
    r"[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]--\p{scx=Latin}]",
    regex.VERSION1,
)
"""Not the tilde, dot and line that Thai or Kana borrow from Latin."""

_QUOTE_NAMES = ("QUOTATION MARK", "PRIME", "APOSTROPHE", "ACUTE ACCENT")


def is_plain(char: str) -> bool:
    """Return whether NFKC alone says what becomes of *char*: no fraction, ignorable, dash, quote or space."""
    form = unicodedata.normalize("NFKC", char)
    return not (
        unicodedata.decomposition(char).startswith(("<super>", "<fraction>"))
        or _IGNORABLE.search(char + form)
        or _DASH.search(char + form)
        or any(name in unicodedata.name(each, "") for each in char + form for name in _QUOTE_NAMES)
        or char in "\u1ffd\u0384"
        or (char.isspace() and char != " ")
        or unicodedata.category(char) == "Cn"
    )


def iter_words(words: Words) -> list[tuple[str, int, int]]:
    """Return (word, start, end) in the words form, breaks left out."""
    found, place = [], 1
    for piece in words.value[1:-1].split(" "):
        if piece not in {"", "\n"}:
            found.append((piece, place, place + len(piece)))
        place += len(piece) + 1
    return found


def cut_by_category(form: str) -> tuple[str, ...]:
    """Return the words of a text form letter by letter, as the rule language words it, for scripts with spaces."""
    folded = form.casefold()
    kept = ""
    for place, char in enumerate(folded):
        around = folded[place - 1 : place] + folded[place + 1 : place + 2]
        in_number = char in ".," and len(around) == 2 and all(unicodedata.category(each) == "Nd" for each in around)
        kept += char if unicodedata.category(char)[0] in "LMN" or in_number else " "
    return tuple(unicodedata.normalize("NFKC", word) for word in kept.split(" ") if word)


@given(ANY_TEXT)
@example("ㄱㅏ")
@example("a \x1c\n\nb")
def test_normalise_of_its_own_value_changes_nothing(original: str) -> None:
    """The text form is a normal form: taking it twice is taking it once."""
    form = normalise(original).value
    assert normalise(form).value == form


@given(ANY_TEXT)
def test_spans_of_characters_are_in_bounds_and_never_go_back(original: str) -> None:
    """Each character of the form stands somewhere in the original, in order, and nowhere empty."""
    text = normalise(original)
    spans = [text.span(place, place + 1) for place in range(len(text.value))]
    assert all(0 <= start < end <= len(original) for start, end in spans)
    assert all(one[0] <= other[0] and one[1] <= other[1] for one, other in pairwise(spans))


@given(ANY_TEXT)
@example("10²\ufe0f km")
@example("\u3099\u0334")
def test_span_of_each_word_cut_again_holds_the_word(original: str) -> None:
    """Evidence quotes the original, and reading the quote gives the word that matched."""
    words = Words(normalise(original))
    for word, start, end in iter_words(words):
        quote = original[slice(*words.span(start, end))]
        assert word in words_of(quote)


@given(ANY_TEXT, st.data())
def test_span_of_a_run_of_words_cut_again_holds_the_run(original: str, data: st.DataObject) -> None:
    """The offsets of a phrase cut out a stretch that has the whole phrase, word behind word."""
    words = Words(normalise(original))
    found = iter_words(words)
    assume(found)
    first = data.draw(st.integers(0, len(found) - 1))
    last = data.draw(st.integers(first, len(found) - 1))
    run = words.value[found[first][1] : found[last][2]]
    start, end = words.span(found[first][1], found[last][2])
    assert 0 <= start < end <= len(original)
    assert f" {run} " in Words(normalise(original[start:end])).value


@given(ANY_TEXT)
def test_span_of_a_prefix_is_the_span_of_its_word(original: str) -> None:
    """A match that ends inside a word quotes the whole word."""
    words = Words(normalise(original))
    for _, start, end in iter_words(words):
        assert words.span(start, start + 1) == words.span(start, end)


@given(ANY_TEXT)
@example("ㄱㅏ")
@example("ᄀㅏ")
def test_words_of_a_text_are_the_words_of_its_form(original: str) -> None:
    """A query that was written in the text form matches what was written in any other spelling."""
    assert words_of(original) == words_of(normalise(original).value)


@given(ANY_TEXT)
def test_words_form_has_every_word_between_two_spaces(original: str) -> None:
    """A phrase is found as a plain substring: no other white space, one break between two paragraphs."""
    value = Words(normalise(original)).value
    assert value[0] == value[-1] == " "
    assert all(piece == "\n" or not any(map(str.isspace, piece)) for piece in value.split(" "))
    assert value.count("\n") == value.count(BREAK) == normalise(original).value.count("\n\n")


@given(ANY_TEXT)
def test_ignorables_taken_out_first_change_nothing(original: str) -> None:
    """Nobody can see a default-ignorable, so no form depends on one."""
    assert normalise(original).value == normalise(_IGNORABLE.sub("", original)).value


@given(ANY_TEXT | ASCII_TEXT)
def test_fast_path_agrees_with_the_general_path(original: str) -> None:
    """What needs no change is returned as it is, as the way by clusters would; its places are at least as exact."""
    fast, slow = normalise(original), _normalise_by_cluster(original)
    assert fast.value == slow.value
    seen = [place for place, char in enumerate(fast.value) if not char.isspace()]
    for place in seen:
        (start, end), (slow_start, slow_end) = fast.span(place, place + 1), slow.span(place, place + 1)
        assert slow_start <= start < end <= slow_end


@given(ASCII_TEXT)
def test_words_of_ascii_are_those_of_the_general_pattern(original: str) -> None:
    """The pattern for ASCII is the general one, only faster."""
    folded = normalise(original).value.casefold()
    assert ASCII_WORD.findall(folded) == _WORD.findall(folded)


@given(ANY_TEXT)
@example("ㄱㅏ")
@example("ᄀㅏ")
def test_words_agree_with_nfkc_of_the_whole(original: str) -> None:
    """Normalising cluster by cluster gives the words that normalising the whole gives, where nothing else applies."""
    plain = "".join(filter(is_plain, original))
    whole = Words(Text(unicodedata.normalize("NFKC", plain)))
    assert words_of(plain) == tuple(whole.value.split())


@given(ANY_TEXT)
@example("g\u0303uarani")
def test_words_are_the_runs_that_the_rule_language_names(original: str) -> None:
    """Letter by letter: letters, marks and digits make a word, `.` and `,` between digits too, all else separates."""
    form = _UNSPACED.sub("", normalise(original).value)
    known = "".join(char for char in form if unicodedata.category(char) != "Cn")
    assert tuple(Words(Text(known)).value.split()) == cut_by_category(known)


@given(ANY_TEXT)
def test_printable_leaves_nothing_that_steers_a_terminal(original: str) -> None:
    """No control, surrogate or direction character gets through; a text without them is unchanged."""
    shown = printable(original)
    assert not any(unicodedata.category(char) in {"Cc", "Cs"} for char in shown)
    assert not regex.search(r"\p{Bidi_Control}", shown)
    assert printable(shown) == shown
