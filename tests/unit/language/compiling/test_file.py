"""From a rule file to compiled rules: defaults, digests, and problems that do not hide one another."""

from datetime import timedelta

import pytest

from replay.language.compiling.catalog import catalog_of
from replay.language.compiling.file import CompiledFile, compile_file
from replay.language.compiling.linking import with_digests
from replay.language.reader import parse_document
from replay.language.ruleset import CasualtiesRule, MatchRule, Rule
from replay.model import Severity


def _compile(text: str) -> CompiledFile:
    document = parse_document(text, "f")
    return compile_file(document, catalog_of([document]))


def compiled(text: str) -> list[Rule]:
    """Return the rules of *text*, which has no problem."""
    file = _compile(text)
    assert not file.problems
    return with_digests(file.rules)


def told(text: str) -> list[str]:
    """Return the problems of *text*."""
    return [str(problem) for problem in sorted(_compile(text).problems)]


def rule(keys: str, above: str = "") -> Rule:
    """Return a single rule with the keys of the flow mapping *keys*, in a file with the lines *above*."""
    (only,) = compiled(f"version: 1\n{above}rules: [{{id: a, {keys}}}]\n")
    return only


def test_rule_that_says_nothing_has_the_defaults() -> None:
    """An id and a query are enough."""
    found = rule("match: truce")
    assert isinstance(found, MatchRule)
    severity: Severity = "info"
    assert (found.title, found.severity, found.cooldown, found.path) == ("a", severity, timedelta(0), "f")
    assert (found.group_by, found.fields, found.timezone) == (("stream",), ("headline", "body"), "UTC")
    assert (found.labels, found.annotations) == ({}, {})


def test_casualties_rule_counts_what_is_reported() -> None:
    """Without keys of its own it has no condition, and only reports count."""
    found = rule("type: casualties")
    assert isinstance(found, CasualtiesRule)
    assert (found.condition, found.statuses, found.who) == (None, ("reported",), None)


def test_defaults_of_the_file_hold_where_a_rule_is_silent() -> None:
    """A rule's own key wins over `defaults`, which win over the language's."""
    above = "defaults: {type: casualties, severity: critical, cooldown: 5m, group_by: [], fields: [body]}\n"
    found = rule("severity: warning", above)
    assert isinstance(found, CasualtiesRule)
    assert (found.severity, found.cooldown, found.group_by, found.fields) == (
        "warning",
        timedelta(minutes=5),
        (),
        ("body",),
    )


def test_values_are_plain_python_text() -> None:
    """No type of the YAML reader gets out, or JSON would not take it."""
    found = rule("match: truce, title: T, labels: {x: y}, group_by: [data.x]", "timezone: Europe/Moscow\n")
    values = (found.id, found.title, found.severity, found.timezone, *found.labels.values(), *found.group_by)
    assert {type(value) for value in values} == {str}


BASE = "match: list:x"
LISTS = "lists: {x: [cease-fire*]}\n"


@pytest.mark.parametrize(
    ("keys", "above"),
    [
        ("match: list:x, title: T, severity: critical, labels: {a: b}, annotations: {a: '{{ rule }}'}", LISTS),
        ("type: match, cooldown: 0s, fields: [body, headline], group_by: [stream], match: list:x", LISTS),
        ("match: list:y", "lists: {y: ['Cease\u2010Fire*', cease-fire*]}\n"),
        ("match: (cease-fire*)", ""),
    ],
)
def test_digest_is_the_same_for_the_same_meaning(keys: str, above: str) -> None:
    """What only decorates an alert, spelled-out defaults, the order of keys and the way to a term do not count."""
    assert rule(keys, above).digest == rule(BASE, LISTS).digest


def test_digest_differs_with_every_difference_in_meaning() -> None:
    """Query, fields, key, cooldown, time zone, condition, statuses and victims each change it."""
    files = [
        (BASE, LISTS),
        (BASE, "lists: {x: [cease-fire]}\n"),
        (BASE, "lists: {x: [cease-fire*]}\ntimezone: Europe/Moscow\n"),
        (f"{BASE}, fields: [body]", LISTS),
        (f"{BASE}, group_by: []", LISTS),
        (f"{BASE}, cooldown: 1s", LISTS),
        ("type: casualties", ""),
        ("type: casualties, condition: {killed: {gte: 1}}", ""),
        ("type: casualties, condition: {killed: {gt: 1}}", ""),
        ("type: casualties, condition: {any: {gte: 1}}", ""),
        ("type: casualties, status: [recap, reported]", ""),
        ("type: casualties, who: {match: Turkish}", ""),
    ]
    digests = [rule(keys, above).digest for keys, above in files]
    assert len(set(digests)) == len(files)
    assert {len(digest) for digest in digests} == {64}


def test_digest_never_changes_unnoticed() -> None:
    """Alert ids rest on it: a new digest for an old rule needs a new SEMANTICS_VERSION."""
    assert rule("match: truce").digest == "03d643c499fe59f558f61e5897930c17226bc3e9c450acadbc18ee679c2e1996"
    assert (
        rule("type: casualties, condition: {killed: {gte: 10}}").digest
        == "43d08fed09983eefc47a9ad03e0962a26c51efcc7d9df237887589a3a929d976"
    )


def test_problems_do_not_hide_one_another() -> None:
    """A bad key, query, template and list item, in one rule and around it, are all told."""
    text = (
        "version: 2\ntimezone: Nowhere/Land\nlists: {l: [a OR b], L: [c]}\nrules:\n"
        "  - {id: a, match: 'x y', colour: red, cooldown: soon, annotations: {s: '{{ x }}'}, group_by: [nobody]}\n"
        "  - {id: a, type: cuont, severity: high}\n  - {id: b}\n  - 3\n"
    )
    problems = told(text)
    for what in (
        "'version'",
        "'timezone'",
        "'OR' is an operator",
        "'L' is no id",
        "side by side",
        "'colour'",
        "'soon'",
        "unknown name 'x'",
        "cannot group by 'nobody'",
        "unknown rule type 'cuont'",
        "'high' is not known",
        "match rule 'b' has no key 'match'",
        "a rule is keys and values",
    ):
        assert sum(what in problem for problem in problems) == 1, what
    assert len(problems) == 13


def test_empty_values_are_told_as_empty() -> None:
    """A key with nothing behind it is not taken for a default."""
    problems = told("version: 1\nrules:\n  - id: a\n    match:\n    title: ''\n    type:\n    fields: []\n")
    assert problems == [
        "f:4:11  'match' is empty",
        "f:5:13  'title': empty text",
        "f:6:10  'type' is empty",
        "f:7:13  'fields' is an empty list; give it an entry",
    ]


def test_template_may_name_the_fields_of_the_key() -> None:
    """What stands in group_by stands in templates."""
    rule("match: a, group_by: [source, data.desk], annotations: {s: '{{ key.source }} {{ key.data.desk }}'}")
    (problem,) = told("version: 1\nrules: [{id: a, match: a, annotations: {s: '{{ key.source }}'}}]")
    assert problem.startswith("f:2:48  template: unknown name 'key.source'")


def test_checking_stops_after_many_problems() -> None:
    """A file of nonsense is not worked through to the end."""
    rules = "".join(f"  - {{id: a{number}, match: a b}}\n" for number in range(900))
    problems = told(f"version: 1\nrules:\n{rules}")
    assert len(problems) == 501
    assert any(problem.endswith("500 problems or more; what follows is not checked") for problem in problems)
