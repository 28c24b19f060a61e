"""What is told of scores: to a program one object, to a person misses, false alarms, and a table of the rules."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from replay.backtest.labels import load_labels
from replay.backtest.scoring import Scoring
from replay.cli.backtest.scores import tell_scores
from replay.cli.parts.screen import Screen
from replay.engine import Block
from replay.errors import RuleFileError
from replay.model import Alert
from tests.unit.backtest.alerts import alert
from tests.unit.backtest.streams import stream_of
from tests.unit.cli.conftest import Read

STREAM = stream_of("news", (-180, "first"), (120, "last"))
"""From 7:00, the minute 0 of the alerts, to 12:00."""

Tell = Callable[..., None]
Told = Callable[..., dict[str, Any]]


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Return what holds alerts against labels, and tells what came of it."""
    monkeypatch.chdir(tmp_path)

    def of(labels: Sequence[str], alerts: Sequence[Alert] = (), timezone: str = "UTC") -> None:
        path = Path("labels.yaml")
        path.write_text("version: 1\nlabels:\n" + "".join(f"  - {{{label}}}\n" for label in labels), encoding="utf-8")
        scoring = Scoring(load_labels(path))
        scoring.take(Block(STREAM.updates, alerts))
        tell_scores(scoring, [STREAM], Screen(as_json=False), timezone)

    return of


@pytest.fixture
def told(tell: Tell, capsys: pytest.CaptureFixture[str]) -> Told:
    """Return what tells a program of scores."""

    def of(*arguments: Any) -> dict[str, Any]:  # noqa: ANN401 -- those of `tell`
        tell(*arguments)
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed

    return of


def test_program_gets_the_measures_of_each_rule(told: Told) -> None:
    """Delays in seconds of story time; one of two labels found by one of two alerts."""
    labels = ["rule: fire, time: 2020-03-05T07:00:00Z", "rule: fire, time: 2020-03-05T09:00:00Z"]
    (score,) = told(labels, [alert(2), alert(200)])["scores"]
    assert score == {
        "rule": "fire", "labels": 2, "found": 1, "missed": 1, "alerts": 2, "false_alarms": 1,
        "precision": 0.5, "recall": 0.5, "f1": 0.5, "delay_median_s": 120.0, "delay_max_s": 120.0,
    }  # fmt: skip


def test_program_gets_null_where_there_is_nothing_to_measure(told: Told) -> None:
    """A rule that never fired has no precision, and what was not found no delay."""
    (score,) = told(["rule: flood, time: 2020-03-05T07:00:00Z"])["scores"]
    assert (score["precision"], score["recall"], score["delay_median_s"], score["delay_max_s"]) == (
        None,
        0.0,
        None,
        None,
    )


def test_program_gets_misses_with_their_places_and_false_alarms_whole(told: Told) -> None:
    """A label without a rule has null for it; the place is that of the line to look at."""
    printed = told(["time: 2020-03-05T07:00:00Z", "update: u2, stream: news"], [alert(200)])
    assert printed["missed"] == [
        {"place": "labels.yaml:3:5", "rule": None, "stream": None, "time": "2020-03-05T07:00:00Z", "update": None},
        {"place": "labels.yaml:4:5", "rule": None, "stream": "news", "time": None, "update": "u2"},
    ]
    assert [each["id"] for each in printed["false_alarms"]] == ["fire-200"]


def test_program_gets_the_number_of_labels_outside_of_the_streams(told: Told) -> None:
    """They are neither found nor missed."""
    printed = told(["time: 2019-03-05T07:00:00Z", "time: 2020-03-05T07:00:00Z"], [alert(0)])
    (score,) = [each for each in printed["scores"] if each["rule"] is None]
    assert (printed["outside"], printed["missed"], score["labels"]) == (1, [], 1)


def test_update_that_did_not_come_is_told_before_anything_is_shown(
    tell: Tell, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its place, and what to do."""
    with pytest.raises(RuleFileError) as caught:
        tell(["update: u1", "update: u9"])
    assert str(caught.value) == "labels.yaml:4:5  there is no update 'u9'; correct the id, or take the label out"
    assert capsys.readouterr().out == ""


def test_person_reads_what_was_missed_and_what_alerted_for_nothing(tell: Tell, read: Read) -> None:
    """Times by the clock of the zone; a label of an update by its id; where in the file to look."""
    labels = ["time: 2020-03-05T07:00:00Z", "rule: flood, update: u2"]
    lines = [line.split() for line in read(lambda: tell(labels, [alert(200)], "Europe/Moscow"))]
    assert lines[:3] == [
        ["missed"],
        ["10:00", "any", "rule", "labels.yaml:3:5"],
        ["u2", "flood", "labels.yaml:4:5"],
    ]
    assert lines[lines.index(["false", "alarms"]) + 1] == ["13:20", "fire", "info"]


def test_person_reads_a_line_for_each_rule_with_a_dash_where_nothing_is_measured(tell: Tell, read: Read) -> None:
    """In percent, and delays in words."""
    labels = ["rule: fire, time: 2020-03-05T07:00:00Z", "rule: flood, time: 2020-03-05T08:00:00Z"]
    lines = [line.split() for line in read(lambda: tell(labels, [alert(25), alert(50)]))]
    assert ["fire", "1", "of", "1", "2", "1", "50%", "100%", "25", "min", "25", "min"] in lines
    assert ["flood", "0", "of", "1", "0", "0", "-", "0%", "-", "-"] in lines


def test_person_reads_twenty_misses_and_how_many_more_there_are(tell: Tell, read: Read) -> None:
    """And that labels were left out."""
    outside = "time: 2019-03-05T07:00:00Z"
    labels = [f"rule: fire, time: 2020-03-05T07:{minute:02}:00Z" for minute in range(23)]
    lines = read(lambda: tell([*labels, outside]))
    assert sum("labels.yaml:" in line for line in lines) == 20
    assert "… and 3 more, which --json lists" in lines
    assert "labels left out since they are not within the streams: 1" in lines


def test_person_reads_of_no_misses_and_no_false_alarms_where_there_are_none(tell: Tell, read: Read) -> None:
    """The table stands alone, below its header of two lines."""
    _, header, *rows = read(lambda: tell(["rule: fire, time: 2020-03-05T07:00:00Z"], [alert(0)]))
    assert header.split()[:3] == ["rule", "found", "alerts"]
    assert [row.split()[:4] for row in rows] == [["fire", "1", "of", "1"]]
