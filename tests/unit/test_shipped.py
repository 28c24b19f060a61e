"""What travels with the package is found, and only that."""

from replay import shipped
from replay.language.load import load_rules


def test_seeds_folder_has_the_day_and_its_sidecar() -> None:
    """The shipped day is a text file with a sidecar beside it."""
    assert {"2020-03-05-idlib.txt", "2020-03-05-idlib.yaml"} <= {path.name for path in shipped.SEEDS.iterdir()}


PACKS = sorted(path for path in shipped.RULES.glob("*.yaml") if not path.name.endswith(".test.yaml"))


def test_rule_packs_are_a_file_for_each_theme() -> None:
    """Conflict and crisis: what a desk watches for on such a day."""
    assert [path.stem for path in PACKS] == [
        *("bursts", "casualties", "ceasefire", "diplomacy", "displacement", "evacuation", "sanctions", "silence"),
    ]


def test_rule_packs_load_alone_and_together() -> None:
    """Each pack is valid by itself, and no two share a rule id."""
    alone = sorted(rule.id for path in PACKS for rule in load_rules([path]).rules)
    assert alone == [rule.id for rule in load_rules([shipped.RULES]).rules]
    assert {"casualty-report", "ceasefire", "mass-casualty"} <= set(alone)
