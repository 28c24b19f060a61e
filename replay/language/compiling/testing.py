"""Turn the tests of a rule file, and of NAME.test.yaml beside it, into `RuleTest`s."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from replay.errors import Problem
from replay.language.document import Document, NodePath
from replay.language.names import suggest
from replay.language.ruleset import Expectation, RuleTest
from replay.language.schema.testing import ExpectModel, TestFileModel, TestModel, UpdateModel
from replay.language.schema.wording import problems_of
from replay.model import Update

DEFAULT_START = datetime(2000, 1, 3, tzinfo=UTC)
"""A Monday."""

_NOT_A_TEST = "a test is keys and values: name, updates or stream, expect"


def compile_tests(
    document: Document, *, rule_path: str, rule_ids: Sequence[str], problems: list[Problem]
) -> list[RuleTest]:
    """Return the tests of *document*, which has no problem as YAML.

    Args:
        document: A rule file, or a file of tests alone.
        rule_path: The file whose rules run.
        rule_ids: The rules of that file, also those with a problem.
        problems: Gets every problem found.
    """
    compiler = _TestCompiler(document, rule_path, rule_ids, problems)
    raw = document.value.get("tests") if isinstance(document.value, dict) else None
    tests = [compiler.test(index, each) for index, each in enumerate(raw if isinstance(raw, list) else [])]
    return [test for test in tests if test]


def check_test_file(document: Document) -> list[Problem]:
    """Return what is wrong with the frame of NAME.test.yaml."""
    if document.problems:
        return list(document.problems)
    if not isinstance(document.value, dict):
        return [document.problem((), "a test file is keys and values: version and tests")]
    try:
        TestFileModel.model_validate(document.value)
    except ValidationError as error:
        return list(problems_of(error, document, (), model=TestFileModel, what="the test file"))
    return []


def needs_of(document: Document) -> Iterator[tuple[NodePath, str]]:
    """Yield where the tests of *document* name a further rule file, and the path, as far as they are well-formed."""
    tests = document.value.get("tests") if isinstance(document.value, dict) else None
    for index, test in enumerate(tests if isinstance(tests, list) else ()):
        needs = test.get("needs") if isinstance(test, dict) else None
        for place, name in enumerate(needs if isinstance(needs, list) else ()):
            if isinstance(name, str) and name:
                yield ("tests", index, "needs", place), needed_path(document, name)


def needed_path(document: Document, name: str) -> str:
    """Return the path of a file that stands beside *document*."""
    return str(Path(document.path).parent / name)


class _TestCompiler:
    """Compiles the tests of one file."""

    def __init__(self, document: Document, rule_path: str, rule_ids: Sequence[str], problems: list[Problem]) -> None:
        self._document = document
        self._rule_path = rule_path
        self._rule_ids = rule_ids
        self._problems = problems

    def _problem(self, path: NodePath, what: str) -> None:
        self._problems.append(self._document.problem(path, what))

    def test(self, index: int, raw: object) -> RuleTest | None:
        """Return one test, or None if something is wrong with it."""
        path: NodePath = ("tests", index)
        if not isinstance(raw, dict):
            self._problem(path, _NOT_A_TEST)
            return None
        what = f"test '{raw['name']}'" if isinstance(raw.get("name"), str) else f"test {index + 1}"
        before = len(self._problems)
        self._check_names(raw.get("rules"), path, what)
        try:
            model = TestModel.model_validate(raw)
        except ValidationError as error:
            self._problems += problems_of(error, self._document, path, model=TestModel, what=what)
            return None
        self._check(model, path, what)
        return self._build(model, path) if len(self._problems) == before else None

    def _check_names(self, names: object, path: NodePath, what: str) -> None:
        for index, name in enumerate(names if isinstance(names, list) else ()):
            if isinstance(name, str) and name not in self._rule_ids:
                hint = suggest(name, self._rule_ids, "rules of the file")
                self._problem((*path, "rules", index), f"{what} names an unknown rule '{name}'{hint}")

    def _check(self, model: TestModel, path: NodePath, what: str) -> None:
        if (model.updates is None) == (model.stream is None):
            self._problem(path, f"{what} needs either updates or the stream that it runs on")
        if model.stream and (model.start or model.end):
            self._problem(path, f"{what} runs on a recorded stream, which has its own start and end")
        if model.stream and model.max_lateness is not None:
            self._problem((*path, "max_lateness"), f"{what} runs on a recorded stream, in which nothing is late")
        if model.end is not None and any(update.at > model.end for update in model.updates or ()):
            self._problem((*path, "end"), f"{what} ends before its last update")
        for index, update in enumerate(model.updates or ()):
            if update.arrive is not None and update.arrive < update.at:
                where = (*path, "updates", index, "arrive")
                self._problem(where, "an update arrives at its own time or later; 'arrive' is before 'at'")
        for index, entry in enumerate(model.expect):
            self._check_expected(entry, model, (*path, "expect", index), what)

    def _check_expected(self, entry: ExpectModel, model: TestModel, path: NodePath, what: str) -> None:
        compared = self._rule_ids if model.rules is None else model.rules
        if entry.rule not in compared:
            hint = suggest(entry.rule, compared, "rules compared")
            self._problem(
                (*path, "rule"), f"{what} expects an alert of '{entry.rule}', which it does not compare{hint}"
            )
        if isinstance(entry.at, time) and not model.stream:
            self._problem(
                (*path, "at"), "a clock time needs a recorded stream; write the time after the start, such as 90s"
            )

    def _build(self, model: TestModel, path: NodePath) -> RuleTest:
        start = None if model.stream else model.start or DEFAULT_START
        updates = _updates(model.updates, start) if model.updates and start else ()
        return RuleTest(
            name=model.name,
            path=self._rule_path,
            place=self._document.problem(path, "").where,
            rules=tuple(self._rule_ids if model.rules is None else model.rules),
            needs=tuple(needed_path(self._document, name) for name in model.needs),
            start=start,
            updates=tuple(update for update, _ in updates),
            arrivals=_arrivals(updates),
            stream=model.stream,
            end=start + model.end if start and model.end is not None else None,
            max_lateness=model.max_lateness,
            expect=tuple(map(_expectation, model.expect)),
        )


def _updates(models: Sequence[UpdateModel], start: datetime) -> list[tuple[Update, datetime]]:
    """Return updates in release order, each with its arrival, `seq` counted in each stream."""
    seqs: Counter[str] = Counter()
    updates = []
    for number, model in sorted(enumerate(models, 1), key=lambda each: (each[1].at, each[1].stream, each[0])):
        seqs[model.stream] += 1
        given: dict[str, Any] = model.model_dump(exclude={"at", "arrive", "id", "tags"})
        update = Update(
            **given,
            id=model.id or f"u{number}",
            seq=seqs[model.stream],
            time=start + model.at,
            tags=tuple(model.tags),
        )
        updates.append((update, start + (model.at if model.arrive is None else model.arrive)))
    return updates


def _arrivals(updates: Sequence[tuple[Update, datetime]]) -> tuple[datetime, ...]:
    """Return when each arrives, or nothing where all do at their own time."""
    if all(update.time == arrival for update, arrival in updates):
        return ()
    return tuple(arrival for _, arrival in updates)


def _expectation(model: ExpectModel) -> Expectation:
    at: timedelta | datetime | time = model.at
    return Expectation(
        rule=model.rule,
        at=at,
        state=model.state,
        key=model.key,
        updates=None if model.updates is None else tuple(model.updates),
        suppressed_by=None if model.suppressed_by is None else tuple(model.suppressed_by),
    )
