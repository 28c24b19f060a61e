"""What an explanation says of an update agrees with what the engine does, and names the part that decided."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from replay.engine.explain import Explainer, Explanation
from replay.engine.explain.parts import Part, explain_query
from replay.engine.read.fields import Fields
from replay.language.load import load_rules
from replay.language.query.grammar import parse_query
from replay.language.query.terms import parse_item, union
from replay.model import Stream, Update

START = datetime(2020, 3, 5, 10, tzinfo=UTC)
LISTS = {"truce": union([parse_item("cease-fire*"), parse_item("armistice")], "list:truce")}


def update(minute: int, headline: str, **more: object) -> Update:
    """Return the update of a minute."""
    given = {"id": f"u{minute}", "seq": minute + 1, **more}
    return Update(stream="day", time=START + timedelta(minutes=minute), headline=headline, **given)  # type: ignore[arg-type]  # given by name


def explain(tmp_path: Path, rules: str, updates: Sequence[Update], rule: str) -> Explainer:
    """Return what explains *rule* over a stream of *updates*."""
    path = tmp_path / "rules.yaml"
    path.write_text("version: 1\n" + rules)
    return Explainer(load_rules([path]), rule, Stream("day", "Day", "UTC", updates))


def lines(part: Part, depth: int = 0) -> list[str]:
    """Return a part as one line each, its marks and quotes in short."""
    mark = {True: "+", False: "-", None: "."}[part.holds]
    found = [each.text for each in part.found]
    own = (
        f"{'  ' * depth}{mark} {part.what}" + (f" | {part.note}" if part.note else "") + (f" {found}" if found else "")
    )
    return [own, *(line for below in part.parts for line in lines(below, depth + 1))]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("truce", ["- truce"]),
        ("*", ["+ * | every update"]),
        ("list:truce", ["+ list:truce ['Cease\u2011fire']"]),
        ("body:list:truce", ["- body:list:truce | none of cease fire*, ceasefire*, armistice"]),
        (
            "list:truce AND NOT (minister OR general)",
            [
                "- list:truce AND NOT (minister OR general)",
                "  + list:truce ['Cease\u2011fire']",
                "  - NOT (minister OR general)",
                "    + minister ['minister']",
                "    - general",
            ],
        ),
        ("idlib OR NOT rain AND says", ["+ idlib OR NOT rain AND says"]),
        ("source:TASS", ['- source:"TASS" | source is rt']),
        ("author:x", ['- author:"x" | no author']),
        (
            "idlib NEAR/1 says",
            ["- idlib NEAR/1 says | not close to each other", "  + idlib ['Idlib']", "  + says ['says']"],
        ),
        ("minister NEAR/1 number", ["- minister NEAR/1 number", "  + minister ['minister']", "  . number"]),
        ("/[Mm]inister/", ["+ /[Mm]inister/ ['minister']"]),
        ("NOT exact:RAIN AND idlib", ["+ NOT exact:RAIN AND idlib", "  + NOT exact:RAIN", "  + idlib ['Idlib']"]),
    ],
)
def test_query_is_told_part_by_part(source: str, told: list[str]) -> None:
    """Each part says whether it holds, and what it found or came upon instead; quotes are of the original."""
    fields = Fields(update(1, "Cease\u2011fire in Idlib now or never, says minister", source="RT"))
    part = explain_query(parse_query(source, LISTS), ("headline", "body"), fields)
    assert lines(part)[: len(told)] == told


CASUALTIES = """rules:
  - {id: toll, type: casualties, condition: {killed: {gte: 10}, any: {at_least: 1}}, who: {match: turkish OR syrian}}
  - {id: any, type: casualties, where: {source: [rt, tass]}}
"""


def told_of(explanation: Explanation) -> list[str]:
    """Return all parts of an explanation as lines."""
    return [line for part in explanation.parts for line in lines(part)]


def test_casualties_are_told_mention_by_mention(tmp_path: Path) -> None:
    """What was read, what of it does not count and why, and which comparison did not hold."""
    updates = [update(0, "Two Turkish soldiers killed", body="Three Greek sailors died. No Syrian casualties.")]
    explainer = explain(tmp_path, CASUALTIES, updates, "toll")
    explanation = explainer.at_update(updates[0])
    assert not explanation.holds
    told = told_of(explanation)
    assert told[0] == "- casualties"
    assert "  + killed: 2 of Turkish soldiers, reported ['Two Turkish soldiers killed']" in told
    assert any("Greek sailors" in line and "not the victims asked for" in line and line[2] == "-" for line in told)
    assert any("not counted: denied" in line for line in told)
    assert told[-2:] == ["  + any: {at_least: 1} | killed 2", "  - killed: {gte: 10} | killed 2"]


def test_where_tells_the_value_that_there_is(tmp_path: Path) -> None:
    """An update that a rule would take but for `where` says which path has which value."""
    updates = [update(0, "Two soldiers killed", source="AFP"), update(1, "Two soldiers killed", source="TASS")]
    explainer = explain(tmp_path, CASUALTIES, updates, "any")
    first, second = (explainer.at_update(each) for each in updates)
    assert (first.holds, second.holds) == (False, True)
    assert told_of(first)[-1] == "- where source: rt or tass | source is AFP"
    assert [len(each.alerts) for each in (first, second)] == [0, 1]


STATES = """rules:
  - {id: fire, match: fire, cooldown: 10m}
  - {id: burst, type: count, rules: [fire], timespan: 10m, condition: {gte: 2}}
  - {id: silent, type: absence, match: fire, timespan: 30m}
  - {id: then, type: sequence, timespan: 1h, steps: [{id: a, rule: fire}, {id: b, match: rain}], unless: sun}
  - {id: new, type: new_value, field: source}
inhibit:
  - {source: burst, target: [new], equal: [stream]}
  - {source: silent, target: [new], equal: [stream]}
silences: [{rule: then, from: 2020-03-05T10:00:00Z, to: 2020-03-05T11:00:00Z, reason: a drill}]
"""
DAY = [
    update(0, "Fire", source="RT"),
    update(5, "Fire again"),
    update(6, "Fire still", source="TASS"),
    update(7, "Rain"),
    update(50, "Sun"),
]


def test_count_tells_its_inputs_and_that_it_fires_already(tmp_path: Path) -> None:
    """Not enough, just enough, and no second alert while it fires."""
    explainer = explain(tmp_path, STATES, DAY, "burst")
    first, second, third, rain, _ = (explainer.at_update(each) for each in DAY)
    assert told_of(first) == ["+ a match of rule fire", ". count {gte: 2} within 10m | 1 so far, u0"]
    assert [(alert.state, alert.count) for alert in second.alerts] == [("firing", 2), ("resolved", 2)]
    assert told_of(third)[1] == ". count {gte: 2} within 10m | 3 so far, u0, u5, u6"
    assert [alert.time for alert in third.firing_since] == [DAY[1].time]
    assert (third.alerts, rain.holds, rain.firing_since) == ((), False, third.firing_since)


def test_count_leaves_out_what_comes_later_in_the_same_instant(tmp_path: Path) -> None:
    """Of two updates of one minute the first was judged before the second came."""
    updates = [update(0, "Fire"), update(0, "Fire", id="v0", seq=2)]
    explainer = explain(tmp_path, STATES, updates, "burst")
    assert [told_of(explainer.at_update(each))[-1].partition("| ")[2] for each in updates] == [
        "1 so far, u0",
        "2 so far, u0, v0",
    ]


KEYED = """\
rules:
  - {id: voices, type: distinct, field: source, timespan: 1h, condition: {gte: 2}}
  - {id: nobody, type: distinct, field: author, timespan: 1h, condition: {gte: 2}}
  - {id: each, type: count, group_by: [source], timespan: 1h, condition: {gte: 2}}
  - {id: rush, type: spike, timespan: 10m, baseline: 1h, condition: {ratio_gte: 2}}
  - {id: quiet, type: absence, group_by: [source], timespan: 30m}
"""


@pytest.mark.parametrize(
    ("rule", "place", "told"),
    [
        ("voices", 2, "2 so far, RT, TASS"),
        ("nobody", 2, "no author"),
        ("each", 2, "1 so far, u6"),
        ("rush", 4, "1 so far, u50; 4 in the baseline"),
        ("quiet", 2, "none came before"),
        ("quiet", 4, "the last one before is u7"),
    ],
)
def test_window_tells_what_it_holds_for_the_key_of_the_update(tmp_path: Path, rule: str, place: int, told: str) -> None:
    """Values where values count, the baseline beside a spike, and nothing of other keys."""
    explanation = explain(tmp_path, KEYED, DAY, rule).at_update(DAY[place])
    assert told_of(explanation)[-1].partition("| ")[2] == told


def test_absence_tells_its_deadline_and_its_last_input(tmp_path: Path) -> None:
    """At the deadline there is no update; before it the explanation names what came last."""
    explainer = explain(tmp_path, STATES, DAY, "silent")
    deadline = DAY[2].time + timedelta(minutes=30)
    explanation = explainer.at_deadline(deadline)
    assert (explanation.update, [alert.state for alert in explanation.alerts]) == (None, ["firing"])
    assert told_of(explainer.at_update(DAY[4]))[-1] == ". none for 30m | the last one before is u6"


def test_sequence_tells_each_step_and_what_silenced_it(tmp_path: Path) -> None:
    """Steps by their names, `unless` too; a suppressed alert says by what."""
    explainer = explain(tmp_path, STATES, DAY, "then")
    rain = explainer.at_update(DAY[3])
    assert told_of(rain) == [
        "- step a",
        "  - a match of rule fire",
        "+ step b",
        "  + rain ['Rain']",
        "- unless, which clears what has begun",
        "  - sun",
        ". a, then b, within 1h",
    ]
    assert ([alert.state for alert in rain.alerts], rain.held_back) == (["suppressed"], ("silence: a drill",))


@pytest.mark.parametrize(
    ("rule", "place", "held_back"),
    [("fire", 1, ("cooldown: the alert of u0",)), ("new", 2, ("inhibit: rule burst",)), ("new", 0, ())],
)
def test_suppressed_alert_names_what_held_it_back(
    tmp_path: Path, rule: str, place: int, held_back: tuple[str, ...]
) -> None:
    """The earlier alert of a cooldown, the rule of an inhibition."""
    assert explain(tmp_path, STATES, DAY, rule).at_update(DAY[place]).held_back == held_back


def test_edit_that_matched_nothing_new_matches_without_an_alert(tmp_path: Path) -> None:
    """The edit is explained by itself: the alert of the first revision is not its own."""
    updates = [update(0, "Fire"), update(5, "Fire!", id="u0", rev=2, on="edited")]
    explainer = explain(tmp_path, STATES, updates, "fire")
    first, edit = (explainer.at_update(each) for each in updates)
    assert (first.holds, len(first.alerts)) == (True, 1)
    assert (edit.holds, edit.alerts) == (True, ())
