"""What the rules, inhibitions and silences of all files say of each other, and the fields that they name."""

from pathlib import Path

import pytest

from replay.errors import RuleFileError
from replay.language.load import load_rules
from replay.language.ruleset import Inhibition, RuleSet, StreamSettings
from replay.language.times import parse_duration

BASE = "{id: base, match: truce}"
TOLL = "{id: toll, type: casualties}"
NAMES = "stream, source, author, url, tags, on"
FROM_TO = "from: 2020-03-05T12:00:00Z, to: 2020-03-05T15:00:00Z"


def load(folder: Path, *rules: str, top: str = "") -> RuleSet:
    """Return the set of one file: a line of *top*, and each rule on a line of its own from line 4 on."""
    return load_files(folder, r="\n".join([top, "rules:", *(f"  - {rule}" for rule in rules)]))


def load_files(folder: Path, **files: str) -> RuleSet:
    """Return the set of several files, NAME.yaml each, whose first line is the version."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(f"version: 1\n{text}\n", encoding="utf-8")
    return load_rules([folder / f"{name}.yaml" for name in files])


def told(folder: Path, caught: pytest.ExceptionInfo[RuleFileError]) -> list[str]:
    """Return the problems, without the folder."""
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def complaints(folder: Path, *rules: str, top: str = "") -> list[str]:
    """Return what is said of such a file."""
    with pytest.raises(RuleFileError) as caught:
        load(folder, *rules, top=top)
    return told(folder, caught)


def count(rule_id: str, *rules: str, kind: str = "count") -> str:
    """Return a rule that looks at *rules*."""
    condition = ", condition: {gte: 2}" if kind == "count" else ""
    return f"{{id: {rule_id}, rules: [{', '.join(rules)}], type: {kind}, timespan: 5m{condition}}}"


def sequence(rule_id: str, rule: str) -> str:
    """Return a sequence whose second step is *rule*."""
    steps = f"[{{id: a, match: truce}}, {{id: b, rule: {rule}}}]"
    return f"{{id: {rule_id}, type: sequence, timespan: 5m, steps: {steps}}}"


def change(rule_id: str, rule: str) -> str:
    """Return a change rule on *rule*."""
    return f"{{id: {rule_id}, rules: [{rule}], type: change, value: source}}"


@pytest.mark.parametrize(
    ("rules", "messages"),
    [
        ([count("a", "bsae")], ["r.yaml:4:21  count rule 'a' names an unknown rule 'bsae'; did you mean 'base'?"]),
        (
            [count("a", "base", "zz")],
            ["r.yaml:4:27  count rule 'a' names an unknown rule 'zz'; known rules: a, base"],
        ),
        (
            [sequence("a", "bsae")],
            ["r.yaml:4:88  sequence rule 'a' names an unknown rule 'bsae'; did you mean 'base'?"],
        ),
    ],
)
def test_unknown_rule_is_told(tmp_path: Path, rules: list[str], messages: list[str]) -> None:
    """A rule that looks at one that no file has is told where it names it, with what may be meant."""
    assert complaints(tmp_path, *rules, BASE) == messages


def test_rule_of_another_file_is_known(tmp_path: Path) -> None:
    """Rules, inhibitions and silences of one file may name rules of another."""
    rules = load_files(
        tmp_path,
        a=f"rules:\n  - {count('a', 'base')}\ninhibit:\n  - {{source: a, target: [base]}}",
        b=f"rules:\n  - {BASE}\nsilences:\n  - {{rule: a, {FROM_TO}}}",
    )
    assert [rule.id for rule in rules.rules] == ["a", "base"]
    assert (len(rules.inhibitions), len(rules.silences)) == (1, 1)


def test_rule_with_a_problem_is_known_all_the_same(tmp_path: Path) -> None:
    """A rule that names a broken one is not blamed for it."""
    assert complaints(tmp_path, count("a", "base"), "{id: base, match: (}") == [
        'r.yaml:5:23  query: "(" is never closed'
    ]


def test_rule_of_an_unreadable_file_may_be_named(tmp_path: Path) -> None:
    """While a file cannot be read, nobody knows which rules there are; only the file is told."""
    with pytest.raises(RuleFileError) as caught:
        load_files(tmp_path, a=f"rules:\n  - {count('a', 'base')}", b="rules: [")
    assert [message.partition(" ")[0] for message in told(tmp_path, caught)] == ["b.yaml:3:1"]


def test_id_of_another_file_is_told_with_both_places(tmp_path: Path) -> None:
    """An id stands once in the whole set."""
    with pytest.raises(RuleFileError) as caught:
        load_files(tmp_path, a=f"rules:\n  - {BASE}", b=f"rules:\n  - {BASE}")
    assert told(tmp_path, caught) == ["b.yaml:3:10  rule id 'base' stands here a second time; the first is a.yaml:3:10"]


@pytest.mark.parametrize(
    ("rules", "messages"),
    [
        ([count("a", "a")], ["r.yaml:4:21  rule 'a' counts itself: a cycle"]),
        (
            [count("a", "b"), count("b", "a")],
            ["r.yaml:4:21  rule 'a' counts rule 'b', which counts 'a': a cycle"],
        ),
        (
            [count("a", "base", "b"), sequence("b", "c"), count("c", "d", kind="absence"), change("d", "a"), BASE],
            [
                ("r.yaml:4:27  rule 'a' counts rule 'b', which follows 'c', "
                "which waits for 'd', which watches 'a': a cycle")
            ],
        ),
        (
            [count("x", "a"), count("a", "b", "c"), count("b", "a"), count("c", "a")],
            [
                "r.yaml:5:21  rule 'a' counts rule 'b', which counts 'a': a cycle",
                "r.yaml:5:24  rule 'a' counts rule 'c', which counts 'a': a cycle",
            ],
        ),
        (
            [count("a", "b"), f"{count('b', 'a')[:-1]}, cooldwon: 1m}}"],
            [
                "r.yaml:4:21  rule 'a' counts rule 'b', which counts 'a': a cycle",
                "r.yaml:5:73  unknown key 'cooldwon' in count rule 'b'; did you mean 'cooldown'?",
            ],
        ),
    ],
)  # fmt: skip
def test_cycle_is_told_once(tmp_path: Path, rules: list[str], messages: list[str]) -> None:
    """Rules that go round in a circle are refused where the circle begins, in the words of their types."""
    assert complaints(tmp_path, *rules) == messages


def test_rules_that_share_an_input_are_no_cycle(tmp_path: Path) -> None:
    """A diamond of rules is sound."""
    diamond = [count("a", "b", "c"), count("b", "base"), count("c", "base"), BASE]
    assert [rule.id for rule in load(tmp_path, *diamond).rules] == ["a", "b", "base", "c"]


def test_long_chain_of_rules_loads(tmp_path: Path) -> None:
    """The depth of a chain is bounded by the number of rules alone."""
    chain = [count(f"r{number}", f"r{number + 1}") for number in range(600)]
    assert len(load(tmp_path, *chain, "{id: r600, match: truce}").rules) == 601


@pytest.mark.parametrize(
    ("entry", "messages"),
    [
        (
            "{source: bsae, target: [many], for: 5m}",
            ["r.yaml:2:20  inhibit entry 1 names an unknown rule 'bsae'; did you mean 'base'?"],
        ),
        (
            "{source: many, target: [bsae]}",
            ["r.yaml:2:35  inhibit entry 1 names an unknown rule 'bsae'; did you mean 'base'?"],
        ),
        ("{source: many, target: [base, many]}", ["r.yaml:2:41  rule 'many' inhibits itself"]),
        (
            "{source: many, target: [base]}, {source: base, target: [many], for: 1m}",
            ["r.yaml:2:67  rule 'base' inhibits rule 'many', which inhibits 'base' at r.yaml:2:35: mutual inhibition"],
        ),
        (
            "{source: base, target: [many]}",
            ["r.yaml:2:20  inhibit entry 1 needs 'for', such as for: 30m; 'base' happens at an instant"],
        ),
        (
            "{source: many, target: [base], equal: [streem]}",
            ["r.yaml:2:50  inhibit entry 1 cannot compare 'streem'; did you mean 'stream'?"],
        ),
        ("{source: many, target: []}", ["r.yaml:2:34  'target' is an empty list; give it an entry"]),
        (
            "{source: many, targets: [base]}",
            [
                "r.yaml:2:11  inhibit entry 1 has no key 'target'",
                "r.yaml:2:26  unknown key 'targets' in inhibit entry 1; did you mean 'target'?",
            ],
        ),
        (
            "many",
            [
                ("r.yaml:2:11  inhibit entry 1 must be keys and values, "
                "such as {source: truce-broken, target: [ceasefire], equal: [stream], for: 30m}")
            ],
        ),
    ],
)  # fmt: skip
def test_mistake_in_an_inhibition_is_told(tmp_path: Path, entry: str, messages: list[str]) -> None:
    """An inhibition names known rules and fields, never itself or one that inhibits it back, and ends."""
    assert complaints(tmp_path, BASE, count("many", "base"), top=f"inhibit: [{entry}]") == messages


def test_inhibition_by_a_state_needs_no_duration(tmp_path: Path) -> None:
    """A state is active while it fires; fields that both lack agree, so none need be named."""
    rules = load(tmp_path, BASE, count("many", "base"), top="inhibit: [{source: many, target: [base]}]")
    assert rules.inhibitions == (Inhibition("many", ("base",), (), parse_duration("0s")),)


@pytest.mark.parametrize(
    ("entry", "messages"),
    [
        (
            f"{{rule: bsae, {FROM_TO}}}",
            ["r.yaml:2:19  silences entry 1 names an unknown rule 'bsae'; did you mean 'base'?"],
        ),
        (
            f"{{where: {{streem: x}}, {FROM_TO}}}",
            ["r.yaml:2:21  silences entry 1 cannot be narrowed by 'streem'; did you mean 'stream'?"],
        ),
        (
            "{from: 2020-03-05T12:00:00, to: 2020-03-05T15:00:00Z}",
            ["r.yaml:2:19  'from': '2020-03-05T12:00:00' is no time with its offset, such as 2020-03-05T08:00:00Z"],
        ),
        (
            "{from: 2020-03-05T12:00:00Z, to: 2020-03-05T15:00:00+03:00}",
            ["r.yaml:2:12  silences entry 1: 'from' must come before 'to'"],
        ),
        (
            "{rule: base, from: 2020-03-05T12:00:00Z}",
            ["r.yaml:2:12  silences entry 1 has no key 'to'"],
        ),
    ],
)
def test_mistake_in_a_silence_is_told(tmp_path: Path, entry: str, messages: list[str]) -> None:
    """A silence names a known rule and known fields, and lasts from one instant to a later one."""
    assert complaints(tmp_path, BASE, top=f"silences: [{entry}]") == messages


def test_silence_without_a_rule_is_for_all(tmp_path: Path) -> None:
    """A silence may name neither rule nor fields."""
    (silence,) = load(tmp_path, BASE, top=f"silences: [{{{FROM_TO}}}]").silences
    assert (silence.rule, silence.where, silence.reason) == (None, (), "")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (
            "{id: a, match: x, group_by: [sorce]}",
            "4:34  match rule 'a' cannot group by 'sorce'; did you mean 'source'?",
        ),
        (
            "{id: a, match: x, group_by: [casualties.who]}",
            "4:34  match rule 'a' cannot group by 'casualties.who'; only a rule that looks at a casualties rule can",
        ),
        (
            "{id: a, match: x, where: {kind: x}}",
            f"4:31  match rule 'a' cannot be narrowed by 'kind'; known: {NAMES}, data.NAME",
        ),
        (
            "{id: a, type: new_value, field: sorce}",
            "4:37  new_value rule 'a' cannot look at the field 'sorce'; did you mean 'source'?",
        ),
        (
            "{id: a, type: new_value, rules: [base], field: casualties.who}",
            ("4:52  new_value rule 'a' cannot look at the field 'casualties.who'; "
            "only a rule that looks at a casualties rule can"),
        ),
        (
            "{id: a, type: distinct, rules: [base], field: casualties.who, timespan: 5m, condition: {gte: 2}}",
            ("4:51  distinct rule 'a' cannot look at the field 'casualties.who'; "
            "only a rule that looks at a casualties rule can"),
        ),
        (
            "{id: a, type: change, value: casualties.dead}",
            "4:34  change rule 'a' cannot compare the value 'casualties.dead'; did you mean 'casualties.wounded'?",
        ),
        (
            "{id: a, type: change, rules: [base], value: casualties.killed}",
            ("4:49  change rule 'a' cannot compare the value 'casualties.killed'; "
            "only a rule that looks at a casualties rule can"),
        ),
        (
            '{id: a, type: new_value, field: source, annotations: {x: "{{ key.sream }}"}}',
            "4:66  template: unknown name 'key.sream'; did you mean 'key.stream'?",
        ),
    ],
)  # fmt: skip
def test_field_that_is_not_there_is_told(tmp_path: Path, rule: str, message: str) -> None:
    """A path that names nothing, or something this rule does not know, is told at the path."""
    assert complaints(tmp_path, rule, BASE, TOLL) == [f"r.yaml:{message}"]


@pytest.mark.parametrize(
    "rule",
    [
        "{id: a, type: new_value, rules: [toll], field: casualties.who, group_by: [casualties.said_by]}",
        "{id: a, type: distinct, field: casualties.who, timespan: 5m, condition: {gte: 2}}",
        "{id: a, type: change, value: casualties.wounded, direction: any}",
        "{id: a, type: change, value: data.price, direction: up, where: {data.desk: x}}",
        "{id: a, type: count, rules: [base, toll], timespan: 5m, condition: {gte: 2}, where: {casualties.who: x}}",
        '{id: a, type: change, value: source, annotations: {x: "{{ casualties.killed }} {{ key.stream }}"}}',
        sequence("a", "toll").replace("type", "annotations: {x: '{{ casualties.who }}'}, type", 1),
    ],
)
def test_casualties_and_extra_fields_are_there_for_rules_that_see_them(tmp_path: Path, rule: str) -> None:
    """What casualties rules tell is known to the rules behind them, and extra fields to all."""
    assert len(load(tmp_path, rule, BASE, TOLL).rules) == 3


def test_template_knows_casualties_only_where_the_rule_does(tmp_path: Path) -> None:
    """A rule that looks at no casualties rule cannot tell of casualties."""
    annotation = 'annotations: {x: "{{ casualties.killed }}"}'
    rule = "id: a, type: count, timespan: 5m, condition: {gte: 2}"
    (message,) = complaints(tmp_path, f"{{{rule}, {annotation}}}", BASE)
    assert message.startswith("r.yaml:4:82  template: unknown name 'casualties.killed'; known names: update.id, ")
    assert len(load(tmp_path, f"{{{rule}, rules: [toll], {annotation}}}", TOLL).rules) == 2


def test_stream_settings_of_a_file_are_those_of_the_set(tmp_path: Path) -> None:
    """What stands under `stream` is in the set, with defaults for the rest."""
    rules = load(tmp_path, BASE, top="stream: {max_lateness: 30s, late: match_only}")
    assert rules.stream == StreamSettings(parse_duration("30s"), "match_only", parse_duration("5m"))


def test_stream_settings_of_files_add_up(tmp_path: Path) -> None:
    """A file leaves to the others what it does not say, and may say the same in other words."""
    rules = load_files(
        tmp_path,
        a=f"stream: {{max_lateness: 60s}}\nrules:\n  - {BASE}",
        b=f"stream: {{max_lateness: 1m, max_ahead: 1h}}\nrules:\n  - {TOLL}",
    )
    assert rules.stream == StreamSettings(parse_duration("1m"), "drop", parse_duration("1h"))


def test_stream_settings_that_differ_are_told_with_both_places(tmp_path: Path) -> None:
    """Files that disagree are refused, each difference at the later file."""
    with pytest.raises(RuleFileError) as caught:
        load_files(
            tmp_path,
            a=f"stream: {{max_lateness: 60s, late: drop}}\nrules:\n  - {BASE}",
            b=f"stream: {{max_lateness: 2m, late: match_only}}\nrules:\n  - {TOLL}",
        )
    assert told(tmp_path, caught) == [
        "b.yaml:2:24  'max_lateness' of the stream is 2m here and 1m at a.yaml:2:24; make them agree",
        "b.yaml:2:34  'late' of the stream is match_only here and drop at a.yaml:2:35; make them agree",
    ]


def test_unknown_stream_setting_is_told(tmp_path: Path) -> None:
    """Keys and values under `stream` are checked."""
    assert complaints(tmp_path, BASE, top="stream: {late: drp, max_latenes: 3s}") == [
        "r.yaml:2:16  'late': 'drp' is not known; did you mean 'drop'?",
        "r.yaml:2:21  unknown key 'max_latenes' in 'stream' of the rule file; did you mean 'max_lateness'?",
    ]


def test_rules_of_one_file_come_with_all_they_need(tmp_path: Path) -> None:
    """The rules of a file bring those that they consume from elsewhere, and the suppression among these."""
    rules = load_files(
        tmp_path,
        a=f"rules:\n  - {count('a', 'base')}\n  - {count('silent', 'a', kind='absence')}",
        b=f"rules:\n  - {BASE}\n  - {TOLL}\n"
        f"inhibit:\n  - {{source: a, target: [base, toll]}}\n  - {{source: toll, target: [silent], for: 1m}}\n"
        f"silences:\n  - {{rule: toll, {FROM_TO}}}\n  - {{{FROM_TO}}}",
    )
    own = rules.of_files({str(tmp_path / "a.yaml")})
    assert [rule.id for rule in own.rules] == ["a", "base", "silent"]
    assert [(each.source, each.targets) for each in own.inhibitions] == [("a", ("base",))]
    assert [each.rule for each in own.silences] == [None]
