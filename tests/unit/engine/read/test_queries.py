"""Queries against one update: the forms of the rule language by example."""

# ruff: noqa: RUF001 -- the spellings are the subject

from datetime import UTC, datetime

import pytest

from replay.engine.read.fields import Fields
from replay.engine.read.queries import compile_query, compile_spans
from replay.language.query import FIELDS
from replay.language.query.grammar import parse_query
from replay.model import Update


def looked_at(headline: str = "", body: str = "") -> Fields:
    """Return an update of these texts, as rules look at it."""
    time = datetime(2020, 3, 5, tzinfo=UTC)
    return Fields(Update(id="u1", stream="test", seq=1, time=time, headline=headline, body=body))


def holds(query: str, headline: str = "", body: str = "") -> bool:
    """Return whether *query* matches an update of these texts."""
    return compile_query(parse_query(query), FIELDS)(looked_at(headline, body))


def evidence(query: str, headline: str = "", body: str = "") -> list[tuple[str, str]]:
    """Return (field, quote) of each place that *query* rests on, in reading order."""
    fields = looked_at(headline, body)
    return [(each.field, each.text) for each in fields.evidence(compile_spans(parse_query(query), FIELDS)(fields))]


@pytest.mark.parametrize(
    ("query", "headline"),
    [
        ("syria", "In SYRIA’s north"),
        ("Syria", "syria"),
        ("élysée", "L’ÉLYSÉE"),
        ("E\u0301lyse\u0301e", "L’élysée"),
        ("ﬁre", "FIRE"),
        ("tag", "#tag"),
        ("U.S.", "the U.S. army"),
        ("U.S.", "the U S army"),
        ("1,234", "1,234 men"),
        ('"cease fire"', "They cease\nfire"),
        ('"cease fire"', "cease, fire"),
        ('"turk* troop*"', "Turkish troops"),
        ("cease-fire", "Cease-fire"),
        ("cease-fire", "CEASE FIRE"),
        ("cease-fire", "Ceasefire"),
        ("cease-fire", "cease\u2011fire"),
        ("cease\u2013fire", "cease\u00adfire"),
        ("cease-fire*", "ceasefires"),
        ("cease-fire*", "cease-fires"),
        ("tete-a-tete", "Tete-A-Tete"),
        ("tete-a-tete", "teteatete"),
        ("cea*", "cease"),
        ("cease*", "cease"),
        ("停火", "双方停火协议"),
        ("火", "停火"),
        ("syria NOT war", "Syria talks"),
        ("* NOT war", "peace"),
        ("(syria OR idlib) AND talks", "Idlib talks"),
        ("syria OR idlib AND talks", "Syria"),
    ],
)  # fmt: skip -- one case a line
def test_query_matches_every_spelling(query: str, headline: str) -> None:
    """A form of the language matches what its row of the table promises."""
    assert holds(query, headline)


@pytest.mark.parametrize(
    ("query", "headline"),
    [
        ("syria", "Syrian"),
        ("syria", "Assyria"),
        ("elysee", "élysée"),
        ("1,234", "1234"),
        ("234", "1,234"),
        ("U.S.", "us"),
        ('"cease fire"', "cease the fire"),
        ('"cease fire"', "fire cease"),
        ('"cease fire"', "cease\n\nfire"),
        ('"cease fire"', "cease\u2029fire"),
        ('"turk* troop*"', "Turkish\n\ntroops"),
        ("cease-fire", "ceasefires"),
        ("cease-fire", "ceases fire"),
        ("tete-a-tete", "tete-atete"),
        ("cease*", "ceas"),
        ("cease*", "unceasing"),
        ("火停", "停火"),
        ("syria NOT war", "War in Syria"),
        ("syria AND NOT (war OR talks)", "Syria talks"),
        ("* NOT war", "war"),
        ("(syria OR idlib) AND talks", "Syria"),
        ("syria", ""),
    ],
)  # fmt: skip -- one case a line
def test_query_leaves_what_only_looks_alike(query: str, headline: str) -> None:
    """Whole words, whole phrases, one paragraph, and NOT over all of the update."""
    assert not holds(query, headline)


def test_query_and_is_judged_over_the_update() -> None:
    """The two sides of AND may stand in two fields, and NOT looks at both."""
    assert holds("syria AND truce", "Syria", "A truce")
    assert not holds("syria NOT truce", "Syria", "A truce")


def test_query_phrase_stays_in_one_field() -> None:
    """The end of the headline and the beginning of the body are no phrase."""
    assert not holds('"cease fire"', "Troops cease", "fire")


def test_query_field_prefix_looks_in_that_field_only() -> None:
    """`headline:` and `body:` narrow a term or a group, and NOT over them is over that field."""
    assert holds("headline:syria", "Syria", "")
    assert not holds("headline:syria", "", "Syria")
    assert holds("body:(syria AND truce)", "", "Syria truce")
    assert not holds("body:(syria AND truce)", "Syria", "truce")
    assert holds("truce AND NOT headline:syria", "truce", "Syria")


def test_query_of_a_headline_rule_does_not_see_the_body() -> None:
    """`fields` says where a query looks."""
    assert not compile_query(parse_query("syria"), ("headline",))(looked_at("", "Syria"))
    assert compile_query(parse_query("body:syria"), ("headline",))(looked_at("", "Syria"))


def test_evidence_is_quoted_in_reading_order_as_written() -> None:
    """Headline before body, by place, in the letters of the original."""
    quotes = evidence("idlib OR cease-fire*", "Cease\u2011Fire in IDLIB", "Ceasefires; idlib’s")
    assert quotes == [
        ("headline", "Cease\u2011Fire"),
        ("headline", "IDLIB"),
        ("body", "Ceasefires"),
        ("body", "idlib"),
    ]


def test_evidence_of_a_place_that_two_terms_match_stands_once() -> None:
    """The same span under two terms is one piece of evidence."""
    assert evidence("cease* OR ceasefire", "Ceasefire") == [("headline", "Ceasefire")]


def test_evidence_leaves_out_what_must_be_missing() -> None:
    """A term under NOT is no reason for the match, nor is `*`."""
    assert evidence("(syria NOT war) OR idlib", "Syria war Idlib") == [("headline", "Syria"), ("headline", "Idlib")]
    assert evidence("* NOT war", "peace") == []


def test_evidence_is_cut_at_twenty_in_reading_order() -> None:
    """The first twenty places stand for all of them."""
    fields = looked_at("a " * 15, "a " * 15)
    spans = fields.evidence(compile_spans(parse_query("a"), FIELDS)(fields))
    assert [each.field for each in spans] == ["headline"] * 15 + ["body"] * 5
    assert [each.start for each in spans] == [*range(0, 30, 2), *range(0, 10, 2)]


@pytest.mark.parametrize("query", ['"aaa aaa*"', '"aaa* aaa*"'])
def test_evidence_of_a_phrase_is_every_place_also_overlapping(query: str) -> None:
    """A phrase that begins inside another place of itself is a place too, whatever the way it is searched."""
    fields = looked_at("aaa aaa aaa")
    spans = fields.evidence(compile_spans(parse_query(query), FIELDS)(fields))
    assert [(each.start, each.end) for each in spans] == [(0, 7), (4, 11)]
