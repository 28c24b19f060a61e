"""Load rule files: paths in, one checked set of rules out, or every problem of every file."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from replay.errors import InputError, Problem, RuleFileError
from replay.language.compiling.catalog import Catalog, catalog_of, declarations
from replay.language.compiling.file import CompiledFile, compile_file
from replay.language.compiling.linking import agree_on_stream, check_cycles, check_inhibitions, with_digests
from replay.language.compiling.testing import check_test_file, compile_tests, needs_of
from replay.language.document import Document
from replay.language.reader import load_document, read_content
from replay.language.ruleset import RuleSet, RuleTest

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
    """Return the rules and tests of *paths* as one set; errors are those of `load_files`."""
    return load_files(paths).rules


def load_files(paths: Sequence[Path], *, for_tests: bool = False) -> Loaded:
    """Return the rules and tests of *paths* as one set, with the files.

    Args:
        paths: Files, and folders whose `*.yaml` are taken in the order of their names. The tests in NAME.test.yaml
            beside a file belong to it.
        for_tests: Whether the rule files that tests need are loaded too, without their tests.

    Raises:
        RuleFileError: With every problem of every file.
        InputError: If a path does not exist, cannot be read, or is a folder without rule files.
    """
    problems: list[Problem] = []
    loaded = [(path, _load(path)) for path in _rule_files(paths)]
    documents = {path.resolve(): document for path, document in loaded}
    tested = {document.path: _tested(document) for document in documents.values()}
    needed = _needed(list(chain(*tested.values())), problems)
    if for_tests:
        documents |= {path: _load(name) for path, name in needed.items() if path not in documents}
    catalog = catalog_of(list(documents.values()))
    files = [compile_file(document, catalog) for document in documents.values()]
    problems += [problem for file in files for problem in file.problems]
    problems += catalog.problems
    problems += check_cycles(catalog)
    problems += check_inhibitions((file.document, file.inhibitions) for file in files)
    stream = agree_on_stream((file.frame for file in files if file.frame), problems)
    tests = [test for file in files for test in _tests(file, tested.get(file.document.path, []), problems)]
    if problems:
        raise RuleFileError(problems)
    rules = RuleSet(
        tuple(with_digests(rule for file in files for rule in file.rules)),
        tuple(_with_needs(test, documents) for test in tests),
        inhibitions=tuple(each for file in files for each in file.inhibitions.values()),
        silences=tuple(each for file in files for each in file.silences),
        stream=stream,
    )
    return Loaded(rules, tuple(files), catalog)


def read_files(paths: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    """Yield the files that `load_rules` reads for *paths*, their tests too, with what is in them.

    Raises:
        InputError: As for `load_files`.
    """
    for path in _rule_files(paths):
        yield path, read_content(path)
        if (beside := _beside(path)).is_file():
            yield beside, read_content(beside)


def with_tests(paths: Iterable[Path]) -> list[Path]:
    """Return rule files and folders, and where tests of the files may stand; those of a folder stand in it."""
    return [place for path in paths for place in ((path,) if path.is_dir() else (path, _beside(path)))]


def needed_by_tests(paths: Sequence[Path]) -> list[Path]:
    """Return the further rule files that tests of *paths* need; errors are those of `read_files`."""
    documents = map(_load, _rule_files(paths))
    return list(_needed(list(chain.from_iterable(map(_tested, documents))), []).values())


def _rule_files(paths: Sequence[Path]) -> list[Path]:
    """Return the files that *paths* stand for, each once."""
    found: dict[str, Path] = {}
    for path in paths:
        files = sorted(filter(_is_pack, _listed(path))) if path.is_dir() else [path]
        if not files:
            raise InputError(
                f"{path}: no rule files (*.yaml) in this folder; name one, or write one with replay rules new"
            )
        if _is_test_file(path):
            raise InputError(f"{path}: a file of tests; name the rule file, and its tests come along")
        for file in files:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _listed(folder: Path) -> list[Path]:
    """Return what is in a folder; `glob` finds nothing in one that may not be read."""
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise InputError(f"{folder}: {str(error.strerror).lower()}") from None


def _is_test_file(path: Path) -> bool:
    return path.name.endswith(_TEST_SUFFIX)


def _is_pack(path: Path) -> bool:
    """Say whether a file of a folder is taken: no tests, and nothing that an editor hides there."""
    return path.suffix == ".yaml" and not _is_test_file(path) and not path.name.startswith(".")


def _load(path: Path) -> Document:
    """Return the file, with its problem alone where its bytes are no text."""
    try:
        return load_document(path)
    except RuleFileError as error:
        return Document(str(path), problems=list(error.problems))


def _beside(path: Path) -> Path:
    """Return NAME.test.yaml beside a rule file."""
    return path.with_suffix(_TEST_SUFFIX)


def _tested(document: Document) -> list[Document]:
    """Return what tests of a rule file stand in: itself, and the file beside it if there is one."""
    path = _beside(Path(document.path))
    return [document, _load(path)] if path.is_file() else [document]


def _needed(tested: Sequence[Document], problems: list[Problem]) -> dict[Path, Path]:
    """Return the rule files that tests need: each resolved, and as the test names it."""
    found: dict[Path, Path] = {}
    for document in tested:
        for place, name in needs_of(document):
            path = Path(name)
            if path.is_file() and not _is_test_file(path):
                found.setdefault(path.resolve(), path)
            else:
                problems.append(document.problem(place, f"'needs' names {name}, which is no rule file"))
    return found


def _with_needs(test: RuleTest, documents: Mapping[Path, Document]) -> RuleTest:
    """Return a test that names what it needs as the documents are named."""
    known = (documents.get(Path(each).resolve()) for each in test.needs)
    return replace(test, needs=tuple(document.path for document in known if document))


def _tests(file: CompiledFile, tested: Sequence[Document], problems: list[Problem]) -> Iterator[RuleTest]:
    """Yield the tests of a rule file: those that stand in it, then those beside it."""
    rule_path = file.document.path
    ids = list(dict.fromkeys(each.id for each in declarations(file.document)))
    for document in tested:
        if document is not file.document:
            problems += check_test_file(document)
        if not document.problems:
            yield from compile_tests(document, rule_path=rule_path, rule_ids=ids, problems=problems)
