"""Every type of rule: what its keys compile to, and what is said of each mistake in them."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest

from replay.errors import RuleFileError
from replay.language.condition import Comparison
from replay.language.load import load_rules
from replay.language.query import Everything, Term
from replay.language.ruleset import (
    AbsenceRule,
    ActiveHours,
    ChangeRule,
    CountRule,
    DistinctRule,
    Inhibition,
    MatchesOf,
    NewValueRule,
    Rule,
    RuleSet,
    SequenceRule,
    Silence,
    SpikeRule,
    StreamSettings,
)

EXAMPLE = Path(__file__).parents[1] / "data/every-rule.yaml"
MINUTE = timedelta(minutes=1)
COUNT = "type: count, timespan: 5m, condition: {gte: 2}"
SPIKE = "type: spike, timespan: 5m, baseline: 1h"
STEPS = "steps: [{id: a, match: truce}, {id: b, match: strike}]"
ABSENCE = "type: absence, timespan: 5m"
BASE = "{id: base, match: truce}"


@pytest.fixture(scope="module")
def example() -> RuleSet:
    """Return the example of the rule language, loaded."""
    return load_rules([EXAMPLE])


def rule_of(rules: RuleSet, rule_id: str) -> Rule:
    """Return a rule by its id."""
    return next(rule for rule in rules.rules if rule.id == rule_id)


def load(folder: Path, *rules: str, top: str = "") -> RuleSet:
    """Return the set of one file: a line of *top*, and each rule on a line of its own from line 4 on."""
    path = folder / "r.yaml"
    path.write_text("\n".join(["version: 1", top, "rules:", *(f"  - {rule}" for rule in rules)]), encoding="utf-8")
    return load_rules([path])


def complaints(folder: Path, *rules: str, top: str = "") -> list[str]:
    """Return what is said of such a file, without its folder."""
    with pytest.raises(RuleFileError) as caught:
        load(folder, *rules, top=top)
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_count_of_the_example_compiles(example: RuleSet) -> None:
    """A count rule has its input, window, condition and hold."""
    rule = rule_of(example, "ceasefire-burst")
    assert isinstance(rule, CountRule)
    assert rule.source == MatchesOf(("ceasefire-mention",))
    assert (rule.timespan, rule.keep_firing_for) == (15 * MINUTE, 15 * MINUTE)
    assert rule.condition == (Comparison("gte", 3),)


def test_distinct_of_the_example_compiles(example: RuleSet) -> None:
    """A distinct rule has its field."""
    rule = rule_of(example, "two-sources")
    assert isinstance(rule, DistinctRule)
    assert (rule.field, rule.condition) == ("casualties.said_by", (Comparison("gte", 2),))


def test_sequence_of_the_example_compiles(example: RuleSet) -> None:
    """A sequence has its steps in order, by rule and by query, and what clears it."""
    rule = rule_of(example, "truce-then-strike")
    assert isinstance(rule, SequenceRule)
    assert [step.id for step in rule.steps] == ["truce", "strike"]
    assert rule.steps[0].source == MatchesOf(("ceasefire-mention",))
    assert isinstance(rule.steps[1].source, Term)
    assert rule.unless is not None
    assert rule.timespan == 120 * MINUTE


def test_absence_of_the_example_compiles(example: RuleSet) -> None:
    """An absence rule has its deadline, what it forgets, and its hours."""
    rule = rule_of(example, "stream-silent")
    assert isinstance(rule, AbsenceRule)
    assert (rule.source, rule.timespan, rule.forget_after) == (Everything(), 90 * MINUTE, 720 * MINUTE)
    assert rule.active_hours == ActiveHours(frozenset(range(5)), time(6), time(22))
    assert rule.timezone == "Europe/Moscow"


def test_spike_of_the_example_compiles(example: RuleSet) -> None:
    """A spike rule has an exact ratio."""
    rule = rule_of(example, "traffic-spike")
    assert isinstance(rule, SpikeRule)
    assert (rule.timespan, rule.baseline) == (10 * MINUTE, 60 * MINUTE)
    assert (rule.ratio_gte, rule.min_count, rule.min_baseline) == (Fraction(3), 4, 2)


def test_new_value_of_the_example_compiles(example: RuleSet) -> None:
    """A new_value rule has its field, its warmup and what it forgets."""
    rule = rule_of(example, "new-source")
    assert isinstance(rule, NewValueRule)
    assert (rule.source, rule.field, rule.warmup) == (Everything(), "source", 60 * MINUTE)
    assert rule.forget_after == timedelta(days=30)


def test_change_of_the_example_compiles(example: RuleSet) -> None:
    """A change rule looks at every update where it names no input, and may be keyed by casualties."""
    rule = rule_of(example, "toll-revised")
    assert isinstance(rule, ChangeRule)
    assert (rule.source, rule.value, rule.direction) == (Everything(), "casualties.killed", "up")
    assert rule.group_by == ("stream", "casualties.who")


def test_inhibitions_and_silences_of_the_example_compile(example: RuleSet) -> None:
    """What suppresses alerts stands in the set, and so do the stream's defaults."""
    targets = ("ceasefire-burst", "ceasefire-mention")
    assert example.inhibitions == (Inhibition("truce-then-strike", targets, ("stream",), 30 * MINUTE),)
    start, end = datetime(2020, 3, 5, 12, tzinfo=UTC), datetime(2020, 3, 5, 15, tzinfo=UTC)
    assert example.silences == (Silence("traffic-spike", (("stream", ("sport",)),), start, end, "match day"),)
    assert example.stream == StreamSettings(timedelta(0), "drop", 5 * MINUTE)


def test_spike_with_a_decimal_ratio_is_exact(tmp_path: Path) -> None:
    """2.1 is 21/10, and not the nearest binary fraction; the least numbers are 1."""
    (rule,) = load(tmp_path, f"{{id: a, {SPIKE}, condition: {{ratio_gte: 2.1}}}}").rules
    assert isinstance(rule, SpikeRule)
    assert (rule.ratio_gte, rule.min_count, rule.min_baseline) == (Fraction(21, 10), 1, 1)


def test_where_is_case_folded_and_its_order_means_nothing(tmp_path: Path) -> None:
    """One value or several, in any order and case, are the same condition and give the same digest."""
    first = f"{{id: a, {COUNT}, where: {{source: [TASS, rt], stream: Idlib}}}}"
    second = f"{{id: a, {COUNT}, where: {{stream: [idlib], source: [RT, Tass, tass]}}}}"
    (one,), (other,) = load(tmp_path, first).rules, load(tmp_path, second).rules
    assert one.where == (("source", ("rt", "tass")), ("stream", ("idlib",)))
    assert one == other


def test_active_hours_without_times_are_whole_days(tmp_path: Path) -> None:
    """Days alone are whole days; times alone are of every day, and may wrap midnight."""
    rules = load(
        tmp_path,
        "{id: a, match: truce, active_hours: {days: [sat, sun]}}",
        '{id: b, match: truce, active_hours: {from: "22:00", to: "06:00"}}',
    ).rules
    assert rules[0].active_hours == ActiveHours(frozenset({5, 6}), time(0), time(0))
    assert rules[1].active_hours == ActiveHours(frozenset(range(7)), time(22), time(6))


def test_defaults_replace_those_of_the_types_that_have_the_key(tmp_path: Path) -> None:
    """A file's defaults are for the rules whose type has the key, and a rule's own value wins."""
    rules = load(
        tmp_path,
        f"{{id: a, {COUNT}}}",
        f"{{id: b, {COUNT}, keep_firing_for: 1m, max_keys: 5}}",
        BASE,
        top="defaults: {keep_firing_for: 9m, max_keys: 7, severity: warning, group_by: []}",
    ).rules
    assert [(rule.max_keys, rule.severity, rule.group_by) for rule in rules] == [
        (7, "warning", ()),
        (5, "warning", ()),
        (7, "warning", ()),
    ]
    assert [cast("CountRule", rule).keep_firing_for for rule in rules[:2]] == [9 * MINUTE, MINUTE]


def test_default_type_is_that_of_rules_without_one(tmp_path: Path) -> None:
    """A rule that names no type has the one of the file's defaults."""
    (rule,) = load(tmp_path, "{id: a, timespan: 5m}", top="defaults: {type: absence}").rules
    assert isinstance(rule, AbsenceRule)


@pytest.mark.parametrize(
    ("rule", "messages"),
    [
        (
            f"{{id: a, {COUNT}, timespna: 3m}}",
            ["r.yaml:4:61  unknown key 'timespna' in count rule 'a'; did you mean 'timespan'?"],
        ),
        (
            "{id: a, match: truce, timespan: 5m}",
            [
                ("r.yaml:4:27  unknown key 'timespan' in match rule 'a'; "
                "it is a key of absence, count, distinct, sequence and spike rules")
            ],
        ),
        (
            "{id: a, type: count}",
            ["r.yaml:4:5  count rule 'a' has no key 'condition'", "r.yaml:4:5  count rule 'a' has no key 'timespan'"],
        ),
        (
            "{id: a, type: count, timespan: 5m, condition: {at_least: 2}}",
            ["r.yaml:4:52  unknown key 'at_least' in 'condition' of count rule 'a'; known keys: eq, gt, gte, lt, lte"],
        ),
        (
            "{id: a, type: count, timespan: 5m, condition: {}}",
            ["r.yaml:4:51  'condition': needs an operator and a number, such as {gte: 3}"],
        ),
        (
            "{id: a, type: count, timespan: 5m, condition: {gte: }}",
            ["r.yaml:4:51  'condition': needs an operator and a number, such as {gte: 3}"],
        ),
        (
            "{id: a, type: casualties, condition: {killed: }}",
            ["r.yaml:4:42  'condition': needs a kind of casualty, such as {killed: {gte: 10}}"],
        ),
        (
            "{id: a, type: count, timespan: 0s, condition: {gte: 2}}",
            ["r.yaml:4:36  'timespan': must be longer than 0s"],
        ),
        (
            f"{{id: a, {COUNT}, rules: [base], match: truce}}",
            ["r.yaml:4:76  count rule 'a' has both 'rules' and 'match'; keep one"],
        ),
        (f"{{id: a, {COUNT}, rules: []}}", ["r.yaml:4:68  'rules' is an empty list; give it an entry"]),
        (f"{{id: a, {COUNT}, match: (}}", ['r.yaml:4:68  query: "(" is never closed']),
        (f"{{id: a, {COUNT}, max_keys: 0}}", ["r.yaml:4:71  'max_keys': must be at least 1"]),
        (
            "{id: a, type: distinct, timespan: 5m, condition: {gte: 2}}",
            ["r.yaml:4:5  distinct rule 'a' has no key 'field'"],
        ),
        (
            f"{{id: a, {SPIKE}, condition: {{min_count: 2}}}}",
            ["r.yaml:4:65  'condition' of spike rule 'a' has no key 'ratio_gte'"],
        ),
        (f"{{id: a, {SPIKE}, condition: {{ratio_gte: 0.0}}}}", ["r.yaml:4:77  'ratio_gte': must be more than 0"]),
        (
            f"{{id: a, {SPIKE}, condition: {{ratio_gte: 1e3}}}}",
            ["r.yaml:4:77  'ratio_gte': '1e3' is no ratio; write 3 or 2.5"],
        ),
        (
            f"{{id: a, {SPIKE}, condition: {{ratio_gte: 2, min_count: 0}}}}",
            ["r.yaml:4:91  'min_count': must be at least 1"],
        ),
        (
            f"{{id: a, {ABSENCE}, forget_after: 5m}}",
            [
                ("r.yaml:4:5  absence rule 'a': 'forget_after' must be longer than 'timespan', "
                "or a key is dropped before it is missed")
            ],
        ),
        (
            "{id: a, type: sequence, timespan: 5m, steps: [{id: x, match: truce}]}",
            ["r.yaml:4:50  'steps' needs at least 2 entries"],
        ),
        ("{id: a, match: truce, group_by: tags}", ["r.yaml:4:37  'group_by' must be a list, such as [tags]"]),
        (
            "{id: a, match: truce, where: {source: {eq: RT}}}",
            ["r.yaml:4:43  'source': must be a value, or a list of values"],
        ),
        (
            "{id: a, type: sequence, timespan: 5m, steps: [{id: x}, {id: y, match: a, rule: base}]}",
            [
                "r.yaml:4:51  'steps' entry 1: needs either 'rule' or 'match'",
                "r.yaml:4:60  'steps' entry 2: needs either 'rule' or 'match'",
            ],
        ),
        (
            "{id: a, type: sequence, timespan: 5m, steps: [{id: x, match: a}, {id: x, match: b}]}",
            ["r.yaml:4:5  sequence rule 'a': two steps have the id 'x'"],
        ),
        (
            "{id: a, type: sequence, timespan: 5m, steps: [{id: unless, match: a}, {id: x, match: (}]}",
            [
                "r.yaml:4:51  'steps' entry 1: 'unless' is a key of sequences; name the step otherwise",
                'r.yaml:4:90  query: "(" is never closed',
            ],
        ),
        (
            f"{{id: a, type: sequence, timespan: 5m, {STEPS}, unless: NOT a}}",
            [
                ("r.yaml:4:107  query: the query needs a term that must be there; "
                "write * NOT … for every update without it")
            ],
        ),
        ("{id: a, type: new_value}", ["r.yaml:4:5  new_value rule 'a' has no key 'field'"]),
        (
            "{id: a, type: change, value: casualties.killed, direction: upp}",
            ["r.yaml:4:64  'direction': 'upp' is not known; did you mean 'up'?"],
        ),
        (
            "{id: a, type: change, value: source, direction: up}",
            ["r.yaml:4:53  change rule 'a': 'source' goes neither up nor down; leave 'direction' out"],
        ),
        (
            "{id: a, match: truce, active_hours: {days: [munday]}}",
            ["r.yaml:4:49  'days' entry 1: 'munday' is not known; known: mon, tue, wed, thu, fri, sat, sun"],
        ),
        (
            "{id: a, match: truce, active_hours: {from: 6:00, to: 22:00}}",
            ["r.yaml:4:48  'from': '6:00' is no time of day; write \"06:00\""],
        ),
        (
            '{id: a, match: truce, active_hours: {from: "06:00"}}',
            ["r.yaml:4:41  'active_hours': needs both 'from' and 'to', or neither for whole days"],
        ),
        (
            '{id: a, match: truce, active_hours: {from: "06:00", to: "06:00"}}',
            ["r.yaml:4:41  'active_hours': 'from' and 'to' are the same time; leave both out for whole days"],
        ),
        ("{id: a, match: truce, where: {stream: []}}", ["r.yaml:4:43  'stream' is an empty list; give it an entry"]),
        (
            "{id: a, type: counts}",
            ["r.yaml:4:19  unknown rule type 'counts'; did you mean 'count'?"],
        ),
    ],
)  # fmt: skip
def test_mistake_in_a_rule_is_told_with_its_place(tmp_path: Path, rule: str, messages: list[str]) -> None:
    """Each way of being wrong has its own message, at the key or value that is wrong."""
    assert complaints(tmp_path, rule, BASE) == messages


def test_default_that_no_type_has_is_told(tmp_path: Path) -> None:
    """What has no default, such as a timespan, cannot be replaced in defaults."""
    assert complaints(tmp_path, BASE, top="defaults: {timespan: 5m}") == [
        (
            "r.yaml:2:12  unknown key 'timespan' in 'defaults' of the rule file; known keys: active_hours, cooldown, "
            "direction, fields, forget_after, group_by, keep_firing_for, max_keys, severity, status, type, warmup"
        )
    ]


def digest_of(folder: Path, rule_id: str, *rules: str, top: str = "") -> str:
    """Return the digest of a rule of such a file."""
    return rule_of(load(folder, *rules, top=top), rule_id).digest


@pytest.mark.parametrize(
    "more", ["title: T", "severity: critical", "labels: {a: b}", 'annotations: {a: "{{ count }}"}']
)  # fmt: skip
def test_digest_does_not_cover_how_an_alert_is_told(tmp_path: Path, more: str) -> None:
    """What changes only the text of an alert leaves the digest, and so the rule's state, alone."""
    assert digest_of(tmp_path, "a", f"{{id: a, {COUNT}, {more}}}") == digest_of(tmp_path, "a", f"{{id: a, {COUNT}}}")


@pytest.mark.parametrize(
    "more",
    [
        "keep_firing_for: 1s",
        "cooldown: 1s",
        "max_keys: 9",
        "group_by: []",
        "fields: [body]",
        "where: {stream: x}",
        "active_hours: {days: [mon]}",
        "match: truce",
        "rules: [base]",
    ],
)
def test_digest_covers_what_decides_when_a_rule_fires(tmp_path: Path, more: str) -> None:
    """Every key that decides over alerts changes the digest."""
    plain = digest_of(tmp_path, "a", f"{{id: a, {COUNT}}}", BASE)
    assert digest_of(tmp_path, "a", f"{{id: a, {COUNT}, {more}}}", BASE) != plain


def test_digest_covers_defaults_lists_and_timezone(tmp_path: Path) -> None:
    """A default written out is the same rule; another list, default or timezone is another one."""
    rule = "{id: a, match: list:t}"
    plain = digest_of(tmp_path, "a", rule, top="lists: {t: [truce]}")
    assert digest_of(tmp_path, "a", "{id: a, match: list:t, cooldown: 0s}", top="lists: {t: [truce]}") == plain
    others = {
        digest_of(tmp_path, "a", rule, top="lists: {t: [armistice]}"),
        digest_of(tmp_path, "a", rule, top="lists: {t: [truce]}\ndefaults: {cooldown: 1m}"),
        digest_of(tmp_path, "a", rule, top="lists: {t: [truce]}\ntimezone: Europe/Moscow"),
    }
    assert plain not in others
    assert len(others) == 3


def test_digest_covers_the_rules_consumed_at_any_depth(tmp_path: Path) -> None:
    """A rule changes its digest when a rule that it looks at does, and one behind that; by meaning, not by name."""
    chain = ("{id: z, type: count, rules: [y], timespan: 5m, condition: {gte: 2}}",)
    middle = "{id: y, type: absence, rules: [x], timespan: 5m}"
    first = digest_of(tmp_path, "z", *chain, middle, "{id: x, match: truce}")
    assert digest_of(tmp_path, "z", *chain, middle, "{id: x, match: strike}") != first
    assert digest_of(tmp_path, "z", *chain, middle.replace("[x]", "[w]"), "{id: w, match: truce, title: T}") == first


def test_digest_covers_every_field_of_every_type(example: RuleSet) -> None:
    """No two rules of the example have one digest, and a digest is 64 hex digits."""
    digests = {rule.digest for rule in example.rules}
    assert len(digests) == len(example.rules)
    assert all(len(digest) == 64 and int(digest, 16) >= 0 for digest in digests)


def test_loading_twice_gives_the_same_set(example: RuleSet) -> None:
    """Loading is a function of the files: the same rules, digests and all."""
    again = load_rules([EXAMPLE])
    assert replace(again, tests=()) == replace(example, tests=())


@pytest.mark.parametrize(
    ("condition", "is_possible"),
    [
        ("{lt: 0}", False),
        ("{lt: 1}", True),
        ("{gte: 5, lt: 2}", False),
        ("{gt: 1, lt: 3}", True),
        ("{gt: 1, lt: 2}", False),
        ("{gte: 2, eq: 2, lte: 2}", True),
        ("{eq: 1, gte: 2}", False),
    ],
)
def test_condition_that_no_number_satisfies_is_told(tmp_path: Path, condition: str, is_possible: bool) -> None:  # noqa: FBT001 -- the fact itself
    """A rule that can never fire is a mistake."""
    rule = f"{{id: a, type: count, timespan: 5m, condition: {condition}}}"
    if is_possible:
        assert load(tmp_path, rule)
        return
    (told,) = complaints(tmp_path, rule)
    assert told.endswith("'condition': holds for no number; its comparisons exclude one another")
