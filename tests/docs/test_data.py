"""Data that the documents show is valid; docs/rules.md, which shows mistakes too, has tests of its own."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types

from replay.backtest.labels import load_labels
from replay.cli.rules.test import command as run_tests
from replay.formats import parse_stream
from replay.formats.file.sidecar import parse_sidecar
from replay.formats.file.source import Source
from replay.formats.readers.native import line_schema
from replay.language.load import load_rules
from tests.docs.markdown import ROOT, Block, blocks_of, documents

BLOCKS = [
    block
    for path in documents()
    if path != ROOT / "docs/rules.md"
    for block in blocks_of(path.relative_to(ROOT).as_posix())
]
CHECKED_BY_TYPING = "docs/tutorial.md"
"""Its rule files are saved and checked one after the other, mistakes included."""


@pytest.mark.parametrize("block", [each for each in BLOCKS if each.language == "json"], ids=lambda block: block.place)
def test_json_of_a_document_is_json(block: Block) -> None:
    """It parses; a line of a stream file is one by its schema."""
    value = json.loads(block.text)
    if block.path.name == "formats.md":
        Draft202012Validator(line_schema()).validate(value)


@pytest.mark.parametrize("block", [each for each in BLOCKS if each.language == "yaml"], ids=lambda block: block.place)
def test_yaml_of_a_document_is_what_it_claims(block: Block, tmp_path: Path) -> None:
    """A rule file loads and passes its tests, a label file loads, any other is a sidecar."""
    if not block.text.startswith("version:"):
        parse_sidecar(block.text, block.place)
    elif not block.place.startswith(CHECKED_BY_TYPING):
        path = tmp_path / "rules.yaml"
        path.write_text(block.text, encoding="utf-8")
        if "\nlabels:" in block.text:
            assert load_labels(path)
            return
        load_rules([path])
        if "\ntests:" in block.text:
            assert CliRunner().invoke(run_tests, [str(path)]).exit_code == 0


@pytest.mark.parametrize(
    "block", [each for each in BLOCKS if each.text.startswith(" date ")], ids=lambda block: block.place
)
def test_live_blog_of_a_document_is_a_stream(block: Block) -> None:
    """A layout that is shown can be read."""
    assert len(parse_stream(Source.of_bytes("day.txt", block.text.encode())).updates) > 1


def test_copies_that_a_recipe_saves_are_named_oldest_first() -> None:
    """A shell puts `*.xml` in the order of the names, which is that of the times, also over midnight."""
    (form,) = (match[1] for block in BLOCKS if (match := re.search(r"\$\(date \+(\S+)\)\.xml", block.text)))
    times = [datetime(2024, *each, tzinfo=UTC) for each in ((9, 15, 23, 50), (9, 16, 0, 10), (10, 1, 9, 5))]
    names = [time.strftime(form) for time in times]
    assert names == sorted(set(names))


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_fences_of_a_document_are_paired(path: Path) -> None:
    """No block runs on into the text, where no test would find it."""
    fences = path.read_text(encoding="utf-8").count("\n```")
    assert fences == 2 * len(blocks_of(path.relative_to(ROOT).as_posix()))
