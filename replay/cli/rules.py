"""`replay rules`: check and test alert rules.

With `--json`, `check` prints one object: `rules` and `files` (how many), `problems` (a list of `path`, `line`,
`column`, `what`). `test` prints one: `passed` and `failed` (how many), `tests` (a list of `name`, `place`, `rules`,
`passed`, `diff`, a list of lines), and `problems` as above.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from replay import shipped
from replay.errors import InputError, Problem, RuleFileError
from replay.text import printable

if TYPE_CHECKING:
    from replay.language.ruleset import RuleSet
    from replay.language.ruletest import TestResult

_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group()
def command() -> None:
    """Check and test alert rules."""


@command.command()
@_paths
@_json
def check(paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Say everything that is wrong with PATHS, rule files and folders of them; the shipped packs if none is named."""
    rules, problems = _load(paths)
    count, files = (len(rules.rules), len({rule.path for rule in rules.rules})) if rules else (0, 0)
    if as_json:
        click.echo(msgspec.json.encode({"rules": count, "files": files, "problems": _as_json(problems)}))
    elif rules:
        click.echo(f"{_count(count, 'rule')} in {_count(files, 'file')}, no problems")
    else:
        _say(problems)
    sys.exit(bool(problems))


@command.command()
@_paths
@click.option("--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write the results as JUnit XML too.")
@_json
def test(paths: tuple[Path, ...], junit: Path | None, *, as_json: bool) -> None:
    """Run the tests that stand in PATHS and beside them; those of the shipped packs if none is named."""
    rules, problems = _load(paths)
    results = _run(rules) if rules else []
    if rules and junit:
        _write_junit(junit, results)
    failed = [result for result in results if not result.passed]
    if as_json:
        click.echo(msgspec.json.encode(_results_as_json(results, problems)))
    elif problems:
        _say(problems)
    else:
        click.echo("\n".join(_report(results)))
    sys.exit(bool(problems or failed or not results))


def _load(paths: Sequence[Path]) -> "tuple[RuleSet | None, tuple[Problem, ...]]":
    from replay.language.load import load_rules  # noqa: PLC0415 -- pydantic and YAML are slow to import

    try:
        return load_rules(paths or [shipped.RULES]), ()
    except RuleFileError as error:
        return None, error.problems


def _run(rules: "RuleSet") -> "list[TestResult]":
    from replay.engine import evaluate  # noqa: PLC0415 -- only tests need streams and the engine
    from replay.formats import open_stream  # noqa: PLC0415
    from replay.language.ruletest import run_test  # noqa: PLC0415

    return [run_test(each, rules, evaluate=evaluate, open_stream=open_stream) for each in rules.tests]


def _report(results: "Sequence[TestResult]") -> list[str]:
    if not results:
        return ["no tests found"]
    lines = []
    for result in results:
        if not result.passed:
            lines.append(printable(f"FAILED {result.test.place}  {result.test.name}"))
            lines += [f"  {line}" for line in result.diff]
    failed = sum(not result.passed for result in results)
    return [*lines, f"{_count(len(results) - failed, 'test')} passed, {failed} failed"]


def _write_junit(path: Path, results: "Sequence[TestResult]") -> None:
    from replay.language.junit import render_junit  # noqa: PLC0415 -- only for --junit

    try:
        path.write_bytes(render_junit(results))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {(error.strerror or 'unknown').lower()}") from None


def _say(problems: Sequence[Problem]) -> None:
    click.echo("\n".join(map(str, problems)))


def _as_json(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    return [{"path": each.path, "line": each.line, "column": each.column, "what": each.what} for each in problems]


def _results_as_json(results: "Sequence[TestResult]", problems: Sequence[Problem]) -> dict[str, Any]:
    tests = [
        {
            "name": result.test.name,
            "place": result.test.place,
            "rules": result.test.rules,
            "passed": result.passed,
            "diff": result.diff,
        }
        for result in results
    ]
    passed = sum(result.passed for result in results)
    return {"passed": passed, "failed": len(results) - passed, "tests": tests, "problems": _as_json(problems)}


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
