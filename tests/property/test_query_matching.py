"""Queries against a second reading of the rule language, by brute force: every pair, every place, every letter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from replay.engine.read.fields import Fields
from replay.engine.read.phrases import PLAIN_WORD, PhraseFinder, finder
from replay.engine.read.plain import plain
from replay.engine.read.queries import compile_found, compile_query, compile_spans
from replay.language.compiling.digest import semantics
from replay.language.query import (
    FIELDS,
    And,
    Everything,
    Exact,
    InField,
    Near,
    Not,
    Number,
    Operand,
    Or,
    Phrase,
    Query,
    Regex,
    Term,
    Value,
    Word,
    render_query,
)
from replay.language.query.grammar import parse_query
from replay.language.query.terms import parse_item, union
from replay.model import Update
from replay.text import normalise
from replay.words import Words
from tests.property.test_batches import CHARACTERS, NEIGHBOURS

LISTS = {
    "l": union([parse_item(item) for item in ("abc*", "us fire", "exact:US", "cease-fire", "a")], "list:l"),
}
UPDATE = {"id": "u1", "stream": "test", "seq": 1, "time": datetime(2000, 1, 3, tzinfo=UTC)}
NUMBER_WORDS = {"two", "hundred", "dozens"}

# -- texts

# fmt: off
TEXT_WORDS = st.sampled_from([
    "a", "A", "abc", "ABCD", "us", "US", "Us", "fire", "Fire", "cease", "ceasefire", "USA", "x", "number", "#a", "#US",
    "333", "400", "two", "hundred", "dozens", "17:25", "2020-03-05", "5pm", "x\u00ady", "\u00fc", "Stra\u00dfe", "1,2",
])
# fmt: on
JOINTS = st.sampled_from([" "] * 6 + ["-", "\u2011", ", ", "\u2019", "\n\n", "_", " \u00ad", "! "])
texts = st.lists(st.tuples(TEXT_WORDS, JOINTS), max_size=9).map(lambda parts: "".join(w + j for w, j in parts).strip())
BETWEEN = st.sampled_from(
    [
        *(" ", "  ", "\n", "\r\n", "\r\n\r\n", "\n \t\n", "\r\r", ".", ",", ". ", ".\n\n\u2014", "\u2019", "-", ""),
        *("\u00a0", "\n\u00a0\n", "\n\u2019\n", "\u2026", "\u2028", " \u201c", "\uff0c", "\x1f", "\x85\n"),
    ]
)
"""What parts the words of a text that is plain."""

# -- queries, as text

# fmt: off
TERMS = st.sampled_from([
    "a", "us", "fire", "abc*", "cea*", "cease-fire", "cease-fire*", '"us fire"', '"abc* fire"', '"a a"', "list:l",
    "exact:US", 'exact:"US fire"', "exact:a", "exact:U", "exact:1", "stra\u00dfe", "number", '"number"', "1,2", "x-y",
])
# fmt: on
OPERANDS = st.one_of(TERMS, st.lists(TERMS, min_size=2, max_size=3).map(lambda parts: f"({' OR '.join(parts)})"))
NEARS = st.builds("{} {}/{} {}".format, OPERANDS, st.sampled_from(["NEAR", "ONEAR"]), st.integers(0, 4), OPERANDS)
REGEXES = st.sampled_from(["/US/", "/[0-9]+/", "/fire$/", "/^a/", "/(?i)us.fire/", r"/\bab/", "/a.*e/", "/a-|c,/"])
TEXTUAL = st.one_of(TERMS, NEARS, REGEXES)
IN_FIELD = st.builds("{}:({})".format, st.sampled_from(FIELDS), TEXTUAL)
VALUES = st.sampled_from(
    ["source:RT", 'source:"r t"', "stream:TEST", "author:x", "tag:a", "tag:us", "tag:#stra\u00dfe"]
)


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return queries made of others."""
    forms = ["({0} AND {1})", "({0} OR {1})", "({0} NOT {1})", "({1} AND NOT NOT {0})"]
    return st.builds(lambda form, a, b: form.format(a, b), st.sampled_from(forms), inner, inner).map(
        lambda query: f"({query})"
    )


CLOSE_TERMS = st.sampled_from(
    ["a", "b", '"a b"', '"b a"', "exact:A", "(a OR number)", "number", "x-y", "(b OR list:l)"]
)
CLOSE_PARTS = st.sampled_from(["a ", "b ", "a ", "b ", "A ", "x ", "y ", "x-y ", "two ", "2-", "2 ", "\n\n", "\u00ad"])
branches = st.recursive(st.one_of(TEXTUAL, NEARS, NEARS, IN_FIELD, VALUES), combined, max_leaves=4)
queries = st.one_of(branches, branches, branches, branches.map("* NOT ({})".format))
sources = st.sampled_from([None, "RT", "r\u00a0T", "rtx"])
tags = st.lists(st.sampled_from(["A", "us ", "Strasse", "\u00fc"]), max_size=2)

# -- the oracle


@dataclass
class Cut:
    """One word: its paragraph, its place in it, its letters as written, and where they stand in the form."""

    paragraph: int
    number: int
    text: str
    start: int
    end: int


class Oracle:
    """The text form of one field, letter by letter, and its words."""

    def __init__(self, original: str) -> None:
        kept = [(place, char) for place, char in enumerate(original) if char != "\u00ad"]
        straight = {"\u2011": "-", "\u2019": "'", "\u00a0": " "}
        letters = [(place, straight.get(char, char)) for place, char in kept]
        # White space to one space; a soft hyphen may leave two side by side.
        once = [pair for n, pair in enumerate(letters) if not (pair[1] == " " and n and letters[n - 1][1].isspace())]
        self.form = "".join(char for _, char in once)
        self.at = [place for place, _ in once]
        self.paragraphs: list[tuple[int, str]] = []
        self.words: list[Cut] = []
        offset = 0
        for n, paragraph in enumerate(self.form.split("\n\n")):
            self.paragraphs.append((offset, paragraph))
            found = re.finditer(r"(?:[^\W_]|(?<=\d)[.,](?=\d))+", paragraph)
            self.words += [Cut(n, k, m[0], offset + m.start(), offset + m.end()) for k, m in enumerate(found)]
            offset += len(paragraph) + 2

    def spot(self, start: int, end: int) -> tuple[int, int]:
        """Return a stretch of the form in the original."""
        return self.at[start], self.at[end - 1] + 1

    def phrase(self, phrase: Phrase | Exact) -> Iterator[list[Cut]]:
        """Yield the words of each place of a phrase."""
        if isinstance(phrase, Exact):
            yield from self.exact(phrase.text)
            return
        for first in range(len(self.words)):
            run = self.words[first : first + len(phrase.words)]
            if len(run) == len(phrase.words) and run[0].paragraph == run[-1].paragraph:
                pairs = [(cut.text.casefold(), word) for cut, word in zip(run, phrase.words, strict=True)]
                if all(text.startswith(word.text) if word.prefix else text == word.text for text, word in pairs):
                    yield run

    def exact(self, text: str) -> Iterator[list[Cut]]:
        """Yield the words of each place of an exact spelling (here each begins and ends with a word)."""
        for first in range(len(self.words)):
            for last in range(first, len(self.words)):
                if self.form[self.words[first].start : self.words[last].end] == text:
                    yield self.words[first : last + 1]

    def numerals(self) -> Iterator[list[Cut]]:
        """Yield the words of each numeral."""
        run: list[Cut] = []
        for cut in self.words:
            before, behind = self.form[max(0, cut.start - 6) : cut.start], self.form[cut.end : cut.end + 3]
            digits = cut.text.replace(",", "").replace(".", "").isdigit()
            dated = cut.text in {"2020", "03", "05"}
            timed = (cut.text == "17" and behind == ":25") or (cut.text == "25" and before.endswith("17:"))
            if not (digits or cut.text in NUMBER_WORDS) or dated or timed:
                continue
            joint = self.form[run[-1].end : cut.start] if run else ""
            if run and (joint == "-" or (joint == " " and not digits)):
                run.append(cut)
                continue
            if run:
                yield run
            run = [cut]
        if run:
            yield run

    def places(self, operand: Operand) -> list[list[Cut]]:
        """Return the words of each place of an operand."""
        found: list[list[Cut]] = []
        for part in operand:
            if isinstance(part, Number):
                found += self.numerals()
            else:
                found += [run for phrase in part.phrases for run in self.phrase(phrase)]
        return found

    def near(self, near: Near) -> Iterator[list[Cut]]:
        """Yield both places of each pair that is close enough."""
        for left in self.places(near.left):
            for right in self.places(near.right):
                orders = [(left, right)] if near.ordered else [(left, right), (right, left)]
                for one, other in orders:
                    between = other[0].number - one[-1].number - 1
                    if one[0].paragraph == other[0].paragraph and 0 <= between <= near.distance:
                        yield left
                        yield right

    def regex(self, pattern: str) -> Iterator[tuple[int, int]]:
        """Yield where a pattern matches; those used here mean the same to `re`."""
        for offset, paragraph in self.paragraphs:
            for found in re.finditer(pattern, paragraph, re.ASCII):
                yield offset + found.start(), offset + found.end()


def spots(query: Query, looked: tuple[str, ...], forms: dict[str, Oracle]) -> set[tuple[str, int, int]]:
    """Return every place of a part that looks at text."""
    found: set[tuple[str, int, int]] = set()
    for field in looked:
        oracle = forms[field]
        runs: list[list[Cut]] = []
        if isinstance(query, Term):
            runs = [run for phrase in query.phrases for run in oracle.phrase(phrase)]
        elif isinstance(query, Near):
            runs = list(oracle.near(query))
        stretches = [(run[0].start, run[-1].end) for run in runs]
        if isinstance(query, Regex):
            stretches = list(oracle.regex(query.pattern))
        found |= {(field, *oracle.spot(*stretch)) for stretch in stretches}
    return found


def hashtags(value: str, forms: dict[str, Oracle]) -> set[tuple[str, int, int]]:
    """Return every place of a hashtag."""
    return {
        (field, *oracle.spot(*m.span()))
        for field, oracle in forms.items()
        for m in re.finditer(r"(?<![\w/&])#(\w+)", oracle.form)
        if m[1].casefold() == value.casefold()
    }


def judge(  # noqa: PLR0911 -- one a form
    query: Query, looked: tuple[str, ...], forms: dict[str, Oracle], update: Update
) -> tuple[bool, set[tuple[str, int, int]]]:
    """Return whether *query* holds, and its evidence."""
    match query:
        case Everything():
            return True, set()
        case Not(part):
            return not judge(part, looked, forms, update)[0], set()
        case And(parts) | Or(parts):
            judged = [judge(part, looked, forms, update) for part in parts]
            agree = all if isinstance(query, And) else any
            return agree(holds for holds, _ in judged), set().union(*(evidence for _, evidence in judged))
        case InField(field, part):
            return judge(part, (field,), forms, update)
        case Value("tag", value):
            found = hashtags(value, forms)
            return bool(found) or value.casefold() in {tag.strip().casefold() for tag in update.tags}, found
        case Value(name, value):
            held = getattr(update, name)
            return held is not None and held.replace("\u00a0", " ").casefold() == value.casefold(), set()
    found = spots(query, looked, forms)
    return bool(found), found


def agree(source: str, update: Update, looked: tuple[str, ...]) -> None:
    """Assert that the engine and the oracle read one query on one update alike."""
    query = parse_query(source, LISTS)
    fields = Fields(update)
    forms = {"headline": Oracle(update.headline), "body": Oracle(update.body)}
    holds, evidence = judge(query, looked, forms, update)
    event(f"holds: {holds}")
    assert compile_query(query, looked)(fields) == holds
    assert set(compile_spans(query, looked)(fields)) == evidence
    find = compile_found(query, looked)
    assert find is None or set(find(fields)) == (evidence if holds else set())


@settings(max_examples=400)
@given(queries, texts, texts, sources, tags, st.sampled_from([FIELDS, FIELDS[:1], FIELDS[1:]]))
def test_query_holds_and_quotes_as_brute_force_does(  # noqa: PLR0917 -- hypothesis passes them by name
    source: str, headline: str, body: str, published_by: str | None, tagged: list[str], looked: tuple[str, ...]
) -> None:
    """On any text, a query holds where the oracle says so, and its evidence is the oracle's, word for word."""
    told = {"headline": headline, "body": body, "source": published_by, "tags": tuple(tagged)}
    agree(source, Update(**UPDATE, **told), looked)  # type: ignore[arg-type]  # given by name


@settings(max_examples=600)
@given(
    st.builds("{} {}/{} {}".format, CLOSE_TERMS, st.sampled_from(["NEAR", "ONEAR"]), st.integers(0, 4), CLOSE_TERMS),
    st.lists(CLOSE_PARTS, max_size=12).map("".join),
)
def test_near_agrees_with_every_pair(source: str, text: str) -> None:
    """In a text that is thick with both sides, NEAR finds the pairs that a look at every pair finds."""
    agree(source, Update(**UPDATE, headline=text), FIELDS)  # type: ignore[arg-type]  # given by name


@given(queries)
def test_query_renders_to_text_that_is_read_the_same(source: str) -> None:
    """Parsing what was rendered gives the same tree and the same meaning."""
    query = parse_query(source, LISTS)
    again = parse_query(render_query(query), LISTS)
    assert again == query
    assert semantics(again) == semantics(query)


@given(st.text(alphabet=st.sampled_from('aU1*:/"() NORAE-#\\xt\u00fc\n')))
def test_parse_any_text_gives_a_query_or_its_mistakes(source: str) -> None:
    """Any text is a query, or one QueryError whose mistakes lie inside it; and what is read can be matched."""
    try:
        query = parse_query(source, LISTS)
    except ValueError as error:
        mistakes = error.mistakes  # type: ignore[attr-defined]  # a QueryError has them
        assert mistakes
        assert all(0 <= mistake.offset <= len(source) for mistake in mistakes)
        return
    fields = Fields(Update(**UPDATE, headline=source))  # type: ignore[arg-type]  # given by name
    if compile_query(query, FIELDS)(fields):
        for field, start, end in compile_spans(query, FIELDS)(fields):
            assert fields.original(field)[start:end]


@given(st.one_of(st.text(), texts))
def test_words_know_their_place_in_the_text_form(original: str) -> None:
    """Each word of the words form is, case-folded, what stands at its bounds; no bound cuts a word."""
    words = Words(normalise(original))
    for number, word in enumerate(words.value.split(" ")[1:-1]):
        start, end = words.bounds(number, number)
        assert start <= end
        if start < end:
            assert Words(normalise(words.text.value[start:end])).value.strip() == word
            assert words.numbers_in_text(start, end) == (number, number)
            assert not words.cuts_a_word(start)
            assert not words.cuts_a_word(end)


@settings(max_examples=400)
@given(
    st.lists(st.sampled_from(["us", "3", "\u00e9"]), min_size=1, max_size=3),
    st.sampled_from(["", "*"]),
    st.lists(st.tuples(st.sampled_from(["us", "Us", "3", "\u00e9", "\u00c9"]), BETWEEN), max_size=12),
)
@example(["us"], "*", [("3", " "), ("us", ""), ("us", ""), ("3", " ")])
@example(["3", "us"], "*", [("3", " "), ("3", " "), ("us", ""), ("\u00e9", ",")])
@example(["us", "3"], "*", [("us", " "), ("us", " "), ("3", "."), ("3", "")])
def test_phrase_is_found_in_a_text_as_it_came_where_it_stands_in_the_words_form(
    sought: list[str], ending: str, parts: list[tuple[str, str]]
) -> None:
    """Whatever white space and signs part the words of a text, looking without its forms finds the same places."""
    original = "".join(word + between for word, between in parts)
    phrase = Phrase((*map(Word, sought[:-1]), Word(sought[-1], ending == "*")))
    words = Words(normalise(original))
    places = [words.text.span(*words.bounds(*words.numbers(*place))) for place in finder(phrase)(words.value)]
    fields = Fields(Update(**UPDATE, headline=original))  # type: ignore[arg-type]  # given by name
    assert fields.plain["headline"] is not None
    assert PhraseFinder(phrase, ("headline",)).find(fields) == [("headline", *place) for place in places]


@pytest.mark.parametrize("first", range(0, len(CHARACTERS), 100))
def test_characters_of_a_plain_text_stand_as_in_the_words_form(first: int) -> None:
    """Whatever a character is, and between whatever, a text that is looked at as it came has the words of its forms."""
    for char in CHARACTERS[first : first + 100]:
        for before, behind in product(NEIGHBOURS, repeat=2):
            text = f"{before}{char}{behind}"
            folded, words = plain(text), Words(normalise(text))
            if folded is None:
                continue
            pieces = enumerate(words.value.split(" ")[1:-1])
            places = [(word, words.text.span(*words.bounds(n, n))) for n, word in pieces if word.strip()]
            assert [(found[0], found.span()) for found in PLAIN_WORD.finditer(folded)] == places, ascii(text)
