"""Every form of the query: what it is read to, how it is written back, and what is said where it is wrong."""

import pytest

from replay.language.compiling.digest import semantics
from replay.language.query import (
    And,
    Exact,
    InField,
    Near,
    Number,
    Phrase,
    Query,
    Regex,
    Term,
    Value,
    Word,
    is_positive,
    iter_terms,
    render_query,
)
from replay.language.query.grammar import parse_query
from replay.language.query.mistakes import QueryError
from replay.language.query.terms import TermError, parse_item, union


def term(text: str, source: str | None = None) -> Term:
    """Return the term of one word."""
    return Term((Phrase((Word(text),)),), text if source is None else source)


A, B, C = term("a"), term("b"), term("c")
US = Term((Exact("US"),), "exact:US")
LISTS = {"truce": union([parse_item("truce"), parse_item("exact:US")], "list:truce")}


@pytest.mark.parametrize(
    ("source", "query", "rendered"),
    [
        ("a NEAR/5 b", Near((A,), (B,), 5), "a NEAR/5 b"),
        ("a ONEAR/05 b", Near((A,), (B,), 5, ordered=True), "a ONEAR/5 b"),
        ("a NEAR/0 (b OR c)", Near((A,), (B, C), 0), "a NEAR/0 (b OR c)"),
        (
            "((a OR b) OR exact:US) NEAR/2 number",
            Near((A, B, US), (Number(),), 2),
            "(a OR b OR exact:US) NEAR/2 number",
        ),
        ('"number" NEAR/1 a', Near((term("number", '"number"'),), (A,), 1), '"number" NEAR/1 a'),
        ("list:truce NEAR/1 a", Near((LISTS["truce"],), (A,), 1), "list:truce NEAR/1 a"),
        ("headline:(a NEAR/3 b)", InField("headline", Near((A,), (B,), 3)), "headline:(a NEAR/3 b)"),
        ("number", term("number"), "number"),
        ("exact:US", US, "exact:US"),
        ('exact:"Red  Cross"', Term((Exact("Red Cross"),), 'exact:"Red Cross"'), 'exact:"Red Cross"'),
        ("exact:U.S.", Term((Exact("U.S."),), "exact:U.S."), "exact:U.S."),
        ("headline:exact:US", InField("headline", US), "headline:exact:US"),
        ("source:RT", Value("source", "RT"), 'source:"RT"'),
        ('author:"A: B"', Value("author", "A: B"), 'author:"A: B"'),
        ("stream:idlib", Value("stream", "idlib"), 'stream:"idlib"'),
        ("tag:#Idlib", Value("tag", "Idlib"), 'tag:"Idlib"'),
        ("/ab+ (c|d)/", Regex("ab+ (c|d)"), "/ab+ (c|d)/"),
        (r"/a\/b/ AND c", And((Regex(r"a\/b"), C)), r"/a\/b/ AND c"),
        ("body:/x \u201cy\u201d \u2013 z/", InField("body", Regex('x "y" - z')), 'body:/x "y" - z/'),
    ],
)
def test_parse_form_gives_tree_and_renders_back(source: str, query: Query, rendered: str) -> None:
    """A form is read to its tree, and the tree written out is read to the same tree."""
    assert parse_query(source, LISTS) == query
    assert render_query(query) == rendered
    assert parse_query(rendered, LISTS) == query


@pytest.mark.parametrize(
    ("source", "grouped"),
    [
        ("NOT a NEAR/1 b OR c", None),
        ("a NOT b NEAR/1 c", "a AND (NOT (b NEAR/1 c))"),
        ("a AND b NEAR/1 c", "a AND (b NEAR/1 c)"),
        ("a OR b NEAR/1 c AND a", "a OR ((b NEAR/1 c) AND a)"),
    ],
)
def test_near_binds_tighter_than_not_and_or(source: str, grouped: str | None) -> None:
    """NEAR binds before NOT, AND and OR do."""
    if grouped is None:
        with pytest.raises(QueryError, match="this side of OR"):
            parse_query(source)
    else:
        assert parse_query(source) == parse_query(grouped)


@pytest.mark.parametrize(
    ("source", "column", "what"),
    [
        ("a NEAR b", 3, "NEAR needs the most words that may stand between: NEAR/5"),
        ("a ONEAR/ b", 3, "ONEAR needs the most words that may stand between: ONEAR/5"),
        ("a NEAR/x b", 3, "'NEAR/x': the most words that may stand between are a whole number, as in NEAR/5"),
        ("a NEAR/-1 b", 3, "'NEAR/-1': the most words that may stand between are a whole number, as in NEAR/5"),
        ("a NEAR/1001 b", 3, "'NEAR/1001': at most 1000 words may stand between"),
        ("a NEAR/99999 b", 3, "'NEAR/99999': at most 1000 words may stand between"),
        ("a near/5 b", 3, "'near/5' is a word here; operators are upper case: NEAR/5"),
        ("a NEAR/2 b NEAR/3 c", 12, "NEAR joins two terms and no chain of them; write a NEAR/5 b AND b NEAR/5 c"),
        ("NEAR/2 b", 1, "a term is missing before NEAR"),
        ("a NEAR/2", 3, "a term is missing behind NEAR"),
        ("a AND NEAR/2 b", 7, "a term is missing before NEAR"),
        (
            "(a NEAR/2 b) NEAR/3 c",
            2,
            "NEAR/3 takes a term or an OR group of terms on each side, not another NEAR; join the two with AND",
        ),
        ("a NEAR/3 (b AND c)", 11, "NEAR/3 takes a term or an OR group of terms on each side, not AND"),
        ("a NEAR/3 NOT b", 10, "NEAR/3 takes a term or an OR group of terms on each side, not NOT"),
        ("a NEAR/3 (NOT b)", 11, "NEAR/3 takes a term or an OR group of terms on each side, not NOT"),
        ("a NEAR/3 *", 10, "NEAR/3 takes a term or an OR group of terms on each side, not '*'"),
        (
            "a NEAR/3 (b OR /x/)",
            16,
            "NEAR/3 takes a term or an OR group of terms on each side, not a regular expression",
        ),
        (
            "tag:x ONEAR/3 a",
            1,
            "ONEAR/3 takes a term or an OR group of terms on each side, not 'tag:', which has no place in the text",
        ),
        (
            "headline:a NEAR/3 b",
            1,
            "NEAR/3 takes a term or an OR group of terms on each side, not 'headline:'; write headline:(… NEAR/3 …)",
        ),
        ("exact:", 1, "a term is missing behind 'exact:'; nothing stands between the two"),
        ("exact: US", 1, "a term is missing behind 'exact:'; nothing stands between the two"),
        ("exact:(US OR UK)", 1, "behind 'exact:' stands no bracket; write exact:A OR exact:B"),
        ("exact:U*", 1, "'exact:U*': exact: takes one spelling as it is; '*' has no place in it"),
        ("exact:-", 1, "'exact:-' holds no letter or digit"),
        ("exact:a:b", 1, 'a term with a colon is quoted: exact:"a:b"'),
        ('exact:"US', 7, "the quotation mark is never closed"),
        ("source: RT", 1, "a term is missing behind 'source:'; nothing stands between the two"),
        ("source:(RT OR AFP)", 1, "behind 'source:' stands no bracket; write source:A OR source:B"),
        ("a OR source:R*", 6, "'source:R*': source: compares the whole value; '*' has no place in it"),
        ("source:http://x", 1, 'a term with a colon is quoted: source:"http://x"'),
        ('source:" "', 1, "'source:\" \"': nothing is left to compare"),
        ("tag:#", 1, "'tag:#': nothing is left to compare"),
        (
            "headline:source:x",
            10,
            "source:, stream:, author:, tag: compare a value of the update and look at no field; leave out headline:",
        ),
        ("NOT source:RT", 1, "the query needs a term that must be there; write * NOT … for every update without it"),
        (
            "a OR NOT /b/",
            6,
            "this side of OR needs a term that must be there; write * NOT … for every update without it",
        ),
        ("/(a/", 1, "the regular expression is not valid in RE2: missing ): (a"),
        ("a AND /(?=b)/", 7, "the regular expression is not valid in RE2: invalid perl operator: (?="),
        ("/x*/", 1, "/x*/ matches the empty text, and so every update; let it ask for a character"),
        ("//", 1, "the regular expression is empty; a term that begins with a slash is quoted"),
        ("a OR (/b", 7, "the regular expression is never closed; a term that begins with a slash is quoted"),
        (
            "/ab/i",
            1,
            r"behind a regular expression stands a space or a bracket; flags stand inside it: /(?i)…/, a slash as \/",
        ),
        ("a /b/", 3, "two terms side by side; use AND or OR, or quote the phrase"),
        ("sorce:RT", 1, "unknown prefix 'sorce:'; did you mean 'source:'?"),
        ("Exact:US", 1, "unknown prefix 'Exact:'; did you mean 'exact:'?"),
        ("a AND 12:30", 7, "unknown prefix '12:'; a term with a colon is quoted: \"12:30\""),
        (":x", 1, 'a term with a colon is quoted: ":x"'),
        ("a\ud800", 2, "half of a surrogate pair, which is no character"),
    ],
)
def test_parse_misuse_says_what_and_where(source: str, column: int, what: str) -> None:
    """A misuse is one mistake, with its column and a message that says what to do."""
    with pytest.raises(QueryError) as raised:
        parse_query(source, LISTS)
    assert [(mistake.offset + 1, mistake.what) for mistake in raised.value.mistakes] == [(column, what)]


def test_parse_several_misuses_are_all_told() -> None:
    """One reading finds the mistakes of every part."""
    with pytest.raises(QueryError) as raised:
        parse_query("exact:U* OR /(/ OR a NEAR/x b OR tag:y*")
    assert [mistake.offset for mistake in raised.value.mistakes] == [0, 12, 21, 33]


@pytest.mark.parametrize(
    ("source", "meaning"),
    [
        ("a NEAR/5 number", ["near", 5, [["term", "a"]], [["number"]]]),
        ("a ONEAR/5 (b OR c)", ["onear", 5, [["term", "a"]], [["term", "b"], ["term", "c"]]]),
        ("exact:US", ["term", ["exact", "US"]]),
        ("source:RT", ["value", "source", "rt"]),
        ("/US/", ["regex", "US"]),
        ("list:truce", ["term", "truce", ["exact", "US"]]),
    ],
)
def test_semantics_of_form_holds_its_meaning(source: str, meaning: object) -> None:
    """What goes into the digest of a rule holds the meaning of a form, and not how it is spelled."""
    assert semantics(parse_query(source, LISTS)) == meaning


def test_semantics_of_value_ignores_case() -> None:
    """Two spellings of one value mean the same; two of an exact term do not."""
    assert semantics(parse_query("source:RT")) == semantics(parse_query('source:"rt"'))
    assert semantics(parse_query("exact:US")) != semantics(parse_query("exact:us"))


@pytest.mark.parametrize("source", ["a NEAR/1 b", "exact:US", "tag:x", "/x/"])
def test_is_positive_for_every_form(source: str) -> None:
    """Each form says what must be there, and may stand alone on a side of OR."""
    assert is_positive(parse_query(f"a OR {source}"))


def test_iter_terms_looks_into_near() -> None:
    """The terms of a query include those on both sides of a NEAR, but no number."""
    assert list(iter_terms(parse_query("a NEAR/1 (number OR b) AND /x/ AND exact:US AND tag:x"))) == [A, B, US]


def test_list_item_may_be_exact() -> None:
    """A list item takes `exact:`, with bare words as one spelling."""
    assert parse_item("exact:Red Cross").phrases == (Exact("Red Cross"),)
    assert parse_item('exact:"Red Cross"').phrases == (Exact("Red Cross"),)


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ("exact:", "a term is missing behind 'exact:'; nothing stands between the two"),
        ("exact:US AND UK", "a list item is one term; 'AND' is an operator: write more items, or a query in a rule"),
        ('exact:"US" x', "a list item is one term: quote all of it or nothing"),
        ("exact:US*", "'exact:\"US*\"': exact: takes one spelling as it is; '*' has no place in it"),
        ("source:RT", "a list item takes no prefix 'source:'; quote a term with a colon"),
        ("/ab/", "a list item is one term, without brackets and regular expressions"),
    ],
)
def test_list_item_misuse_says_what(item: str, what: str) -> None:
    """A list item that is no single term is refused with what to do."""
    with pytest.raises(TermError) as raised:
        parse_item(item)
    assert str(raised.value) == what
