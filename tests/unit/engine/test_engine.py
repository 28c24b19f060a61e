"""The engine from rules and updates to alerts: repetition, cooldown, keys, identity, the record."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from replay.engine import Engine, evaluate
from replay.engine.decide.alert import alert_of
from replay.engine.decide.conclusion import Concluded, Conclusion, Given
from replay.engine.decide.each import Each
from replay.engine.decide.keys import keys_by
from replay.engine.decide.seats import _DECISIONS
from replay.engine.decide.timers import Timers
from replay.engine.fact import Key, Match
from replay.errors import RuleFailed
from replay.language.compiling.digest import with_digest
from replay.language.names import template_names
from replay.language.query import FIELDS
from replay.language.query.grammar import parse_query
from replay.language.ruleset import CasualtiesRule, MatchRule, Rule, RuleSet
from replay.language.ruletest import Journal
from replay.language.template import parse_template
from replay.model import Alert, Update, canonical_json

START = datetime(2020, 3, 5, 10, tzinfo=UTC)


def rule_of(match: str = "truce", *, id: str = "r", cooldown_s: int = 0, **changes: Any) -> MatchRule:  # noqa: A002, ANN401 -- the rule's own words
    """Return a match rule with the defaults of the language."""
    plain = MatchRule(
        id=id,
        title=id,
        severity="info",
        labels={},
        annotations={},
        cooldown=timedelta(seconds=cooldown_s),
        group_by=("stream",),
        fields=FIELDS,
        timezone="UTC",
        path="r.yaml",
        query=parse_query(match),
    )  # fmt: skip -- one line reads best
    return with_digest(replace(plain, **changes), {})


def casualties_of(**changes: Any) -> CasualtiesRule:  # noqa: ANN401 -- the rule's own fields
    """Return a casualties rule with the defaults of the language."""
    plain = CasualtiesRule(
        id="c",
        title="c",
        severity="info",
        labels={},
        annotations={},
        cooldown=timedelta(0),
        group_by=("stream",),
        fields=FIELDS,
        timezone="UTC",
        path="r.yaml",
        condition=None,
        statuses=("reported",),
        who=None,
    )  # fmt: skip -- one line reads best
    return with_digest(replace(plain, **changes), {})


def update_at(at_s: int = 0, headline: str = "truce", **given: Any) -> Update:  # noqa: ANN401 -- the update's own fields
    """Return an update some seconds after the start, its id made from them unless given."""
    plain: dict[str, Any] = {"id": f"u{at_s}", "stream": "test", "seq": at_s + 1, "headline": headline}
    return Update(**{**plain, "time": START + timedelta(seconds=at_s), **given})


def run(rules: Rule | list[Rule], *updates: Update) -> list[Alert]:
    """Return what a fresh engine raises."""
    return Engine(RuleSet(tuple(rules if isinstance(rules, list) else [rules]))).feed(updates)


def states(alerts: list[Alert]) -> list[tuple[str, str]]:
    """Return (update, state) of each alert."""
    return [(alert.updates[0], alert.state) for alert in alerts]


# --- repetition


def test_feed_repeated_update_is_dropped_within_and_across_calls() -> None:
    """A known (stream, id, rev) raises nothing a second time, whatever else of it differs."""
    engine = Engine(RuleSet((rule_of(),)))
    assert states(engine.feed([update_at(0), update_at(5, id="u0")])) == [("u0", "firing")]
    assert engine.feed([update_at(0)]) == []


def test_feed_same_id_on_another_stream_is_another_update() -> None:
    """Identity is of the stream too."""
    alerts = run(rule_of(), update_at(0, id="x"), update_at(1, id="x", stream="other"))
    assert [alert.stream for alert in alerts] == ["test", "other"]


def test_feed_edit_that_matches_something_new_fires() -> None:
    """An edit is an update of its own and is not dropped as a repetition."""
    first = update_at(0, "talks", id="x")
    edit = update_at(9, "truce", id="x", rev=2, on="edited")
    assert states(run(rule_of(), first, edit)) == [("x", "firing")]


def test_feed_edit_that_matches_nothing_new_does_not_fire_again() -> None:
    """An edit fires a rule again only if it matched something new (rule language, section 5, Identity)."""
    first = update_at(0, "truce", id="x")
    edit = update_at(9, "truce, corrected", id="x", rev=2, on="edited")
    assert states(run(rule_of(), first, edit)) == [("x", "firing")]


def test_edit_of_an_update_that_is_long_past_counts_as_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule remembers what the newest updates of the run matched, however few of them were its own."""
    monkeypatch.setattr("replay.engine.decide.edits.REMEMBERED_MAX", 3)
    others = [update_at(at, "calm", id=f"o{at}") for at in (1, 2)]
    early, late = (update_at(at, "truce", id=id_) for at, id_ in ((0, "x"), (3, "y")))
    edits = [update_at(at, "truce", id=id_, rev=2, on="edited") for at, id_ in ((4, "x"), (5, "y"))]
    assert [alert.updates for alert in run(rule_of(), early, *others, late, *edits)] == [("x",), ("y",), ("x",)]
    assert [alert.updates for alert in run(rule_of(), early, others[0], *edits)] == [("x",), ("y",)]


def test_feed_edit_that_matches_something_new_behind_twenty_places_fires() -> None:
    """What is new counts also where the evidence, which holds twenty places, has no room for it."""
    first = update_at(0, "truce " * 20, id="x")
    edit = update_at(9, "truce " * 20 + "war", id="x", rev=2, on="edited")
    assert states(run(rule_of("truce OR war"), first, edit)) == [("x", "firing"), ("x", "firing")]


def test_feed_raises_by_update_then_rule() -> None:
    """Alerts come in the order of the log: update, then rule id, then key."""
    rules: list[Rule] = [rule_of(id="a", group_by=("tags",)), rule_of(id="b")]
    alerts = run(rules, update_at(0, tags=("y", "x")), update_at(1))
    assert [(alert.updates[0], alert.rule, alert.key) for alert in alerts] == [
        ("test/u0", "a", {"tags": "x"}),
        ("test/u0", "a", {"tags": "y"}),
        ("u0", "b", {"stream": "test"}),
        ("test/u1", "a", {"tags": None}),
        ("u1", "b", {"stream": "test"}),
    ]


def test_not_counted_counts_mentions_that_a_rule_passed_over() -> None:
    """A denied casualty raises nothing, and is counted by rule and status."""
    engine = Engine(RuleSet((casualties_of(),)))
    assert engine.feed([update_at(0, "No casualties reported after the blast")]) == []
    assert engine.not_counted == {("c", "denied"): 1}


def test_not_counted_leaves_out_updates_that_the_rule_does_not_look_at() -> None:
    """`where` narrows what is passed over, as it narrows what is found."""
    engine = Engine(RuleSet((casualties_of(where=(("source", ("rt",)),)),)))
    for source in ("AP", "RT"):
        engine.feed([update_at(0, "No casualties reported after the blast", id=source, source=source)])
    assert engine.not_counted == {("c", "denied"): 1}


# --- cooldown


def test_cooldown_covers_its_start_and_not_its_end() -> None:
    """The interval is [t, t + cooldown): the same instant is in it, its end is not."""
    alerts = run(rule_of(cooldown_s=60), *(update_at(0, id=name) for name in "ab"), update_at(59), update_at(60))
    assert states(alerts) == [("a", "firing"), ("b", "suppressed"), ("u59", "suppressed"), ("u60", "firing")]
    assert [alert.suppressed_by for alert in alerts] == [(), ("cooldown",), ("cooldown",), ()]


def test_cooldown_is_not_started_by_a_suppressed_alert() -> None:
    """Only an alert that goes out starts one, so a steady stream of matches fires once per cooldown."""
    alerts = run(rule_of(cooldown_s=60), *(update_at(at) for at in range(0, 181, 30)))
    assert [update for update, state in states(alerts) if state == "firing"] == ["u0", "u60", "u120", "u180"]


def test_cooldown_of_zero_suppresses_nothing() -> None:
    """Two matches of one instant both go out."""
    assert states(run(rule_of(), update_at(0, id="a"), update_at(0, id="b"))) == [("a", "firing"), ("b", "firing")]


def test_cooldown_is_of_one_key() -> None:
    """Another source, and no source, have cooldowns of their own."""
    updates = [update_at(at, source=source) for at, source in enumerate(("RT", None, "AP", "RT", None))]
    alerts = run(rule_of(cooldown_s=60, group_by=("source",)), *updates)
    assert [alert.state for alert in alerts] == ["firing", "firing", "firing", "suppressed", "suppressed"]


def test_cooldown_is_of_one_rule() -> None:
    """A rule that went out keeps no other rule back."""
    rules: list[Rule] = [rule_of(id="a", cooldown_s=60), rule_of("truce AND talks", id="b", cooldown_s=60)]
    alerts = run(rules, update_at(0), update_at(1, "truce talks"))
    assert [(alert.rule, alert.state) for alert in alerts] == [("a", "firing"), ("a", "suppressed"), ("b", "firing")]


def test_cooldown_of_a_tag_suppresses_that_tag_alone() -> None:
    """Of one update the key that cools down is suppressed, and its other key goes out."""
    alerts = run(rule_of(cooldown_s=60, group_by=("tags",)), update_at(0, tags=("a",)), update_at(1, tags=("a", "b")))
    assert [(alert.key["tags"], alert.state) for alert in alerts] == [
        ("a", "firing"),
        ("a", "suppressed"),
        ("b", "firing"),
    ]


def test_cooldown_beyond_the_calendar_suppresses() -> None:
    """The last day there is raises alerts like any other; a cooldown that outlasts time is no crash."""
    last = datetime(9999, 12, 31, 23, tzinfo=UTC)
    updates = [update_at(0, time=last), update_at(1, time=last + timedelta(minutes=1))]
    assert states(run(rule_of(cooldown_s=86400), *updates)) == [("u0", "firing"), ("u1", "suppressed")]


# --- keys


@pytest.mark.parametrize(
    ("group_by", "given", "keys"),
    [
        ((), {}, [()]),
        (("stream",), {}, [("test",)]),
        (("source",), {}, [(None,)]),
        (("source", "stream"), {"source": "RT"}, [("RT", "test")]),
        (("tags",), {}, [(None,)]),
        (("tags",), {"tags": ("b", "a", "b")}, [("a",), ("b",)]),
        (
            ("tags", "data.x"),
            {"tags": ("b", "a"), "data": {"x": [2, 1]}},
            [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")],
        ),
        (("data.x",), {}, [(None,)]),
        (("data.x",), {"data": {"x": None}}, [(None,)]),
        (("data.x",), {"data": {"x": []}}, [(None,)]),
        (("data.x",), {"data": {"x": 5}}, [("5",)]),
        (("data.x",), {"data": {"x": 0}}, [("0",)]),
        (("data.x.y",), {"data": {"x.y": "z"}}, [("z",)]),
        (("data.x",), {"data": {"x": [None, "a"]}}, [(None,), ("a",)]),
        (("data.x",), {"data": {"x": True}}, [("true",)]),
    ],
)  # fmt: skip -- one case a line
def test_keys_of_group_by_are_the_values_fanned_out(
    group_by: tuple[str, ...], given: dict[str, Any], keys: list[tuple[str | None, ...]]
) -> None:
    """One key for each combination of values, each once, sorted, *none* first; a value is text as JSON writes it."""
    assert list(keys_by(group_by)(Match.of_update(update_at(0, **given)))) == keys


def test_stream_of_an_alert_across_streams_is_all() -> None:
    """`group_by: []` has one key for all streams, and so one cooldown."""
    alerts = run(rule_of(cooldown_s=60, group_by=()), update_at(0), update_at(1, stream="other"))
    assert [(alert.stream, alert.key, alert.state) for alert in alerts] == [
        ("all", {}, "firing"),
        ("all", {}, "suppressed"),
    ]


def test_key_of_casualties_who_is_unknown_where_the_text_names_none() -> None:
    """As a key, victims that are not named are `unknown` (rule language, section 4)."""
    alerts = run(casualties_of(group_by=("casualties.who",)), update_at(0, "The blast caused casualties."))
    assert [alert.key for alert in alerts] == [{"casualties.who": "unknown"}]


def test_key_of_a_range_reads_as_a_person_would_write_it() -> None:
    """A count of casualties in a key is no Python object."""
    alerts = run(casualties_of(group_by=("casualties.killed",)), update_at(0, "Three soldiers were killed."))
    assert [alert.key for alert in alerts] == [{"casualties.killed": "3"}]


# --- identity


def id_of(rule: Rule, key: tuple[str | None, ...] = ("test",), *, suppressed: bool = False, **given: Any) -> str:  # noqa: ANN401 -- the update's own fields
    """Return the id of the alert of *rule* for one update."""
    match = Match.of_update(update_at(0, **given))
    return alert_of(
        Conclusion(rule=rule, key=key, match=match, time=match.time), ("cooldown",) if suppressed else ()
    ).id


def test_alert_id_is_the_documented_hash() -> None:
    """128 bits of SHA-256 over canonical JSON of rule id, digest, key, time and trigger."""
    rule = rule_of()
    hashed = ["r", rule.digest, {"stream": "test"}, "2020-03-05T10:00:00Z", ["test", "u0", 1]]
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (alert,) = run(rule, update_at(0))
    assert alert.id == hashlib.sha256(text.encode()).hexdigest()[:32]


def test_alert_id_is_shared_by_firing_and_suppressed() -> None:
    """One alert has one id, whether it goes out or not."""
    assert id_of(rule_of()) == id_of(rule_of(), suppressed=True)


@pytest.mark.parametrize(
    "change", [{"title": "T"}, {"severity": "critical"}, {"labels": {"a": "b"}}, {"path": "other.yaml"}]
)
def test_alert_id_does_not_depend_on_what_the_digest_leaves_out(change: dict[str, Any]) -> None:
    """Title, severity, labels and the file's name may change without a new alert."""
    assert id_of(rule_of(**change)) == id_of(rule_of())


def test_alert_id_differs_by_rule_digest_key_time_and_trigger() -> None:
    """Whatever makes another alert makes another id."""
    rule = rule_of()
    ids = [
        id_of(rule),
        id_of(rule_of(id="s")),
        id_of(rule_of("truce*")),
        id_of(rule_of(cooldown_s=1)),
        id_of(rule_of(timezone="Europe/Moscow")),
        id_of(rule, ("other",)),
        id_of(rule, (None,)),
        id_of(rule, ("None",)),
        id_of(rule, time=START + timedelta(seconds=1)),
        id_of(rule, id="u1"),
        id_of(rule, rev=2),
        id_of(rule, stream="other"),
    ]
    assert len(set(ids)) == len(ids)
    assert all(len(each) == 32 and set(each) <= set("0123456789abcdef") for each in ids)


# --- the record


def test_alert_says_what_its_rule_says() -> None:
    """Title, severity and labels are the rule's; updates and evidence are the match's."""
    rule = rule_of(title="Truce!", severity="critical", labels={"desk": "world"})
    (alert,) = run(rule, update_at(0, "A Truce holds"))
    assert (alert.title, alert.severity, alert.labels) == ("Truce!", "critical", {"desk": "world"})
    assert (alert.time, alert.stream, alert.key) == (START, "test", {"stream": "test"})
    assert (alert.updates, alert.count, alert.value) == (("u0",), 1, None)
    (evidence,) = alert.evidence
    assert (evidence.update, evidence.field, evidence.start, evidence.end, evidence.text) == (
        *("u0", "headline", 2, 7),
        "Truce",
    )


def test_annotations_are_rendered_against_the_trigger() -> None:
    """Paths of the update, the key and the rule are filled in, the clock in the file's zone, none as nothing."""
    source = (
        "{{ update.headline | upper }} {{ time | clock }} {{ rule }} {{ key.source }} {{ count }} {{ update.data.x }}."
    )
    template = parse_template(source, names=template_names(["source"], casualties=False), timezone="Europe/Moscow")
    rule = rule_of(annotations={"summary": template}, group_by=("source",))
    alerts = run(rule, update_at(0, source="RT", data={"x": "y"}), update_at(1))
    assert [alert.annotations for alert in alerts] == [
        {"summary": "TRUCE 13:00 r RT 1 y."},
        {"summary": "TRUCE 13:00 r  1 ."},
    ]


def test_casualties_alert_has_value_and_annotations_of_the_count() -> None:
    """The summary is the value, as JSON, and its ranges can be rendered."""
    template = parse_template(
        "{{ casualties.killed }}/{{ casualties.wounded }}/{{ casualties.who }}",
        names=template_names(["stream"], casualties=True),
    )
    (alert,) = run(
        casualties_of(annotations={"n": template}), update_at(0, "At least 12 Turkish soldiers were killed.")
    )
    assert alert.value == {"killed": {"min": 12, "max": None}}
    assert alert.annotations == {"n": "at least 12//Turkish soldiers"}


def test_canonical_json_of_an_alert_is_sorted_compact_and_stable() -> None:
    """Keys are sorted at every level and nothing depends on the order in which a mapping was filled."""
    labels = {"é": "1", "b": "2", "a": "停火"}
    one, other = (
        run(rule_of(labels=given, group_by=("stream", "source")), update_at(0))[0]
        for given in (labels, dict(reversed(labels.items())))
    )
    line = canonical_json(one)

    def is_sorted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert [name for name, _ in pairs] == sorted(name for name, _ in pairs)
        return dict(pairs)

    decoded = json.loads(line, object_pairs_hook=is_sorted)
    assert decoded["labels"] == labels
    assert decoded["time"] == "2020-03-05T10:00:00Z"
    assert line == canonical_json(other)
    assert line == json.dumps(decoded, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_value_of_a_casualties_rule_renders_as_a_person_would_write_it() -> None:
    """An annotation with `{{ value }}` holds no braces of JSON."""
    names = template_names(("stream",), casualties=True)
    template = parse_template("{{ value }}", names=names, timezone="UTC")
    (alert,) = run(casualties_of(annotations={"s": template}), update_at(0, "Between 30 and 35 soldiers were killed."))
    assert alert.annotations == {"s": "killed 30-35"}


def test_rules_that_ask_alike_and_read_other_fields_each_have_their_own() -> None:
    """What one search found is shared, and the victims by which one of them is keyed are not."""
    rules = [rule_of("killed"), rule_of("killed", id="s", group_by=("casualties.who",)), rule_of("killed", id="t")]
    alerts = run([*rules, casualties_of()], update_at(0, "Three soldiers were killed."))
    assert [(alert.rule, alert.key) for alert in alerts if alert.rule != "c"] == [
        ("r", {"stream": "test"}),
        ("s", {"casualties.who": "soldier"}),
        ("t", {"stream": "test"}),
    ]


# --- many facts at once


def test_updates_are_decided_on_in_parts_of_few_facts_and_of_one_update_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An update of which more is read than is decided on at once is a part by itself, and none is empty."""
    monkeypatch.setattr("replay.engine.engine.AT_ONCE", 2)
    rules = RuleSet((*(rule_of("fire", id=f"f{number}") for number in range(3)), rule_of("truce")))
    engine = Engine(rules)
    headlines = ("fire", "truce", "truce", "truce", "calm", "fire")
    updates = [update_at(at, headline) for at, headline in enumerate(headlines)]
    parts = list(engine.parts(engine.read(updates)))
    assert [[each.id for each in part.updates] for part in parts] == [["u0"], ["u1", "u2"], ["u3", "u4"], ["u5"]]
    assert [alert.rule for part in parts for alert in engine.decide(part)] == [
        *("f0", "f1", "f2", "r", "r", "r", "f0", "f1", "f2"),
    ]


# --- one bad rule


class _Broken(Each):
    """A rule type that fails at some updates."""

    def take(self, given: Iterable[Given], out: list[Concluded]) -> None:
        """Fail at a headline of soldiers."""
        for each in given:
            (now, *_), _, (one,) = each
            if one.match.trigger and "soldiers" in one.match.trigger.headline:
                raise ZeroDivisionError(f"soldiers at {now:%H:%M}")
            super().take([each], out)


def test_rule_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its health says why; the rules beside it conclude what they always do."""
    monkeypatch.setitem(_DECISIONS, CasualtiesRule, _Broken)
    rules = RuleSet((casualties_of(), rule_of("soldiers")))
    engine = Engine(rules)
    assert [alert.rule for alert in engine.feed([update_at(0, "Three soldiers were killed.")])] == ["r"]
    assert engine.failed == {"c": "ZeroDivisionError: soldiers at 10:00"}
    with pytest.raises(RuleFailed, match=r"^rule 'c' failed: ZeroDivisionError: soldiers at 10:00; please report it"):
        evaluate(rules, Journal(("test",), START, [update_at(0, "Three soldiers were killed.")], START))


def test_rule_that_fails_goes_on_with_the_next_update(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it fails at costs that update alone, though a whole block is fed at once."""
    monkeypatch.setitem(_DECISIONS, CasualtiesRule, _Broken)
    whose = ("women", "soldiers", "soldiers", "women")
    updates = [update_at(at, f"Three {who} were killed.") for at, who in enumerate(whose)]
    assert states(run(casualties_of(), *updates)) == [("u0", "firing"), ("u3", "firing")]


class _Keyless(Each):
    """A rule type that fails at the keys of some updates."""

    def __init__(self, rule: CasualtiesRule, timers: Timers) -> None:
        super().__init__(rule, timers)
        self.keys_of = self._keys

    def _keys(self, match: Match) -> Sequence[Key]:
        """Fail at a headline of soldiers."""
        if match.trigger and "soldiers" in match.trigger.headline:
            raise ZeroDivisionError("soldiers")
        return keys_by(("tags",))(match)


def test_rule_that_fails_at_a_key_costs_that_update_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a key is may be read out of the text; the rules beside it, and the rest of the block, are not lost."""
    monkeypatch.setitem(_DECISIONS, CasualtiesRule, _Keyless)
    engine = Engine(RuleSet((casualties_of(group_by=("tags",)), rule_of("killed"))))
    updates = [update_at(at, f"Three {who} were killed.") for at, who in enumerate(("soldiers", "women"))]
    assert [(each.rule, each.updates[0]) for each in engine.feed(updates)] == [
        ("r", "u0"),
        ("c", "test/u1"),
        ("r", "u1"),
    ]
    assert engine.failed == {"c": "ZeroDivisionError: soldiers"}
