"""What lint finds in rules without a mistake, where, and what it leaves alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from replay.engine.read.sample import Sample
from replay.language.lint import lint
from replay.language.load import load_files
from replay.model import Update

HEADLINES = (
    "Cease-fire in Idlib",
    "The cease-fire holds",
    "Ministers talk at noon",
    "De-escalation, says minister",
    "Ministers leave",
    *("Rain", "Sun", "Wind", "Snow", "Hail"),
)
START = datetime(2020, 3, 5, tzinfo=UTC)
DAY = Sample(
    Update(id=f"u{seq}", stream="day", seq=seq, time=START + timedelta(minutes=seq), headline=headline, body="At noon.")
    for seq, headline in enumerate(HEADLINES, 1)
)
TEST = "tests:\n  - {name: t, updates: [{at: 0s, headline: x}], expect: [{rule: a, at: 0s}]}\n"
MUCH = "of the sample's 10 updates, more than 20 %; drop it, or narrow it with NEAR"


def found(tmp_path: Path, text: str, *, sample: Sample | None = DAY) -> list[tuple[int, int, str]]:
    """Return what lint finds in a file."""
    path = tmp_path / "rules.yaml"
    path.write_text("version: 1\n" + text, encoding="utf-8")
    return [(each.line, each.column, each.what) for each in lint(load_files([path]), sample)]


def query(match: str, more: str = "") -> str:
    """Return a file with one rule, which a test covers; its query begins in line 4, column 12."""
    return f"rules:\n  - id: a\n    match: {match}\n{more}{TEST}"


@pytest.mark.parametrize("match", ["cease-fire", "rain OR sun OR wind", "'* NOT hail'", "minister NEAR/9 leave", "x"])
def test_term_up_to_a_fifth_is_no_finding(tmp_path: Path, match: str) -> None:
    """Two of ten are 20 %, which is not more; every term counts for itself, and `*` is meant."""
    assert found(tmp_path, query(match)) == []


@pytest.mark.parametrize(
    ("match", "told"),
    [
        ("minister*", [(12, f"query: minister* matches 3 {MUCH}")]),
        ("rain AND (wind OR minister*)", [(30, f"query: minister* matches 3 {MUCH}")]),
        ("rain NOT minister*", [(21, f"query: minister* matches 3 {MUCH}")]),
        ("headline:noon OR body:noon", [(34, f"query: noon matches 10 {MUCH}")]),
        ("rain OR /[Mm]inist/", [(20, f"query: /[Mm]inist/ matches 3 {MUCH}")]),
        ("minister* NEAR/2 talk", []),
        ("'rain OR \"at noon\"'", [(21, f'query: "at noon" matches 10 {MUCH}')]),
    ],
)
def test_term_that_matches_more_is_told_at_its_place(tmp_path: Path, match: str, told: list[tuple[int, str]]) -> None:
    """In brackets, behind NOT and in a field too; but not beside NEAR, where it does not match alone."""
    assert found(tmp_path, query(match)) == [(4, column, what) for column, what in told]


def test_fields_of_the_rule_say_where_its_terms_look(tmp_path: Path) -> None:
    """A word that every body has matches little in headlines."""
    assert found(tmp_path, query("noon", "    fields: [headline]\n")) == []


def test_query_on_victims_is_not_judged(tmp_path: Path) -> None:
    """It looks at who was harmed, not at the text of updates."""
    rule = "rules:\n  - {id: a, type: casualties, who: {match: minister*}}\n"
    assert found(tmp_path, rule + TEST) == []


def test_item_of_a_list_is_told_where_it_stands(tmp_path: Path) -> None:
    """Once, in the list, however many queries use it."""
    text = "lists: {people: [rain, minister*]}\n" + query("list:people OR list:people")
    assert found(tmp_path, text) == [
        (2, 24, f"list 'people': minister* matches 3 {MUCH}".replace("minister*", '"minister*"'))
    ]


@pytest.mark.parametrize(
    ("match", "told"),
    [
        (
            "ceasefire OR rain",
            "the sample has 'ceasefire' only as 'cease-fire'; write cease-fire, which matches either",
        ),
        ("deescal*", "the sample has 'deescal*' only as 'de-escalation'; write de-escal*, which matches either"),
        (
            "ceasefire NEAR/3 holds",
            "the sample has 'ceasefire' only as 'cease-fire'; write cease-fire, which matches either",
        ),
        (
            "'\"the ceasefire\"'",
            "the sample has 'ceasefire' only as 'cease-fire'; write cease-fire, which matches either",
        ),
        ("cease-fire*", None),
        ("de-escal*", None),
        ("exact:Ceasefire", None),
        ("escalation", None),
        ("firecease", None),
    ],
)
def test_word_that_the_sample_only_hyphenates_is_told(tmp_path: Path, match: str, told: str | None) -> None:
    """The hyphen term is offered, which matches all spellings; one that stands already is no finding."""
    assert [what for *_, what in found(tmp_path, query(match))] == ([f"query: {told}"] if told else [])


def test_word_that_the_sample_writes_both_ways_is_no_finding(tmp_path: Path) -> None:
    """One update without the hyphen is enough."""
    update = Update(id="u", stream="day", seq=1, time=START, headline="Ceasefire, cease-fire")
    (both,) = {what for *_, what in found(tmp_path, query("ceasefire"), sample=Sample([update]))}
    assert "more than 20 %" in both


def test_list_that_no_query_uses_is_told_at_its_name(tmp_path: Path) -> None:
    """A query of a sequence's step, of `unless` and on victims uses a list too; a word in quotes does not."""
    text = (
        "lists:\n  one: [a]\n  two: [b]\n  three: [c]\n  idle: [d]\n"
        "rules:\n"
        "  - {id: a, type: sequence, timespan: 5m, unless: list:two,\n"
        "     steps: [{id: s, match: list:one}, {id: t, match: '\"list:idle\"'}]}\n"
        "  - {id: b, type: casualties, who: {match: list:three}}\n"
        "tests:\n  - {name: t, updates: [{at: 0s}], expect: [{rule: a, at: 0s}, {rule: b, at: 0s}]}\n"
    )
    what = "no query of the file uses the list 'idle'; write list:idle in one, or remove it"
    assert found(tmp_path, text, sample=None) == [(6, 3, what)]


def test_rule_of_which_no_test_expects_an_alert_is_told(tmp_path: Path) -> None:
    """A test that compares a rule and expects nothing of it would pass without the rule: it covers nothing."""
    rules = "rules:\n  - {id: a, match: rain}\n  - {id: b, match: sun}\n"
    tests = TEST + "  - {name: u, rules: [b], updates: [{at: 0s, headline: y}], expect: []}\n"
    assert found(tmp_path, rules + tests, sample=None) == [
        (4, 10, "no test expects an alert of rule 'b'; write one that does")
    ]


def test_tests_beside_the_file_cover_its_rules(tmp_path: Path) -> None:
    """NAME.test.yaml counts as the file itself."""
    (tmp_path / "rules.test.yaml").write_text("version: 1\n" + TEST)
    assert found(tmp_path, "rules:\n  - {id: a, match: rain}\n", sample=None) == []
