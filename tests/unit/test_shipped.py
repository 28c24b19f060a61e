"""What travels with the package is found, and only that."""

from pathlib import Path

import pytest

from replay import shipped
from replay.language.load import load_rules


def test_seeds_folder_has_the_day_and_its_sidecar() -> None:
    """The shipped day is a text file with a sidecar beside it."""
    assert {"2020-03-05-idlib.txt", "2020-03-05-idlib.yaml"} <= {path.name for path in shipped.SEEDS.iterdir()}


def test_rule_packs_are_the_shipped_rule_files_by_name() -> None:
    """The packs are found, a file for each theme, in the order of their names."""
    assert [path.stem for path in shipped.rule_packs()] == [
        *("bursts", "casualties", "ceasefire", "diplomacy", "displacement", "evacuation", "sanctions", "silence"),
    ]


def test_rule_packs_leave_out_tests_and_other_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of tests beside a pack is no pack, nor is a README."""
    for name in ("b.yaml", "a.yaml", "a.test.yaml", "README.md"):
        (tmp_path / name).touch()
    monkeypatch.setattr(shipped, "RULES", tmp_path)
    assert [path.name for path in shipped.rule_packs()] == ["a.yaml", "b.yaml"]


def test_rule_packs_load_alone_and_together() -> None:
    """Each pack is valid by itself, and no two share a rule id."""
    alone = sorted(rule.id for path in shipped.rule_packs() for rule in load_rules([path]).rules)
    assert alone == [rule.id for rule in load_rules([shipped.RULES]).rules]
    assert {"casualty-report", "ceasefire", "mass-casualty"} <= set(alone)
