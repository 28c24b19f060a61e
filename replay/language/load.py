"""Load rule files: paths in, one checked set of rules out, or every problem of every file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from replay.errors import InputError, Problem, RuleFileError
from replay.language.compiling import CompiledFile, compile_file, second_id
from replay.language.document import Document
from replay.language.reader import load_document
from replay.language.ruleset import Rule, RuleSet, RuleTest
from replay.language.testcompiling import check_test_file, compile_tests

_TEST_SUFFIX = ".test.yaml"


def load_rules(paths: Sequence[Path]) -> RuleSet:
    """Return the rules and tests of *paths* as one set.

    Args:
        paths: Files, and folders whose `*.yaml` are taken in the order of their names. The tests in NAME.test.yaml
            beside a file belong to it.

    Raises:
        RuleFileError: With every problem of every file.
        InputError: If a path does not exist, cannot be read, or is a folder without rule files.
    """
    problems: list[Problem] = []
    files = [_compile(path, problems) for path in _rule_files(paths)]
    problems += [problem for file in files for problem in file.problems]
    problems += _second_ids(files)
    tests = [test for file in files for test in _tests(file, problems)]
    if problems:
        raise RuleFileError(problems)
    rules: list[Rule] = [rule for file in files for rule in file.rules]
    return RuleSet(tuple(sorted(rules, key=lambda rule: rule.id)), tuple(tests))


def _rule_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that *paths* stand for, each once."""
    found: dict[Path, Path] = {}
    for path in paths:
        files = sorted(each for each in path.glob("*.yaml") if not _is_test_file(each)) if path.is_dir() else [path]
        if not files:
            raise InputError(f"{path}: no rule files (*.yaml) in this folder")
        if _is_test_file(path):
            raise InputError(f"{path}: a file of tests; name the rule file, and its tests come along")
        for file in files:
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _is_test_file(path: Path) -> bool:
    return path.name.endswith(_TEST_SUFFIX)


def _compile(path: Path, problems: list[Problem]) -> CompiledFile:
    document = _load(path, problems)
    return compile_file(document) if document else CompiledFile(Document(str(path)))


def _load(path: Path, problems: list[Problem]) -> Document | None:
    try:
        return load_document(path)
    except RuleFileError as error:
        problems += error.problems
        return None


def _second_ids(files: Sequence[CompiledFile]) -> Iterator[Problem]:
    """Yield a problem for every rule id that an earlier file has too."""
    first: dict[str, Problem] = {}
    for file in files:
        for rule_id, path in file.declared.items():
            if rule_id in first:
                yield file.document.problem(path, second_id(rule_id, first[rule_id]))
            else:
                first[rule_id] = file.document.problem(path, "")


def _tests(file: CompiledFile, problems: list[Problem]) -> Iterator[RuleTest]:
    """Yield the tests of a rule file, then those of NAME.test.yaml beside it."""
    rule_path = file.document.path
    ids = list(file.declared)
    if not file.document.problems:
        yield from compile_tests(file.document, rule_path=rule_path, rule_ids=ids, problems=problems)
    beside = Path(rule_path).with_suffix(_TEST_SUFFIX)
    document = _load(beside, problems) if beside.is_file() else None
    if document:
        broken = check_test_file(document)
        problems += broken
        if not document.problems:
            yield from compile_tests(document, rule_path=rule_path, rule_ids=ids, problems=problems)
