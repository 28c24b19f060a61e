"""`replay rules test`: run the tests of rules.

With `--json` it prints one object: `passed` and `failed` (how many), `tests` (a list of `name`, `place`, `rules`,
`passed`, `diff`, a list of lines), and `problems` as `check` does.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from replay.cli.parts import options
from replay.cli.parts.describe import count_text
from replay.cli.parts.verb import verb
from replay.cli.rules import shared
from replay.errors import Problem, StreamError, named_by
from replay.outputs import Outputs
from replay.replacing import file_replacing
from replay.text import printable

if TYPE_CHECKING:
    from replay.language.ruleset import RuleSet
    from replay.language.ruletest import TestResult


@verb("test")
@shared.paths
@click.option("--junit", type=options.WRITTEN, help="Write the results as JUnit XML too.")
@shared.json
def command(paths: tuple[Path, ...], junit: Path | None, *, as_json: bool) -> None:
    """Run the tests that stand in PATHS and beside them; those of the shipped packs if none is named."""
    outputs = Outputs({"--junit": junit})
    if junit:
        _keep_off_rules(outputs, paths)
    loaded, problems = shared.load(paths, for_tests=True)
    if junit and loaded:
        outputs.keep_off(*_streams(loaded.rules))
    results = _run(loaded.rules) if loaded else []
    if junit:
        _write_junit(junit, results, problems)
    failed = [result for result in results if not result.passed]
    if as_json:
        click.echo(msgspec.json.encode(_results_as_json(results, problems)))
    elif problems:
        shared.say(problems)
    else:
        click.echo("\n".join(_report(results)))
    sys.exit(bool(problems or failed or not results))


def _keep_off_rules(outputs: Outputs, paths: Sequence[Path]) -> None:
    from replay.language.load import needed_by_tests, with_tests  # noqa: PLC0415 -- keeps --help fast

    outputs.keep_off(*with_tests(paths))
    outputs.keep_off(*needed_by_tests(paths))


def _streams(rules: "RuleSet") -> Iterator[Path]:
    """Yield the files of the recorded streams that tests run on."""
    from replay.formats import find_stream  # noqa: PLC0415 -- only tests need streams
    from replay.formats.file.sidecar import with_sidecar  # noqa: PLC0415 -- likewise

    for name in {each.stream for each in rules.tests if each.stream}:
        with suppress(StreamError):  # the test will tell
            yield from with_sidecar(find_stream(name))


def _run(rules: "RuleSet") -> "list[TestResult]":
    from replay.engine import evaluate  # noqa: PLC0415 -- only tests need streams and the engine
    from replay.formats import open_stream  # noqa: PLC0415 -- likewise
    from replay.language.ruletest import run_test  # noqa: PLC0415 -- likewise

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
    return [*lines, f"{count_text(len(results) - failed, 'test')} passed, {failed} failed"]


def _write_junit(path: Path, results: "Sequence[TestResult]", problems: Sequence[Problem]) -> None:
    from replay.cli.rules.junit import render_junit  # noqa: PLC0415 -- only for --junit

    with named_by("--junit"), file_replacing(path) as file:
        file.write(render_junit(results, problems))


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
    return {
        "passed": passed,
        "failed": len(results) - passed,
        "tests": tests,
        "problems": shared.problems_as_json(problems),
    }
