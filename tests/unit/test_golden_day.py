"""The recorded day of 5 March 2020, read from end to end: which updates match, and what the text says."""

# ruff: noqa: RUF001, RUF002 -- the spellings are the subject

import re
from collections import Counter
from pathlib import Path

import pytest

from replay import shipped
from replay.engine import Engine
from replay.engine.read import casualties
from replay.formats import open_stream
from replay.language.load import load_rules
from replay.model import Alert, Stream, Update

RULES = """
version: 1
defaults: {cooldown: 0s}
rules:
  - {id: ceasefire, match: cease-fire* OR truce* OR armistice*}
  - {id: syria, match: Syria}
"""

STATES = ("casualty-burst", "stream-silent", "update-burst")


@pytest.fixture(scope="module")
def day() -> Stream:
    """Return the shipped day."""
    return open_stream("idlib")


@pytest.fixture(scope="module")
def alerts(day: Stream, tmp_path_factory: pytest.TempPathFactory) -> list[Alert]:
    """Return what the rules of this file raise on the day."""
    path = tmp_path_factory.mktemp("rules") / "rules.yaml"
    path.write_text(RULES)
    return Engine(load_rules([path])).feed(day.updates)


@pytest.fixture(scope="module")
def shipped_alerts(day: Stream) -> list[Alert]:
    """Return what the shipped packs raise on the day."""
    return Engine(load_rules([Path(shipped.RULES)])).feed(day.updates)


def times(alerts: list[Alert], rule: str) -> list[str]:
    """Return when a rule fired, HH:MM."""
    assert all(alert.state == "firing" for alert in alerts if alert.rule == rule)
    return [f"{alert.time:%H:%M}" for alert in alerts if alert.rule == rule]


def told(update: Update) -> list[tuple[str, str, int | None, int | None, bool, str, str | None, str | None]]:
    """Return the mentions of an update that a rule may count: field, kind, range, vague, status, who, by whom."""
    return [
        (field, each.kind, each.min, each.max, each.approx, each.status, each.who, each.said_by)
        for field in ("headline", "body")
        for each in casualties.read(getattr(update, field))
        if each.status in {"reported", "recap"}
    ]


def test_day_has_sixteen_updates_from_1021_to_1725(day: Stream) -> None:
    """The recording, the newest headline and the lead make sixteen updates in release order."""
    assert [f"{update.time:%H:%M}" for update in day.updates] == [
        *("10:21", "10:26", "11:07", "11:09", "11:10", "11:13", "11:14", "11:34"),
        *("13:23", "14:36", "17:01", "17:21", "17:22", "17:23", "17:24", "17:25"),
    ]


def test_ceasefire_rule_fires_three_times_and_nowhere_else(alerts: list[Alert]) -> None:
    """The word stands in the headline of 10:21, the body of 17:23 and the lead."""
    assert times(alerts, "ceasefire") == ["10:21", "17:23", "17:25"]


def test_ceasefire_evidence_is_each_spelling_of_the_day(alerts: list[Alert], day: Stream) -> None:
    """Every occurrence is quoted as it was written, from the field it stands in."""
    by_id = {update.id: update for update in day.updates}
    for alert in alerts:
        if alert.rule != "ceasefire":
            continue
        update = by_id[alert.updates[0]]
        fields = {"headline": update.headline, "body": update.body}
        expected = [
            (field, *found.span(), found.group())
            for field, text in fields.items()
            for found in re.finditer("ceasefire", text, re.IGNORECASE)
        ]
        assert expected
        assert [(each.field, each.start, each.end, each.text) for each in alert.evidence] == expected


def test_syria_matches_the_possessive_and_evidence_cuts_the_word(alerts: list[Alert], day: Stream) -> None:
    """`Syria` is found in `Syria’s` and not in `Syrian`; each hit of the day is quoted as `Syria`, to the letter."""
    expected: dict[str, list[tuple[str, int, int]]] = {}
    for update in day.updates:
        for field, text in (("headline", update.headline), ("body", update.body)):
            for found in re.finditer(r"(?<![^\W_])Syria(?![^\W_])", text):
                expected.setdefault(update.id, []).append((field, *found.span()))
    by_id = {update.id: update for update in day.updates}
    hits = {alert.updates[0]: alert.evidence for alert in alerts if alert.rule == "syria"}
    assert "Syria’s" in by_id["1109-1"].headline
    assert {update: [(each.field, each.start, each.end) for each in evidence] for update, evidence in hits.items()} == {
        update: spans[:20] for update, spans in expected.items()
    }
    for update_id, evidence in hits.items():
        for each in evidence:
            assert each.text == getattr(by_id[update_id], each.field)[each.start : each.end] == "Syria"


def test_casualties_of_the_day_are_read_as_written(day: Stream) -> None:
    """Six updates tell of casualties; nothing else on the day is reported or told again."""
    assert {update.id: told(update) for update in day.updates if told(update)} == {
        "1021-1": [("body", "killed", None, 33, False, "recap", "Turkish servicemen", None)],
        "1109-1": [("body", "killed", 31, None, False, "recap", "Turkish troops", None)],
        "1110-1": [
            ("body", "killed", None, None, False, "reported", "Turkish soldiers", None),
            ("body", "killed", None, None, False, "reported", "servicemen", None),
            ("body", "unspecified", None, None, False, "reported", None, "Russian leader"),
        ],
        "1113-1": [("body", "killed", 2, None, True, "reported", "Turkish servicemen", None)],
        "1723-1": [("body", "unspecified", None, None, False, "reported", None, None)],
        "1725-1": [
            ("body", "killed", 2, None, True, "recap", "Turkish troops", None),
            ("body", "unspecified", None, 300, False, "reported", "Syrian soldiers", "Turkey"),
        ],
    }


def test_shipped_casualty_report_fires_for_the_six(shipped_alerts: list[Alert]) -> None:
    """Each update that tells of casualties raises one alert of the shipped pack."""
    assert times(shipped_alerts, "casualty-report") == ["10:21", "11:09", "11:10", "11:13", "17:23", "17:25"]


def test_shipped_mass_casualty_fires_for_the_two_tolls(shipped_alerts: list[Alert]) -> None:
    """Up to 33 and over 30 killed are ten or more; several are not."""
    assert times(shipped_alerts, "mass-casualty") == ["10:21", "11:09"]


def test_shipped_ceasefire_fires_as_the_rule_of_this_file(shipped_alerts: list[Alert]) -> None:
    """The pack's word list finds the same three updates."""
    assert times(shipped_alerts, "ceasefire") == ["10:21", "17:23", "17:25"]


def test_shipped_diplomacy_finds_the_day_of_the_summit(shipped_alerts: list[Alert]) -> None:
    """Arrival, start, end, agreement; not 11:10 ("Agree to Talk"), 14:36 ("started" below), 17:01 ("Lasted")."""
    assert times(shipped_alerts, "leader-arrival") == ["10:26"]
    assert times(shipped_alerts, "talks-start") == ["11:07"]
    assert times(shipped_alerts, "talks-end") == ["17:21"]
    assert times(shipped_alerts, "agreement-reached") == ["17:23", "17:25"]


def test_shipped_alerts_of_the_day_are_a_list_worth_reading(shipped_alerts: list[Alert]) -> None:
    """Nineteen fire, in the order of the alert log; a burst and a silence resolve; nothing is held back."""
    places = [(alert.time, alert.rule) for alert in shipped_alerts]
    assert places == sorted(places)
    assert Counter(alert.state for alert in shipped_alerts) == {"firing": 19, "resolved": 2}
    states = [(alert.rule, alert.state, f"{alert.time:%H:%M}") for alert in shipped_alerts if alert.rule in STATES]
    assert states == [
        ("casualty-burst", "firing", "11:13"),
        ("casualty-burst", "resolved", "11:39"),
        ("stream-silent", "firing", "16:36"),
        ("stream-silent", "resolved", "17:01"),
        ("update-burst", "firing", "17:24"),
    ]


def test_shipped_annotations_of_the_first_alert_are_rendered(shipped_alerts: list[Alert]) -> None:
    """Clock, headline and range are filled in."""
    first = next(alert for alert in shipped_alerts if alert.rule == "mass-casualty")
    headline = "Ceasefire at Stake: Putin and Erdogan to Discuss Idlib Escalation in Moscow"
    assert first.annotations == {"summary": f"10:21 UTC: {headline}", "killed": "up to 33"}
