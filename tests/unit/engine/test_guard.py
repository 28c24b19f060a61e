"""One bad rule: wherever it fails, it is told, what it fails at is all that is lost, and the others go on."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from msgspec import structs

from replay.engine import Engine
from replay.engine.decide import hearing, running
from replay.engine.decide.conclusion import Concluded, Conclusion, Given, Input
from replay.engine.decide.count import Count
from replay.engine.decide.each import Each
from replay.engine.decide.seats import _DECISIONS
from replay.engine.decide.suppression import Suppression
from replay.engine.decide.window import Content
from replay.engine.fact import Match
from replay.engine.guard import Guard
from replay.engine.where import Where, satisfies_where
from replay.language.load import load_rules
from replay.language.ruleset import CasualtiesRule, CountRule, RuleSet
from replay.model import Alert, Update
from tests.unit.engine.test_engine import rule_of, update_at

RULES = """\
version: 1
stream: {late: match_only}
rules:
  - {id: bad, type: casualties, where: {stream: test}}
  - {id: good, match: killed, cooldown: 0s}
  - {id: many, type: count, rules: [bad, good], where: {stream: test}, timespan: 1h, condition: {gte: 3}}
inhibit: [{source: bad, target: [many], for: 1s}]
"""
WHOSE = ("women", "soldiers", "women")


def test_guard_goes_on_behind_each_at_which_a_function_fails() -> None:
    """Every one is given once, in order, and each failure is that of its rule."""
    guard, heard = Guard(), list[str]()

    def hear(given: Iterable[str]) -> None:
        for each in given:
            heard.append(each)
            if each in "bcf":
                raise ZeroDivisionError(each)

    guard.through(hear, "abcdef", lambda _: heard[-1].upper())
    assert "".join(heard) == "abcdef"
    assert guard.failed == {name.upper(): f"ZeroDivisionError: {name}" for name in "bcf"}


def _fail_at_soldiers(match: Match) -> None:
    if match.trigger and "soldiers" in match.trigger.headline:
        raise ZeroDivisionError("soldiers")


class _Newsless(Each):
    """A rule type that fails at what is news."""

    def news(self, given: Input) -> tuple[str, ...] | None:
        """Fail at a headline of soldiers."""
        _fail_at_soldiers(given.match)
        return super().news(given)


class _Untold(Each):
    """A rule type that fails at what others hear."""

    def told(self, conclusion: Conclusion) -> Match:
        """Fail at a headline of soldiers."""
        _fail_at_soldiers(conclusion.match)
        return super().told(conclusion)


class _Unopened(Each):
    """A rule type that fails where a stream begins and ends."""

    def open(self, stream: str, start: datetime) -> None:
        """Fail."""
        raise ZeroDivisionError(f"{stream} {start}")

    def close(self, stream: str, end: datetime) -> list[Conclusion]:
        """Fail."""
        raise ZeroDivisionError(f"{stream} {end}")


def _fed(rules: RuleSet) -> tuple[Engine, list[Alert]]:
    """Return an engine that was fed three updates at once, and its alerts."""
    engine = Engine(rules)
    engine.open("test", update_at(0).time)
    alerts = engine.feed([update_at(at, f"Three {who} were killed.") for at, who in enumerate(WHOSE)])
    return engine, alerts + engine.close("test", update_at(3600).time)


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    """Return a rule that may fail, one beside it, and one that consumes both."""
    path = tmp_path / "r.yaml"
    path.write_text(RULES)
    return load_rules([path])


@pytest.mark.parametrize(
    ("broken", "of_bad"),
    [(Each, ["u0", "u1", "u2"]), (_Newsless, ["u0", "u2"]), (_Untold, ["u0", "u1", "u2"]),
     (_Unopened, ["u0", "u1", "u2"])],
)  # fmt: skip
def test_rule_that_fails_while_it_is_heard_costs_that_alone(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch, broken: type[Each], of_bad: list[str]
) -> None:
    """What is news to it, what others hear of it, and its streams: the rest of the block is not lost."""
    monkeypatch.setitem(_DECISIONS, CasualtiesRule, broken)
    engine, alerts = _fed(rules)
    assert [each.updates[-1] for each in alerts if each.rule == "bad"] == of_bad
    assert [each.updates[-1] for each in alerts if each.rule == "good"] == ["u0", "u1", "u2"]
    assert [each.updates[-1] for each in alerts if (each.rule, each.state) == ("many", "suppressed")] == ["u2"]
    assert engine.failed.keys() == ({"bad"} if broken is not Each else set())


@pytest.mark.parametrize(("module", "rule"), [(hearing, "bad"), (running, "many")])
def test_rule_whose_where_fails_costs_that_alone(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch, module: object, rule: str
) -> None:
    """A value may be what nobody thought of; it is the rule that asks for it which fails, not the one that tells."""

    def satisfies(match: Match, where: Where) -> bool:
        _fail_at_soldiers(match)
        return satisfies_where(match, where)

    monkeypatch.setattr(module, "satisfies_where", satisfies)
    engine, alerts = _fed(rules)
    assert [each.updates[-1] for each in alerts if each.rule == "good"] == ["u0", "u1", "u2"]
    assert engine.failed == {rule: "ZeroDivisionError: soldiers"}


def test_rule_that_fails_at_an_inhibition_costs_that_alone(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """It fires all the same; only that it holds others back is lost."""
    note = Suppression.note

    def note_all_but_soldiers(suppression: Suppression, told: Conclusion) -> None:
        if told.rule.id == "bad":
            _fail_at_soldiers(told.match)
        note(suppression, told)

    monkeypatch.setattr(Suppression, "note", note_all_but_soldiers)
    engine, alerts = _fed(rules)
    assert [each.updates[-1] for each in alerts if each.rule == "bad"] == ["u0", "u1", "u2"]
    assert engine.failed == {"bad": "ZeroDivisionError: soldiers"}


def test_rule_that_fails_at_an_alert_costs_that_alone() -> None:
    """Of a block the alerts are written in one go, and an update whose id no UTF-8 can hold takes no other with it."""
    engine = Engine(RuleSet((rule_of(),)))
    alerts = engine.feed([update_at(at, id=name) for at, name in enumerate(("a", "\ud800", "b"))])
    assert [each.updates[-1] for each in alerts] == ["a", "b"]
    assert engine.failed.keys() == {"r"}


class _Lateless(Each):
    """A rule type that fails at what it takes for one key."""

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Fail at its key."""
        for each in given:
            if each[1] == ("a",):
                raise ZeroDivisionError(each)
            super().take([each], out)


def test_rule_that_fails_at_a_late_update_costs_that_alone(rules: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules beside it hear of it, and so do its other keys."""
    monkeypatch.setitem(_DECISIONS, CasualtiesRule, _Lateless)
    bad, *others = rules.rules
    engine = Engine(replace(rules, rules=(replace(bad, group_by=("tags",)), *others)))
    engine.feed([update_at(60, "Calm")])
    late: Update = structs.replace(update_at(0, "Three soldiers were killed."), tags=["a", "b"])
    told = [(each.rule, each.key, each.late) for each in engine.feed([late])]
    assert told == [("bad", {"tags": "b"}, True), ("good", {"stream": "test"}, True)]
    assert engine.failed.keys() == {"bad"}


class _Undumped(Count):
    """A rule type that fails at what it holds for a key."""

    def dump_row(self, row: object) -> object:
        """Fail."""
        raise ZeroDivisionError(row)


class _Unloaded(Count):
    """A rule type that fails at what it held for the second key."""

    def load_row(self, dumped: object) -> Content[CountRule]:
        """Fail at what rests on its update."""
        if "u1" in str(dumped):
            raise ZeroDivisionError(dumped)
        return super().load_row(dumped)


@pytest.mark.parametrize("broken", [_Undumped, _Unloaded])
def test_rule_that_fails_while_rules_are_reloaded_starts_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: type[Count]
) -> None:
    """What fired for it resolves, as for a rule that is gone, and the rules beside it keep their state."""
    path = tmp_path / "r.yaml"
    bad = "{id: bad, type: count, match: killed, group_by: [data.who], timespan: 1h, condition: {gte: 1}}"
    good = "{id: good, type: distinct, match: killed, field: data.who, timespan: 1h, condition: {gte: 1}}"
    path.write_text(f"version: 1\nrules:\n  - {bad}\n  - {good}\n")
    rules = load_rules([path])
    monkeypatch.setitem(_DECISIONS, CountRule, broken)
    engine = Engine(rules)
    engine.open("test", update_at(0).time)
    who = enumerate(("women", "soldiers") * 2)
    updates = [structs.replace(update_at(at, "Two were killed."), data={"who": each}) for at, each in who]
    engine.feed(updates[:2])
    resolved = engine.reload(rules)
    assert [(each.rule, each.state, each.reason) for each in resolved] == [("bad", "resolved", "removed")] * 2
    assert engine.failed.keys() == {"bad"}
    assert [each.rule for each in engine.feed(updates[2:])] == ["bad", "bad"]


def test_rule_that_comes_with_a_reload_and_fails_at_its_streams_costs_that_alone(
    rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others go on."""
    monkeypatch.setitem(_DECISIONS, CasualtiesRule, _Unopened)
    engine = Engine(replace(rules, rules=rules.rules[1:2], inhibitions=()))
    engine.open("test", update_at(0).time)
    engine.reload(rules)
    assert engine.failed.keys() == {"bad"}
    assert [each.rule for each in engine.feed([update_at(0, "Three women were killed.")])] == ["bad", "good"]
