"""What each form of the query matches, and which words it gives as evidence."""

import time
from datetime import UTC, datetime

import pytest

from replay.engine.read.fields import Fields
from replay.engine.read.near import find_near
from replay.engine.read.queries import compile_query, compile_spans
from replay.language.query import FIELDS, Near
from replay.language.query.grammar import parse_query
from replay.language.query.terms import parse_item, union
from replay.model import Update
from replay.text import normalise
from replay.words import Words

LISTS = {"us": union([parse_item("exact:US"), parse_item("united states")], "list:us")}
UPDATE = {"id": "u1", "stream": "test", "seq": 1, "time": datetime(2000, 1, 3, tzinfo=UTC)}


def fields_of(headline: str, body: str = "", **values: object) -> Fields:
    """Return the fields of an update."""
    return Fields(Update(**{**UPDATE, "headline": headline, "body": body, **values}))  # type: ignore[arg-type]  # given by name


def matched(query: str, fields: Fields, looked: tuple[str, ...] = FIELDS) -> list[str] | None:
    """Return the evidence of *query* in reading order, or None where it does not hold."""
    tree = parse_query(query, LISTS)
    if not compile_query(tree, looked)(fields):
        return None
    return [each.text for each in fields.evidence(compile_spans(tree, looked)(fields))]


@pytest.mark.parametrize(
    ("query", "text", "evidence"),
    [
        ("a NEAR/0 b", "a b", ["a", "b"]),
        ("a NEAR/0 b", "b, a!", ["b", "a"]),
        ("a NEAR/1 b", "a x b", ["a", "b"]),
        ("a NEAR/1 b", "a x y b", None),
        ("a ONEAR/1 b", "b a", None),
        ("a ONEAR/1 b", "b a b", ["a", "b"]),
        ("a NEAR/9 b", "a\n\nb", None),
        ("a NEAR/9 b", "a\n\nb x a", ["b", "a"]),
        ("a NEAR/1 b", "a x x a b x x x b", ["a", "b"]),
        ("a NEAR/0 a", "a x a", None),
        ("a NEAR/0 a", "a a", ["a", "a"]),
        ('"a b" NEAR/0 "b c"', "a b c", None),
        ('"a b" NEAR/0 "b c"', "a b b c", ["a b", "b c"]),
        ("cease-fire NEAR/0 talk*", "Cease\u2011Fire\u2019 talks", ["Cease\u2011Fire", "talks"]),
        ("list:us NEAR/2 (troops OR planes)", "US and us planes", ["US", "planes"]),
        ("list:us NEAR/0 troops", "United States troops", ["United States", "troops"]),
        ("exact:U.S. NEAR/0 troops", "The U.S. troops", ["U.S.", "troops"]),
        ("number NEAR/1 killed", "two hundred were killed", ["two hundred", "killed"]),
        ("number NEAR/3 killed", "killed at 17:25 on 5 March", None),
        ('"number" NEAR/3 killed', "a number was killed", ["number", "killed"]),
        ("number", "33 number", ["number"]),
    ],
)
def test_near_matches_within_its_distance(query: str, text: str, evidence: list[str] | None) -> None:
    """NEAR counts the words between two places of one paragraph that share none, and quotes both."""
    assert matched(query, fields_of(text)) == evidence


def test_near_looks_within_one_field() -> None:
    """A NEAR whose sides stand in two fields does not hold, and headline: narrows it."""
    assert matched("a NEAR/9 b", fields_of("a", "b")) is None
    assert matched("headline:(a NEAR/9 b)", fields_of("x", "a b")) is None
    assert matched("body:(a NEAR/9 b)", fields_of("x", "a b")) == ["a", "b"]


def test_near_many_places_takes_linear_time() -> None:
    """Ten thousand places on each side are judged in a moment."""
    near = parse_query("a NEAR/1000 b")
    assert isinstance(near, Near)
    words = Words(normalise("a " * 10_000 + "x " * 1001 + "b " * 10_000))
    began = time.process_time()
    assert find_near(near, words) == []
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("query", "text", "evidence"),
    [
        ("exact:US", "US-led", ["US"]),
        ("exact:US", "us, Us", None),
        ("exact:US", "USA", None),
        ("exact:US", "AUS", None),
        ("exact:US", "U\u00adS troops", ["U\u00adS"]),
        ("exact:U.S.", "the U.S. said", ["U.S."]),
        ("exact:U.S.", "U S", None),
        ("exact:1,2", "1,200", None),
        ('exact:"Red Cross"', "Red\u00a0Cross", ["Red\u00a0Cross"]),
        ('exact:"Red Cross"', "Red\n\nCross", None),
        ("exact:\u00c9", "E\u0301 lan", ["E\u0301"]),
        ("exact:\u0130", "\u0130 stra\u00dfe", ["\u0130"]),
        ("exact:stra\u00dfe", "\u0130 stra\u00dfe", ["stra\u00dfe"]),
    ],
)
def test_exact_matches_case_and_marks_between_word_ends(query: str, text: str, evidence: list[str] | None) -> None:
    """An exact term stands in the text form as written, and cuts no word in two."""
    assert matched(query, fields_of(text)) == evidence


@pytest.mark.parametrize(
    ("query", "text", "evidence"),
    [
        ("/US|UK/", "us UK US", ["UK", "US"]),
        ("/(?i)us+/", "uSs", ["uSs"]),
        ("/a-b/", "a\u2013b", ["a\u2013b"]),
        ("/a.*b/", "a\n\nb", None),
        (r"/a\sb/", "a\n\nb", None),
        ("/^b$/", "a\n\nb\n\nc", ["b"]),
        (r"/\b/", "a", None),
        ("/\u00fc+/", "\u00fc\u00fcber", ["\u00fc\u00fc"]),
        ("/a/", "\ud800a", ["a"]),
    ],
)
def test_regex_matches_the_text_form_of_a_paragraph(query: str, text: str, evidence: list[str] | None) -> None:
    """A regular expression sees case, takes each paragraph for a text, and an empty match for none."""
    assert matched(query, fields_of(text)) == evidence


def test_regex_takes_linear_time() -> None:
    """A pattern that ruins a backtracking engine does not ruin this one."""
    began = time.process_time()
    assert matched("/(a+)+$/", fields_of("a" * 50_000 + "b")) is None
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("source:rt", True),
        ("source:R", False),
        ("source:RT AND author:NOBODY", False),
        ('author:"Jos\u00c9  B."', True),
        ("stream:test", True),
        ("tag:IDLIB", True),
        ("tag:#idlib", True),
        ('tag:"middle east"', True),
        ("tag:middle", False),
        ("tag:rt", False),
    ],
)
def test_value_equals_as_a_whole_in_any_case(query: str, holds: bool) -> None:  # noqa: FBT001 -- a table's column
    """A value prefix compares the whole value, case-folded, and gives no evidence."""
    fields = fields_of("x", source="RT", author="Jose\u0301 B.", tags=("Idlib", "Middle East"))
    assert matched(query, fields) == ([] if holds else None)


def test_value_missing_equals_nothing() -> None:
    """An update without author matches no author."""
    assert matched("author:none", fields_of("x")) is None
    assert matched("* NOT author:none", fields_of("x")) == []


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("News #Idlib: x", ["#Idlib"]),
        ("(#IDLIB)", ["#IDLIB"]),
        ("#idlib_now", None),
        ("x#idlib", None),
        ("http://x/#idlib", None),
        ("# idlib", None),
    ],
)
def test_tag_takes_hashtags_of_the_text(text: str, evidence: list[str] | None) -> None:
    """`tag:` matches a whole hashtag of headline or body, whatever the rule's fields, and quotes it."""
    assert matched("tag:idlib", fields_of("x", text), ("headline",)) == evidence


def test_tag_number_sign_before_digits_is_no_hashtag() -> None:
    """`#1` is a rank, `#covid_19` a hashtag."""
    assert matched("tag:1", fields_of("#1 of all")) is None
    assert matched("tag:covid_19", fields_of("#COVID_19")) == ["#COVID_19"]


def test_evidence_of_not_is_none() -> None:
    """What a NOT looked for is never evidence."""
    assert matched("a NOT (a NEAR/0 b OR exact:US OR /x/ OR tag:y)", fields_of("a")) == ["a"]


def test_phrase_places_may_overlap() -> None:
    """A phrase is found at every place, also one that begins inside the one before it."""
    assert matched('"abc* abc*"', fields_of("abc abcd abc")) == ["abc abcd", "abcd abc"]
    assert matched('"abc abc"', fields_of("abc abc abc")) == ["abc abc", "abc abc"]
