"""Write test results as JUnit XML, which every CI service reads."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

import regex

from replay.errors import Problem
from replay.language.ruletest import TestResult

_NOT_XML = regex.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(results: Sequence[TestResult], problems: Sequence[Problem] = ()) -> bytes:
    """Return the XML document: a suite for each rule file, a case for each test, in order.

    Args:
        results: Of the tests that ran.
        problems: What kept the rules from being loaded, each a case that is an error.
    """
    failures = sum(not result.passed for result in results)
    counts = {"tests": len(results) + len(problems), "failures": failures, "errors": len(problems)}
    root = ET.Element("testsuites", {"name": "replay rules test", **{name: str(n) for name, n in counts.items()}})
    for path in dict.fromkeys(problem.path for problem in problems):
        told = [problem for problem in problems if problem.path == path]
        suite = ET.SubElement(root, "testsuite", name=_clean(path), tests=str(len(told)), errors=str(len(told)))
        for problem in told:
            place = {"classname": _clean(path), "file": _clean(path), "line": str(problem.line)}
            case = ET.SubElement(suite, "testcase", {"name": "the file loads", **place})
            ET.SubElement(case, "error", message=_clean(problem.what), type="problem")
    for path in dict.fromkeys(result.test.path for result in results):
        own = [result for result in results if result.test.path == path]
        failed = sum(not result.passed for result in own)
        suite = ET.SubElement(root, "testsuite", name=_clean(path), tests=str(len(own)), failures=str(failed))
        for result in own:
            _add_case(suite, result)
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add_case(suite: ET.Element, result: TestResult) -> None:
    test = result.test
    file, line, _ = test.place.rsplit(":", 2)
    case = ET.SubElement(
        suite, "testcase", name=_clean(test.name), classname=_clean(test.path), file=_clean(file), line=line
    )
    if not result.passed:
        failure = ET.SubElement(case, "failure", message="alerts differ from what is expected", type="difference")
        failure.text = _clean("\n".join(result.diff))


def _clean(text: str) -> str:
    return str(_NOT_XML.sub("\ufffd", text))
