"""Load rule files: paths in, one checked set of rules out, or every problem of every file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from replay.errors import InputError, Problem, RuleFileError
from replay.language.catalog import Catalog, catalog_of, declarations
from replay.language.compiling import CompiledFile, compile_file
from replay.language.document import Document
from replay.language.linking import agree_on_stream, check_cycles, check_inhibitions, with_digests
from replay.language.reader import load_document
from replay.language.ruleset import RuleSet, RuleTest
from replay.language.testcompiling import check_test_file, compile_tests

_TEST_SUFFIX = ".test.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """Rules, and the files that they come from: who has to say where something stands needs both.

    Attributes:
        rules: The rules and tests of all files.
        files: In the order in which they were named.
        catalog: Where each rule is declared.
    """

    rules: RuleSet
    files: tuple[CompiledFile, ...]
    catalog: Catalog

    def place_of(self, rule_id: str) -> Problem:
        """Return where the id of a rule stands, as a problem that says nothing."""
        declaration = self.catalog.rules[rule_id]
        return declaration.document.problem(declaration.path, "")


def load_rules(paths: Sequence[Path]) -> RuleSet:
    """Return the rules and tests of *paths* as one set; arguments and errors are those of `load_files`."""
    return load_files(paths).rules


def load_files(paths: Sequence[Path]) -> Loaded:
    """Return the rules and tests of *paths* as one set, with the files.

    Args:
        paths: Files, and folders whose `*.yaml` are taken in the order of their names. The tests in NAME.test.yaml
            beside a file belong to it.

    Raises:
        RuleFileError: With every problem of every file.
        InputError: If a path does not exist, cannot be read, or is a folder without rule files.
    """
    documents = [_load(path) for path in _rule_files(paths)]
    catalog = catalog_of(documents)
    files = [compile_file(document, catalog) for document in documents]
    problems = [problem for file in files for problem in file.problems]
    problems += catalog.problems
    problems += check_cycles(catalog)
    problems += check_inhibitions((file.document, file.inhibitions) for file in files)
    stream = agree_on_stream((file.frame for file in files if file.frame), problems)
    tests = [test for file in files for test in _tests(file, problems)]
    if problems:
        raise RuleFileError(problems)
    rules = RuleSet(
        tuple(with_digests(rule for file in files for rule in file.rules)),
        tuple(tests),
        inhibitions=tuple(each for file in files for each in file.inhibitions.values()),
        silences=tuple(each for file in files for each in file.silences),
        stream=stream,
    )
    return Loaded(rules, tuple(files), catalog)


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


def _load(path: Path) -> Document:
    """Return the file, with its problem alone where its bytes are no text."""
    try:
        return load_document(path)
    except RuleFileError as error:
        return Document(str(path), problems=list(error.problems))


def _tests(file: CompiledFile, problems: list[Problem]) -> Iterator[RuleTest]:
    """Yield the tests of a rule file, then those of NAME.test.yaml beside it."""
    rule_path = file.document.path
    ids = list(dict.fromkeys(each.id for each in declarations(file.document)))
    if not file.document.problems:
        yield from compile_tests(file.document, rule_path=rule_path, rule_ids=ids, problems=problems)
    beside = Path(rule_path).with_suffix(_TEST_SUFFIX)
    document = _load(beside) if beside.is_file() else None
    if document:
        problems += check_test_file(document)
        if not document.problems:
            yield from compile_tests(document, rule_path=rule_path, rule_ids=ids, problems=problems)
