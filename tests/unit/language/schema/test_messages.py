"""The words of the errors, and the reference that shows them: docs/rules.md is held to what the program says."""

import re
from pathlib import Path
from typing import get_args

import pytest

from replay.errors import RuleFileError
from replay.language.condition import KINDS, STATUSES, Operator
from replay.language.load import load_rules
from replay.language.schema.file import RuleFileModel
from replay.language.schema.model import Model
from replay.language.schema.parts import ConditionModel, WhoModel
from replay.language.schema.rule import RULE_MODELS
from replay.language.schema.testing import ExpectModel, TestModel, UpdateModel
from replay.language.template import FILTERS

DOCS = (Path(__file__).parents[4] / "docs" / "rules.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```\n(?:\n```text\n(.*?)\n```)?", DOCS, re.DOTALL)

BROKEN = {
    "misspelt-keys": (
        """\
version: 1
rules:
  - id: truce
    match: truce
    cooldwn: 5m
    severity: warn
    group_by: [sorce]
""",
        """\
rules.yaml:5:5  unknown key 'cooldwn' in match rule 'truce'; did you mean 'cooldown'?
rules.yaml:6:15  'severity': 'warn' is not known; did you mean 'warning'?
rules.yaml:7:16  match rule 'truce' cannot group by 'sorce'; did you mean 'source'?""",
    ),
    "wrong-queries": (
        """\
version: 1
rules:
  - id: truce
    match: (truce OR armistice
  - id: talks
    match: truce talks
  - id: day
    match: truce and talks
""",
        """\
rules.yaml:4:12  query: "(" is never closed
rules.yaml:6:18  query: two terms side by side; use AND or OR, or quote the phrase
rules.yaml:8:18  query: 'and' is a word here; operators are upper case: AND""",
    ),
    "wrong-terms": (
        """\
version: 1
lists:
  truce: [cease-fire*, truce]
rules:
  - id: truce
    match: list:truse OR titel:truce
  - id: quiet
    match: truce OR NOT shelling
  - id: short
    match: ab* OR cease*fire
""",
        """\
rules.yaml:6:12  query: unknown list 'truse'; did you mean 'truce'?
rules.yaml:6:26  query: unknown prefix 'titel:'; a term with a colon is quoted: "titel:truce"
rules.yaml:8:21  query: this side of OR needs a term that must be there; write * NOT … for every update without it
rules.yaml:10:12  query: 'ab*' matches too much: write at least 3 letters before the '*'
rules.yaml:10:19  query: 'cease*fire': '*' may stand only at the end of a word""",
    ),
    "wrong-types": (
        """\
version: 1
rules:
  - id: burst
    type: count
  - id: Cease Fire
    type: macth
    match: truce
""",
        """\
rules.yaml:3:5  count rule 'burst' has no key 'condition'
rules.yaml:3:5  count rule 'burst' has no key 'timespan'
rules.yaml:5:9  'id': 'Cease Fire' is no id; use a-z, 0-9 and '-', such as cease-fire
rules.yaml:6:11  unknown rule type 'macth'; did you mean 'match'?""",
    ),
    "wrong-casualties": (
        """\
version: 1
rules:
  - id: toll
    type: casualties
    condition: {kiled: {gte: 10}, wounded: 5, missing: {gte: ten}}
    status: [reportd]
    who: {match: 'headline:Turkish'}
""",
        """\
rules.yaml:5:17  unknown key 'kiled' in 'condition' of casualties rule 'toll'; did you mean 'killed'?
rules.yaml:5:44  'wounded' must be keys and values, such as {gte: 10}
rules.yaml:5:62  'gte': 'ten' is no whole number
rules.yaml:6:14  'status' entry 1: 'reportd' is not known; did you mean 'reported'?
rules.yaml:7:19  query: victims stand in no field; leave headline: and body: out""",
    ),
    "wrong-values": (
        """\
version: 1
rules:
  - id: truce
    match: truce
    cooldown: 5 minutes
    annotations:
      summary: "{{ update.hedline | clok }}"
      when: "{{ update.headline | clock }}"
""",
        """\
rules.yaml:5:15  'cooldown': '5 minutes' is no duration; write 250ms, 10s, 5m, 2h or 1d
rules.yaml:7:20  template: unknown name 'update.hedline'; did you mean 'update.headline'?
rules.yaml:8:33  template: the filter clock stands first and behind time or update.time""",
    ),
    "anchors-and-aliases": (
        """\
version: 1
rules:
  - id: truce
    match: &words truce
    match: *words
""",
        """\
rules.yaml:4:12  anchors are not allowed; remove '&words'
rules.yaml:5:5  key 'match' stands here a second time; the first is in line 4
rules.yaml:5:12  aliases are not allowed: write out what '*words' stands for""",
    ),
    "half-quoted": (
        """\
version: 1
rules:
  - id: truce
    match: "two words" OR truce
""",
        """\
rules.yaml:4:24  not valid YAML: did not find expected key; put single quotes around the whole value""",
    ),
    "wrong-file": (
        """\
version: 2
timezone: Moscow
silences: [{from: 2020-03-05T12:00:00, to: 2020-03-05T15:00:00Z}]
rules:
  - id: truce
    match: truce
  - id: truce
    match: armistice NEAR signed
""",
        """\
rules.yaml:1:10  'version': 2 is not known; write version: 1
rules.yaml:2:11  'timezone': 'Moscow' is not a time zone; did you mean 'Europe/Moscow'?
rules.yaml:3:19  'from': '2020-03-05T12:00:00' is no time with its offset, such as 2020-03-05T08:00:00Z
rules.yaml:7:9  rule id 'truce' stands here a second time; the first is rules.yaml:5:9
rules.yaml:8:22  query: NEAR needs the most words that may stand between: NEAR/5""",
    ),
    "wrong-tests": (
        """\
version: 1
rules:
  - id: truce
    match: truce
tests:
  - name: a truce is found
    rules: [truse]
    updates: [{at: 1 min, hedline: Truce}]
    expect: []
  - name: at ten
    updates: [{at: 0s, headline: Truce}]
    expect: [{rule: truce, at: "10:00"}, {rule: other, at: 0s}]
""",
        """\
rules.yaml:7:13  test 'a truce is found' names an unknown rule 'truse'; did you mean 'truce'?
rules.yaml:8:20  'at': '1 min' is no duration; write 250ms, 10s, 5m, 2h or 1d
rules.yaml:8:27  unknown key 'hedline' in 'updates' of test 'a truce is found'; did you mean 'headline'?
rules.yaml:12:33  a clock time needs a recorded stream; write the time after the start, such as 90s
rules.yaml:12:49  test 'at ten' expects an alert of 'other', which it does not compare; rules compared: truce""",
    ),
}


def said(text: str, path: Path) -> str:
    """Return what the loader says about *text*, with the file called rules.yaml."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleFileError) as caught:
        load_rules([path])
    return str(caught.value).replace(str(path), "rules.yaml")


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_is_told_in_exactly_these_words(name: str, tmp_path: Path) -> None:
    """Every problem of a broken file comes with its place, sorted, and with what to do."""
    text, message = BROKEN[name]
    assert said(text, tmp_path / "rules.yaml") == message


@pytest.mark.parametrize("name", BROKEN)
def test_broken_file_stands_in_the_reference(name: str) -> None:
    """The reference shows the file and the messages, letter for letter."""
    assert BROKEN[name] in EXAMPLES


def test_every_other_example_of_the_reference_loads(tmp_path: Path) -> None:
    """A file that the reference does not call broken is sound."""
    sound = [text for text, message in EXAMPLES if not message]
    assert len(sound) >= 2
    for text in sound:
        path = tmp_path / "rules.yaml"
        path.write_text(text, encoding="utf-8")
        assert load_rules([path]).rules


def documented(word: str) -> bool:
    """Return whether the reference has *word* as code."""
    return re.search(rf"`[^`\n]*\b{re.escape(word)}\b[^`\n]*`", DOCS) is not None


def test_every_key_and_name_stands_in_the_reference() -> None:
    """Nothing can be written in a rule file that the reference does not explain."""
    models: list[type[Model]] = [RuleFileModel, *RULE_MODELS.values(), TestModel]
    models += [UpdateModel, ExpectModel, WhoModel, ConditionModel]
    words = {key for model in models for key in model.model_fields}
    words |= {*FILTERS, *KINDS, *STATUSES, *get_args(Operator), *RULE_MODELS}
    assert sorted(word for word in words if not documented(word)) == []
