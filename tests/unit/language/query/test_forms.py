"""Queries: what each form of the language means, as a tree."""

import pytest

from replay.language.compiling.digest import semantics
from replay.language.query import (
    And,
    Everything,
    InField,
    Not,
    Or,
    Phrase,
    Term,
    Word,
    contains,
    is_positive,
    iter_terms,
    render_query,
)
from replay.language.query.grammar import parse_query
from replay.language.query.terms import parse_item, union


def words(*texts: str) -> Phrase:
    """Return the phrase of *texts*, each with a `*` if it is a prefix."""
    return Phrase(tuple(Word(text.removesuffix("*"), prefix=text.endswith("*")) for text in texts))


def term(source: str, *phrases: Phrase) -> Term:
    """Return a term; the phrase of its own word where none is given."""
    return Term(phrases or (words(source.strip('"')),), source)


A, B, C = term("a"), term("b"), term("c")
TRUCE = union([parse_item("cease-fire*"), parse_item("stop* all hostilities")], "list:truce")


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


def test_terms_are_found_everywhere() -> None:
    """The terms of a query are those under every operator, NOT included."""
    query = parse_query("a AND NOT (b OR headline:c)")
    assert [each.source for each in iter_terms(query)] == ["a", "b", "c"]
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
