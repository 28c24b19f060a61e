"""What is read crosses from one process to another, and nothing that deciding needs is lost."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import structs

from replay.engine import Engine, Packing
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Update

EVERY_RULE = Path(__file__).parents[1] / "language/data/every-rule.yaml"
HEADLINES = (
    "Ceasefire agreed",
    "33 soldiers and 2 nurses were killed, the ministry said, and nobody was wounded",
    "It denied that 12 were killed",
    "At least 40 dead, army says; the toll was 33",
    "Calm",
)
UPDATES = [
    Update(
        id=f"u{seq}", stream="s", seq=seq, time=datetime(2020, 3, 5, tzinfo=UTC) + timedelta(seconds=seq), headline=h
    )
    for seq, h in enumerate(HEADLINES * 3, 1)
]


def rules_of(folder: Path, *rules: str) -> RuleSet:
    """Return rules, given as flow mappings."""
    path = folder / "r.yaml"
    path.write_text("version: 1\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules))
    return load_rules([path])


def test_facts_of_every_rule_type_come_back_as_they_were() -> None:
    """With numbers, victims, who said it, and what was passed over."""
    rules = load_rules([EVERY_RULE])
    read, packing = Engine(rules).read(UPDATES), Packing(rules)
    assert any(fact.fields for reading in read.readings.values() for fact in reading.facts)
    assert any(reading.not_counted for reading in read.readings.values())
    back = packing.unpack(packing.pack(read))
    assert back.readings == read.readings
    assert back.updates == UPDATES


def test_only_updates_with_facts_are_whole(tmp_path: Path) -> None:
    """Of the others nothing is needed but what tells them apart and when they came."""
    rules = rules_of(tmp_path, "{id: truce, match: ceasefire}", "{id: dead, type: casualties, where: {stream: s}}")
    read, packing = Engine(rules).read(UPDATES[:5]), Packing(rules)
    back = packing.unpack(packing.pack(read))
    assert [isinstance(update, Update) for update in back.updates] == [True, True, False, True, False]
    assert [(each.identity, each.seq, each.time) for each in back.updates] == [
        (each.identity, each.seq, each.time) for each in UPDATES[:5]
    ]


def test_updates_that_an_absence_may_name_are_whole(tmp_path: Path) -> None:
    """An alert of silence quotes the last update, whatever was read in it."""
    rules = rules_of(tmp_path, "{id: silent, type: absence, match: ceasefire, timespan: 5m}")
    packing = Packing(rules)
    assert packing.unpack(packing.pack(Engine(rules).read(UPDATES))).updates == UPDATES


def test_updates_of_which_a_rule_hears_all_are_whole(tmp_path: Path) -> None:
    """Nothing is read for a rule that asks for every update, and all of them are its input."""
    rules = rules_of(tmp_path, "{id: crowd, type: count, match: '*', timespan: 1h, condition: {gte: 2}}")
    read, packing = Engine(rules).read(UPDATES[:2]), Packing(rules)
    assert not read.readings
    (alert,) = Engine(rules).decide(packing.unpack(packing.pack(read)))
    assert alert.updates == ("u1", "u2")


def test_updates_that_are_known_are_not_packed() -> None:
    """Of several streams at once whoever decides has them already; only what was read crosses."""
    rules = load_rules([EVERY_RULE])
    updates = [*UPDATES, *(structs.replace(each, stream="t", seq=1) for each in UPDATES[::2])]
    read, packing = Engine(rules).read(updates), Packing(rules)
    packed = packing.pack(read, are_known=True)
    assert HEADLINES[-1].encode() not in packed
    assert packing.unpack(packed, updates) == read


def test_what_rules_found_alike_crosses_once(tmp_path: Path) -> None:
    """Hundreds of rules may ask for one word; what they share stays shared."""
    rules = rules_of(
        tmp_path, *(f"{{id: r{number}, match: ceasefire}}" for number in range(5)), "{id: s, match: agreed}"
    )
    read, packing = Engine(rules).read(UPDATES), Packing(rules)
    packed = packing.pack(read, are_known=True)
    back = packing.unpack(packed, UPDATES)
    assert back == read
    assert packed.count(b'"headline ceasefire"') == len(back.readings) == 3
    assert all(len({id(fact.evidence) for fact in reading.facts}) == 2 for reading in back.readings.values())


def test_failed_rules_cross_too(tmp_path: Path) -> None:
    """Who decides must know of them."""
    rules = rules_of(tmp_path, "{id: truce, match: ceasefire}")
    engine, packing = Engine(rules), Packing(rules)
    engine._guard.failed["truce"] = "why"
    other = Engine(rules)
    other.decide(packing.unpack(packing.pack(engine.read(UPDATES))))
    assert other.failed == {"truce": "why"}
