"""Queries that are wrong: where, and in which words the author is told."""

import pytest

from replay.language.query.grammar import MAX_DEPTH, MAX_LENGTH, parse_query
from replay.language.query.mistakes import Mistake, QueryError
from replay.language.query.terms import TermError, parse_item, union

LISTS = {"truce": union([parse_item("truce*")], "list:truce")}
SIDE_BY_SIDE = "two terms side by side; use AND or OR, or quote the phrase"
POSITIVE = "needs a term that must be there; write * NOT … for every update without it"
ALONE = "'*' is every update already; it may be combined with NOT only"


@pytest.mark.parametrize(
    ("source", "offset", "what"),
    [
        ("", 0, "the query is empty; write * for every update"),
        ("truce talks", 6, SIDE_BY_SIDE),
        ("truce (a OR b)", 6, SIDE_BY_SIDE),
        ('truce"talks"', 5, SIDE_BY_SIDE),
        ("a and b", 2, "'and' is a word here; operators are upper case: AND"),
        ("a AND (b OR c", 6, '"(" is never closed'),
        ("a)", 1, '")" closes nothing'),
        ('a OR "b c', 5, "the quotation mark is never closed"),
        ("a AND", 2, "a term is missing behind AND"),
        ("AND a", 0, "a term is missing before AND"),
        ("a OR OR b", 5, "a term is missing before OR"),
        ("a AND ()", 7, 'a term is missing before ")"'),
        ("NOT a", 0, f"the query {POSITIVE}"),
        ("a OR NOT b", 5, f"this side of OR {POSITIVE}"),
        ("a AND (b OR NOT c)", 12, f"this side of OR {POSITIVE}"),
        ("* AND a", 0, ALONE),
        ("a OR *", 5, ALONE),
        ("(* NOT a) AND b", 1, ALONE),
        ("headline:*", 9, ALONE),
        ("NOT *", 4, "NOT * matches no update"),
        ("list:truse", 0, "unknown list 'truse'; did you mean 'truce'?"),
        ("haedline:a", 0, "unknown prefix 'haedline:'; did you mean 'headline:'?"),
        ("12:30", 0, "unknown prefix '12:'; a term with a colon is quoted: \"12:30\""),
        ("headline: a", 0, "a term is missing behind 'headline:'; nothing stands between the two"),
        ("body:body:a", 5, "behind body: stands one term or a bracket"),
        ("body:(headline:a)", 6, "a field inside body: looks at one field already"),
        ("-training", 0, "'-training' begins with a hyphen; to exclude a word write NOT training"),
        ("a AND !b", 6, "'!b' begins with '!'; to exclude a word write NOT b, or quote it"),
        ("a|b", 0, "'a|b' holds '|'; write OR with a space on each side, or quote it"),
        ("cease-", 0, "'cease-': a hyphen stands between two words"),
        ("cease*fire", 0, "'cease*fire': '*' may stand only at the end of a word"),
        ("ab*", 0, "'ab*' matches too much: write at least 3 letters before the '*'"),
        ("!!!", 0, "'!!!' holds no letter or digit"),
        ('""', 0, "a phrase needs a word"),
        ("a-b c", 4, SIDE_BY_SIDE),
    ],
)
def test_mistake_is_told_with_its_place(source: str, offset: int, what: str) -> None:
    """Each kind of mistake has a message of its own and points at the code point where it is."""
    with pytest.raises(QueryError) as caught:
        parse_query(source, LISTS)
    assert caught.value.mistakes == (Mistake(offset, what),)


def test_all_mistakes_of_terms_are_told_at_once() -> None:
    """One reading finds every bad term, in order."""
    with pytest.raises(QueryError) as caught:
        parse_query("ab* OR list:x OR c*d")
    assert [mistake.offset for mistake in caught.value.mistakes] == [0, 7, 17]


def test_offset_is_in_the_query_as_written() -> None:
    """Invisible characters, which are no part of a word, still count as places."""
    with pytest.raises(QueryError) as caught:
        parse_query("tru\u00adce ta\u200blks")
    assert caught.value.mistakes == (Mistake(7, SIDE_BY_SIDE),)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "a OR " * 5000 + "a",
        "(" * (MAX_DEPTH + 1) + "a" + ")" * (MAX_DEPTH + 1),
        "a" * 501,
        "a" + "-b" * 300,
    ],
)
def test_size_and_depth_are_bounded(source: str) -> None:
    """A query that is too long, too deep, or has too long a term is refused, not worked on."""
    with pytest.raises(QueryError, match=r"limit|brackets in one another"):
        parse_query(source)


def test_longest_query_is_read() -> None:
    """The bounds let through what lies within them, many NOT in a row included."""
    parse_query("a" + " AND b" * ((MAX_LENGTH - 1) // 6))
    parse_query("NOT " * 2000 + "a")
    parse_query("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH)


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ("truce OR peace", "a list item is one term; 'OR' is an operator: write more items, or a query in a rule"),
        ("(truce", "a list item is one term, without brackets and regular expressions"),
        ("list:other", "a list item takes no prefix 'list:'; quote a term with a colon"),
        ('say "truce"', "a list item is one term: quote all of it or nothing"),
        ("*", "'*' holds no letter or digit"),
        ("a-a b-b c-c d-d e-e", "a phrase may hold at most 4 words with a hyphen"),
    ],
)
def test_list_item_with_more_than_a_term_is_refused(item: str, what: str) -> None:
    """Operators, brackets and prefixes mean nothing in an item, and are refused rather than taken for words."""
    with pytest.raises(TermError) as caught:
        parse_item(item)
    assert str(caught.value) == what


def test_phrases_of_all_lists_are_bounded() -> None:
    """A query may not refer to more phrases than can be looked for."""
    many = union([parse_item(f"w{number}") for number in range(1_000)], "list:many")
    with pytest.raises(QueryError, match="101000 phrases in one query; the limit is 100000"):
        parse_query(" OR ".join(["list:many"] * 101), {"many": many})


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
