"""The JUnit report of rule tests."""

from pathlib import Path
from xml.etree import ElementTree as ET

from replay.cli.rules.junit import render_junit
from replay.language.load import load_rules
from replay.language.ruletest import TestResult

RULES = """\
version: 1
rules: [{id: a, match: truce}]
tests:
  - name: "t <\\e>"
    updates: [{at: 0s, headline: Quiet}]
    expect: []
"""


def test_junit_report_has_a_suite_a_file(tmp_path: Path) -> None:
    """Counts, places and the diff of a failure stand in it, without characters that XML forbids."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES, encoding="utf-8")
    (test,) = load_rules([path]).tests
    root = ET.fromstring(render_junit([TestResult(test), TestResult(test, ("- 0s  a  firing",))]))  # noqa: S314 -- our own
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    (suite,) = root
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == (str(path), "2", "1")
    passed, failed = suite
    assert (passed.get("name"), passed.get("line"), len(passed)) == ("t <\ufffd>", "4", 0)
    assert failed[0].text == "- 0s  a  firing"
