"""Loading: which files a path stands for, and how the files of a run become one set."""

from pathlib import Path

import pytest

from replay import shipped
from replay.errors import InputError, RuleFileError
from replay.language.load import load_files, load_rules

RULE = "version: 1\nrules: [{{id: {0}, match: {0}}}]\n"
TESTS = "version: 1\ntests:\n  - {name: found, updates: [{at: 0s, headline: a}], expect: [{rule: a, at: 0s}]}\n"


def write(folder: Path, **texts: str) -> Path:
    """Write NAME.yaml for each text, `__` standing for a dot, and return the folder."""
    for name, text in texts.items():
        (folder / f"{name.replace('__', '.')}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_folder_stands_for_its_yaml_files(tmp_path: Path) -> None:
    """The files of a folder, but not of folders in it, form one set sorted by rule id."""
    write(tmp_path, z=RULE.format("a"), y=RULE.format("c"))
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper", x=RULE.format("d"))
    (tmp_path / "notes.txt").write_text("not a rule")
    rules = load_rules([tmp_path]).rules
    assert [(rule.id, Path(rule.path).name) for rule in rules] == [("a", "z.yaml"), ("c", "y.yaml")]


def test_file_named_twice_counts_once(tmp_path: Path) -> None:
    """A folder and a file in it do not clash with themselves."""
    write(tmp_path, a=RULE.format("a"))
    assert len(load_rules([tmp_path, tmp_path / "a.yaml", tmp_path / ".." / tmp_path.name]).rules) == 1


def test_id_in_two_files_names_both_places(tmp_path: Path) -> None:
    """Rules of all files form one set, so an id may stand in one of them only."""
    write(tmp_path, one=RULE.format("a"), two="# second\n" + RULE.format("a"))
    with pytest.raises(RuleFileError) as caught:
        load_rules([tmp_path])
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    assert str(caught.value) == f"{two}:3:14  rule id 'a' stands here a second time; the first is {one}:2:14"


def test_problems_of_all_files_come_in_one_error(tmp_path: Path) -> None:
    """A file that is no YAML, one that is no text and one with a bad rule are told together, sorted."""
    write(tmp_path, one="a: [", three="version: 1\nrules: [{id: a}]")
    (tmp_path / "two.yaml").write_bytes(b"\xff")
    with pytest.raises(RuleFileError) as caught:
        load_rules([tmp_path])
    assert [Path(problem.path).name for problem in caught.value.problems] == ["one.yaml", "three.yaml", "two.yaml"]


def test_tests_may_stand_beside_the_file(tmp_path: Path) -> None:
    """NAME.test.yaml holds further tests of NAME.yaml, and is no rule file itself."""
    write(tmp_path, a=RULE.format("a") + TESTS.removeprefix("version: 1\n"), a__test=TESTS)
    found = load_rules([tmp_path]).tests
    assert [test.place.rpartition("/")[2] for test in found] == ["a.yaml:4:5", "a.test.yaml:3:5"]
    assert {test.path for test in found} == {str(tmp_path / "a.yaml")}
    assert all(test.rules == ("a",) for test in found)
    assert len(load_rules([tmp_path / "a.yaml"]).tests) == 2


def test_file_of_tests_has_problems_of_its_own(tmp_path: Path) -> None:
    """Its frame and its tests are checked like those of a rule file."""
    write(tmp_path, a=RULE.format("a"), a__test="rules: []\ntests: [{name: x, expect: [{rule: b, at: 0s}]}]\n")
    with pytest.raises(RuleFileError) as caught:
        load_rules([tmp_path])
    assert [f"{problem.line}:{problem.column} {problem.what}" for problem in caught.value.problems] == [
        "1:1 the test file has no key 'version'; begin it with version: 1",
        "1:1 unknown key 'rules' in the test file; known keys: tests, version",
        "2:9 test 'x' needs either updates or the stream that it runs on",
        "2:35 test 'x' expects an alert of 'b', which it does not compare; rules compared: a",
    ]


def test_mistyped_reason_of_an_expected_alert_is_told(tmp_path: Path) -> None:
    """There are four reasons for which an alert is held back; another one would fail the test without saying why."""
    wrong = "{rule: a, at: 0s, state: suppressed, suppressed_by: [cooldwn]}"
    write(tmp_path, a=RULE.format("a") + TESTS.removeprefix("version: 1\n").replace("{rule: a, at: 0s}", wrong))
    with pytest.raises(RuleFileError) as caught:
        load_rules([tmp_path])
    assert [problem.what for problem in caught.value.problems] == [
        "'suppressed_by' entry 1: 'cooldwn' is not known; did you mean 'cooldown'?"
    ]


def test_test_file_cannot_be_loaded_alone(tmp_path: Path) -> None:
    """Tests without rules prove nothing; the message names what to load."""
    write(tmp_path, a__test=TESTS)
    with pytest.raises(InputError, match="name the rule file, and its tests come along"):
        load_rules([tmp_path / "a.test.yaml"])


def test_missing_path_and_empty_folder_are_bad_input(tmp_path: Path) -> None:
    """A path without rules is never taken for an empty set."""
    with pytest.raises(InputError, match="no such file or directory"):
        load_rules([tmp_path / "none.yaml"])
    with pytest.raises(InputError, match=r"no rule files \(\*\.yaml\) in this folder; name one, or write one with "):
        load_rules([tmp_path])


def test_shipped_packs_load() -> None:
    """The packs that travel with the package have no problems, and tests for every rule."""
    found = load_rules([shipped.RULES])
    assert {entry.rule for test in found.tests for entry in test.expect} == {rule.id for rule in found.rules}


def test_updates_of_a_test_are_in_release_order(tmp_path: Path) -> None:
    """Ids count in file order, `seq` in each stream by time, and unquoted values of `data` have their types."""
    updates = """
    - {at: 2m, headline: late}
    - {at: 1m, id: x, rev: 2, on: edited, stream: other, tags: [a, b], source: RT}
    - {at: 1m, data: {n: 12, f: 1.5, yes: true, text: '12', list: [1, no], none: ~}}
    """
    text = f"{RULE.format('a')}tests:\n- name: t\n  start: 2020-03-05T10:00:00+02:00\n  end: 1h\n  updates:{updates}"
    write(tmp_path, a=f"{text}\n  expect: []\n")
    (test,) = load_rules([tmp_path]).tests
    assert [(update.id, update.stream, update.seq, f"{update.time:%H:%M}") for update in test.updates] == [
        ("x", "other", 1, "08:01"),
        ("u3", "test", 1, "08:01"),
        ("u1", "test", 2, "08:02"),
    ]
    edited, typed, _ = test.updates
    assert (edited.rev, edited.on, edited.tags, edited.source) == (2, "edited", ("a", "b"), "RT")
    assert typed.data == {"n": 12, "f": 1.5, "yes": True, "text": "12", "list": [1, "no"], "none": None}
    assert f"{test.end:%H:%M}" == "09:00"


NEEDS = (
    "version: 1\nrules: [{id: c, type: count, rules: [a], timespan: 1h, condition: {gte: 1}}]\n"
    "tests: [{name: t, needs: [NAME], updates: [{at: 0s, headline: a}], expect: [{rule: c, at: 0s}]}]\n"
)


def test_file_that_a_test_needs_is_loaded_without_its_tests(tmp_path: Path) -> None:
    """A rule file can be tested alone though it counts the matches of another one."""
    write(tmp_path, a=RULE.format("a"), a__test=TESTS, c=NEEDS.replace("NAME", "a.yaml"))
    loaded = load_files([tmp_path / "c.yaml"], for_tests=True).rules
    assert [rule.id for rule in loaded.rules] == ["a", "c"]
    assert [(test.name, test.needs) for test in loaded.tests] == [("t", (str(tmp_path / "a.yaml"),))]


def test_file_that_a_test_needs_is_no_part_of_a_run(tmp_path: Path) -> None:
    """What a test brings along raises and holds back nothing in earnest."""
    write(
        tmp_path,
        a=RULE.format("a"),
        b=RULE.format("b")
        + TESTS.removeprefix("version: 1\n").replace("name:", "needs: [a.yaml], name:").replace("rule: a", "rule: b"),
    )
    loaded = load_rules([tmp_path / "b.yaml"])
    assert [rule.id for rule in loaded.rules] == ["b"]


@pytest.mark.parametrize("name", ["nobody.yaml", "a.test.yaml", "."])
def test_needed_file_that_is_none_is_told_where_it_is_named(tmp_path: Path, name: str) -> None:
    """A folder, a file of tests and a file that is not there are no rule files."""
    write(tmp_path, a=RULE.format("a"), a__test=TESTS, c=NEEDS.replace("NAME", name))
    with pytest.raises(RuleFileError, match=r"c.yaml:3:27  'needs' names .*, which is no rule file"):
        load_rules([tmp_path / "c.yaml"])
