"""docs/rules.md shows what the program prints."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from replay.cli.rules import command

ROOT = Path(__file__).parents[4]
DOCS = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
BURST = """version: 1
rules:
  - {id: putin, match: putin}
  - {id: putin-burst, type: count, rules: [putin], timespan: 15m, condition: {gte: 3}, keep_firing_for: 15m}
"""


@pytest.mark.parametrize("example", re.findall(r"^\$ (replay rules .*)$", DOCS, re.MULTILINE))
def test_example_prints_what_the_reference_shows(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each example behind `$` is run, and its output stands below it, letter for letter."""
    (tmp_path / "my.yaml").write_text(BURST)
    (tmp_path / "rules").symlink_to(ROOT / "rules")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, example.split()[2:])
    assert f"$ {example}\n{done.output}" in DOCS
