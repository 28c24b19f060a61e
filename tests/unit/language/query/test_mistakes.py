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
