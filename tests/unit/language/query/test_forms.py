"""Queries: what each form of the language means, as a tree, and how the tree is written back."""

import pytest

from replay.language.compiling.digest import semantics
from replay.language.query import (
    And,
    Everything,
    Exact,
    InField,
    Near,
    Not,
    Number,
    Or,
    Phrase,
    Query,
    Regex,
    Term,
    Value,
    Word,
    contains,
    is_positive,
    render_query,
)
from replay.language.query.grammar import parse_query
from replay.language.query.mistakes import QueryError
from replay.language.query.terms import parse_item, union


def words(*texts: str) -> Phrase:
    """Return the phrase of *texts*, each with a `*` if it is a prefix."""
    return Phrase(tuple(Word(text.removesuffix("*"), prefix=text.endswith("*")) for text in texts))


def term(source: str, *phrases: Phrase) -> Term:
    """Return a term; the phrase of its own word where none is given."""
    return Term(phrases or (words(source.strip('"')),), source)


A, B, C = term("a"), term("b"), term("c")
TRUCE = union([parse_item("cease-fire*"), parse_item("stop* all hostilities")], "list:truce")
US = Term((Exact("US"),), "exact:US")
LISTS = {"truce": union([parse_item("truce"), parse_item("exact:US")], "list:truce")}


@pytest.mark.parametrize(
    ("source", "phrases"),
    [
        ("truce", [words("truce")]),
        ("TRUCE", [words("truce")]),
        ("truce*", [words("truce*")]),
        ("cease-fire", [words("cease", "fire"), words("ceasefire")]),
        ("cease\u2011fire*", [words("cease", "fire*"), words("ceasefire*")]),
        ("\u201ctwo words\u201d", [words("two", "words")]),
        ('"stop* all hostilities"', [words("stop*", "all", "hostilities")]),
        ('"cease-fire talks"', [words("cease", "fire", "talks"), words("ceasefire", "talks")]),
        ("face-to-face", [words("face", "to", "face"), words("facetoface")]),
        ("U.S.", [words("u", "s")]),
        ("Syria\u2019s", [words("syria", "s")]),
        ("M-4", [words("m", "4"), words("m4")]),
        ("1,500", [words("1,500")]),
        ('"12:30"', [words("12", "30")]),
        ("ÉLYSÉE", [words("élysée")]),
        ("停战", [words("停", "战")]),
        ("and", [words("and")]),
        ("TCP/IP", [words("tcp", "ip")]),
    ],
)
def test_term_is_cut_into_the_words_of_a_text(source: str, phrases: list[Phrase]) -> None:
    """A word, prefix, hyphen term or phrase becomes the phrases that a text would hold."""
    found = parse_query(source)
    assert isinstance(found, Term)
    assert list(found.phrases) == phrases


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("a OR b AND c", Or((A, And((B, C))))),
        ("(a OR b) AND c", And((Or((A, B)), C))),
        ("a AND b AND c", And((A, B, C))),
        ("a AND (b AND c)", And((A, B, C))),
        ("(a OR (b OR c))", Or((A, B, C))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT b", And((A, Not(B)))),
        ("a NOT b NOT c", And((A, Not(B), Not(C)))),
        ("a NOT b OR c", Or((And((A, Not(B))), C))),
        ("NOT b AND a", And((Not(B), A))),
        ("NOT NOT a", A),
        ("a NOT (b OR c)", And((A, Not(Or((B, C)))))),
        ("*", Everything()),
        ("* NOT a", And((Everything(), Not(A)))),
        ("(* NOT a) OR b", Or((And((Everything(), Not(A))), B))),
        ("headline:a", InField("headline", A)),
        ("body:(a OR b) AND c", And((InField("body", Or((A, B))), C))),
        ("NOT headline:a AND b", And((Not(InField("headline", A)), B))),
        ("list:truce", TRUCE),
        ("body:list:truce", InField("body", TRUCE)),
        ("  a\n\n OR\tb ", Or((A, B))),
    ],
)
def test_operators_bind_as_the_language_says(source: str, tree: object) -> None:
    """NOT binds before AND before OR, brackets and fields hold what they enclose, and chains are one level."""
    assert parse_query(source, {"truce": TRUCE}) == tree


def test_list_item_is_one_term() -> None:
    """Bare words of an item are a phrase, quoted or not."""
    assert parse_item("cessation of hostilities") == parse_item('"cessation of hostilities"')
    assert parse_item("stop* all").phrases == (words("stop*", "all"),)


def test_list_holds_each_phrase_once() -> None:
    """Spellings that come to the same words count once."""
    assert union([parse_item("cease-fire"), parse_item("ceasefire")], "list:x").phrases == (
        words("cease", "fire"),
        words("ceasefire"),
    )


def test_long_phrase_without_hyphens_has_one_form() -> None:
    """Only a hyphen doubles the forms, so that a long item costs no more than its words."""
    assert len(parse_item("x " * 240).phrases) == 1


def test_source_carries_no_meaning() -> None:
    """Two spellings of one query have the same semantics, two queries never."""
    assert semantics(parse_query("Cease-Fire*")) == semantics(parse_query("cease\u2013fire*"))
    sources = ["a", "a*bc", "abc*", '"a b"', "a AND b", "a OR b", "* NOT a", "*", "headline:a", "body:a"]
    known = {str(semantics(parse_query(source))) for source in sources if source != "a*bc"}
    assert len(known) == len(sources) - 1


def test_render_keeps_the_brackets_that_matter() -> None:
    """Rendering writes brackets only where the tree needs them."""
    for source in ("(a OR b) AND NOT (c OR d)", "a OR b AND c", "headline:(a OR b)", "* AND NOT a"):
        assert render_query(parse_query(source)) == source


def test_parts_are_found_under_every_operator() -> None:
    """What a query contains is what it holds anywhere, NOT included."""
    query = parse_query("a AND NOT (b OR headline:c)")
    assert contains(query, InField)
    assert not contains(query, Everything)


@pytest.mark.parametrize("source", ["a", "a NOT b", "* NOT b", "headline:a OR b"])
def test_accepted_query_is_positive(source: str) -> None:
    """What the parser lets through says what must be there."""
    assert is_positive(parse_query(source))


def test_one_negative_side_makes_an_or_negative() -> None:
    """Every side of an OR must say what is there, but only one part of an AND."""
    assert not is_positive(Or((A, Not(B))))
    assert is_positive(And((A, Not(B))))
    assert not is_positive(And((Not(A), Not(B))))
    assert not is_positive(InField("body", Not(A)))


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
        ('"number" NEAR/1 a', Near((term('"number"'),), (A,), 1), '"number" NEAR/1 a'),
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
def test_every_form_may_stand_on_a_side_of_or(source: str) -> None:
    """Each form says what must be there, and may stand alone on a side of OR."""
    assert is_positive(parse_query(f"a OR {source}"))


def test_list_item_may_be_exact() -> None:
    """A list item takes `exact:`, with bare words as one spelling."""
    assert parse_item("exact:Red Cross").phrases == (Exact("Red Cross"),)
    assert parse_item('exact:"Red Cross"').phrases == (Exact("Red Cross"),)
