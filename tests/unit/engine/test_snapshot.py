"""A snapshot holds all that an engine knows, and other rules take over what is theirs."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from operator import is_
from pathlib import Path

import pytest
from msgspec import structs

from replay.engine import Engine
from replay.formats import open_stream
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.model import Alert, Update
from replay.shipped import RULES

EVERY_RULE = Path(__file__).parents[1] / "language/data/every-rule.yaml"
START = datetime(2020, 3, 5, 10, tzinfo=UTC)


def update_at(minute: int, headline: str = "truce") -> Update:
    """Return an update of the stream x."""
    time = START + timedelta(minutes=minute)
    return Update(id=f"u{minute}", stream="x", seq=minute + 1, time=time, headline=headline)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return where rule files are written."""
    return tmp_path


def rules_of(folder: Path, *rules: str, top: str = "") -> RuleSet:
    """Return the rules of a file, given as flow mappings."""
    path = folder / "r.yaml"
    path.write_text(f"version: 1\n{top}\nrules:\n" + "".join(f"  - {rule}\n" for rule in rules), encoding="utf-8")
    return load_rules([path])


def told(alerts: list[Alert]) -> list[tuple[str, str, object]]:
    """Return rule, state and reason of each alert."""
    return [(alert.rule, alert.state, alert.reason or None) for alert in alerts]


@pytest.mark.parametrize("path", [RULES, EVERY_RULE], ids=["packs", "every type"])
def test_restored_at_every_position_gives_one_log(path: Path) -> None:
    """Stopping after any update and going on elsewhere from the snapshot changes no alert."""
    rules, stream = load_rules([path]), open_stream("idlib")
    engine = Engine(rules)
    engine.open(stream.name, stream.start)
    snapshots, log = [engine.snapshot()], []
    for update in stream.updates:
        log.append(engine.feed([update]))
        snapshots.append(engine.snapshot())
    end = stream.end + timedelta(days=1)
    log.append(engine.advance(end))
    for position, snapshot in enumerate(snapshots):
        other = Engine(rules)
        other.restore(snapshot)
        rest = [*other.feed(stream.updates[position:]), *other.advance(end)]
        assert rest == [alert for alerts in log[position:] for alert in alerts]
    assert any(log)


def test_reload_holds_each_name_once(folder: Path) -> None:
    """The memory for what came and the one for edits name the same updates, in a snapshot each by itself."""
    rules = rules_of(folder, "{id: a, match: truce}")
    engine = Engine(rules)
    engine.feed([update_at(0), update_at(1)])
    engine.reload(rules)
    fed, heard = [list(each)[:2] for each in engine._seen], list(engine._decider._hearing.edits._heard)
    assert len(heard) == 2
    assert all(map(is_, chain(*fed), chain(*heard)))
    assert fed[0][0] is fed[1][0]


def test_reload_keeps_the_state_of_a_rule_that_means_the_same(folder: Path) -> None:
    """A new title is no new rule: its window goes on, its alert shows the title."""
    count = "id: c, type: count, match: truce, timespan: 1h, condition: {gte: 2}"
    engine = Engine(rules_of(folder, f"{{{count}}}"))
    engine.feed([update_at(0)])
    assert engine.reload(rules_of(folder, f"{{{count}, title: Two truces}}")) == []
    (alert,) = engine.feed([update_at(1)])
    assert (alert.title, alert.updates) == ("Two truces", ("u0", "u1"))


def test_reload_starts_a_changed_rule_empty(folder: Path) -> None:
    """Another condition is another rule."""
    count = "{{id: c, type: count, match: truce, timespan: 1h, condition: {{gte: {}}}}}"
    engine = Engine(rules_of(folder, count.format(3)))
    engine.feed([update_at(0), update_at(1)])
    engine.reload(rules_of(folder, count.format(2)))
    assert told(engine.feed([update_at(2)])) == []
    assert told(engine.feed([update_at(3)])) == [("c", "firing", None)]


def test_reload_resolves_what_fired_for_a_rule_that_is_gone(folder: Path) -> None:
    """Nobody waits for ever for the end of an alert whose rule was removed."""
    count = "{id: c, type: count, match: truce, timespan: 1h, condition: {gte: 1}}"
    engine = Engine(rules_of(folder, count, "{id: m, match: truce}"))
    assert told(engine.feed([update_at(0)])) == [("c", "firing", None), ("m", "firing", None)]
    assert told(engine.reload(rules_of(folder, "{id: m, match: truce}"))) == [("c", "resolved", "removed")]
    assert told(engine.advance(START + timedelta(days=1))) == []


def test_reload_lets_a_new_silence_begin_at_its_place(folder: Path) -> None:
    """A rule that was not there has heard nothing, and has missed nothing either."""
    engine = Engine(rules_of(folder, "{id: m, match: truce}"))
    engine.open("x", START)
    engine.feed([update_at(50)])
    engine.reload(rules_of(folder, "{id: silent, type: absence, timespan: 30m}"))
    (alert,) = engine.advance(START + timedelta(hours=2))
    assert alert.time == START + timedelta(minutes=80)


def test_reload_keeps_cooldowns_and_what_is_inhibited(folder: Path) -> None:
    """What holds alerts back is state too."""
    rules = ("{id: m, match: truce, cooldown: 1h}", "{id: i, match: peace}")
    top = "inhibit: [{source: i, target: [m], equal: [stream], for: 2h}]"
    engine = Engine(rules_of(folder, *rules, top=top))
    engine.feed([update_at(0), update_at(1, "peace")])
    engine.reload(rules_of(folder, *rules, top=top))
    (alert,) = engine.feed([update_at(2)])
    assert alert.suppressed_by == ("inhibit", "cooldown")


def test_keys_without_room_are_counted_and_the_count_is_kept(folder: Path) -> None:
    """Whoever bounds a rule too tightly can tell: what went for a newer key, and what an absence refused."""
    bounded = "group_by: [data.desk], max_keys: 1, timespan: 1h"
    rules = rules_of(
        folder,
        f"{{id: c, type: count, match: truce, condition: {{gte: 1}}, {bounded}}}",
        f"{{id: silent, type: absence, {bounded}}}",
    )
    engine, other = Engine(rules), Engine(rules)
    engine.feed([structs.replace(update_at(minute), data={"desk": f"d{minute}"}) for minute in range(3)])
    other.restore(engine.snapshot())
    assert engine.left_out == other.left_out == {("c", "evicted"): 2, ("silent", "refused"): 2}


def test_inhibition_that_comes_with_a_reload_knows_that_its_source_fires(folder: Path) -> None:
    """It is active while the source fires, since when ever that is."""
    rules = ("{id: c, type: count, match: truce, timespan: 1h, condition: {gte: 1}}", "{id: m, match: peace}")
    engine = Engine(rules_of(folder, *rules))
    engine.feed([update_at(0)])
    engine.reload(rules_of(folder, *rules, top="inhibit: [{source: c, target: [m], equal: [stream], for: 1m}]"))
    (held_back,) = engine.feed([update_at(30, "peace")])
    assert held_back.suppressed_by == ("inhibit",)
    assert told(engine.advance(START + timedelta(minutes=60))) == [("c", "resolved", None)]
    assert engine.feed([update_at(62, "peace")])[0].state == "firing"


def test_number_too_large_for_a_machine_word_is_no_obstacle(folder: Path) -> None:
    """JSON has no largest number, so neither has a snapshot."""
    engine = Engine(rules_of(folder, "{id: m, match: truce}"))
    engine.feed([structs.replace(update_at(0), data={"v": 10**30})])
    Engine(rules_of(folder, "{id: m, match: truce}")).restore(engine.snapshot())
