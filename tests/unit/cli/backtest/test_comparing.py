"""What is told of a comparison: to a program one object, to a person the differences side by side."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from replay.backtest.compare import MOST_LISTED, Comparison
from replay.cli.backtest.comparing import tell_comparison
from replay.cli.parts.screen import Screen
from replay.model import Alert
from tests.unit.backtest.alerts import alert, at
from tests.unit.cli.conftest import Read


def tell(before: Sequence[Alert], after: Sequence[Alert], timezone: str = "UTC") -> None:
    """Compare two logs, and tell what came of it."""
    comparison = Comparison()
    comparison.take(before, after, at(0))
    comparison.finish()
    tell_comparison(comparison, Screen(as_json=False), timezone)


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[..., dict[str, Any]]:
    """Return what tells a program of a comparison."""

    def of(before: Sequence[Alert], after: Sequence[Alert]) -> dict[str, Any]:
        tell(before, after)
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        return printed

    return of


def test_program_gets_every_outcome_of_a_rule(told: Callable[..., dict[str, Any]]) -> None:
    """Rules by name; one that no alert came of is not there."""
    before = [alert(0), alert(100), alert(200), alert(300), alert(0, rule="flood")]
    after = [alert(0), alert(110), alert(200, severity="critical"), alert(400), alert(500)]
    assert told(before, after)["rules"] == [
        {"rule": "fire", "same": 1, "changed": 1, "moved": 1, "disappeared": 1, "appeared": 2},
        {"rule": "flood", "same": 0, "changed": 0, "moved": 0, "disappeared": 1, "appeared": 0},
    ]


def test_program_gets_both_sides_of_a_difference(told: Callable[..., dict[str, Any]]) -> None:
    """One that moved may have changed too; where there is no other side it is null."""
    moved, gone = told([alert(0), alert(200)], [alert(10, severity="critical")])["differences"]
    assert (moved["kind"], moved["changed"]) == ("moved", ["severity"])
    assert (moved["before"]["time"], moved["after"]["time"]) == ("2020-03-05T07:00:00Z", "2020-03-05T07:10:00Z")
    assert (gone["kind"], gone["changed"], gone["after"]) == ("disappeared", [], None)
    assert gone["before"]["id"] == "fire-200"


def test_program_gets_the_first_thousand_and_the_number_of_all(told: Callable[..., dict[str, Any]]) -> None:
    """What is counted is not cut."""
    printed = told([], [alert(40 * number) for number in range(MOST_LISTED + 5)])
    assert len(printed["differences"]) == MOST_LISTED
    assert printed["rules"][0]["appeared"] == MOST_LISTED + 5


def test_program_gets_empty_lists_of_an_empty_comparison(told: Callable[..., dict[str, Any]]) -> None:
    """Neither rule set raised anything."""
    assert told([], []) == {"rules": [], "differences": []}


@pytest.mark.parametrize("count", [0, 3])
def test_person_reads_that_nothing_differs(count: int, read: Read) -> None:
    """In how many alerts: none at all may mean that the rules were wrong."""
    log = [alert(minute) for minute in range(count)]
    assert read(lambda: tell(log, log)) == [f"no difference in {count} alerts"]


def test_person_reads_each_kind_of_difference_by_its_sign(read: Read) -> None:
    """With both times of what moved, and both sides of what changed; what is the same is only counted."""
    before = [alert(0), alert(100), alert(200), alert(300)]
    after = [alert(0), alert(110), alert(200, severity="critical"), alert(400)]
    lines = [line.split() for line in read(lambda: tell(before, after))]
    assert lines[0] == ["time", "rule", "--rules", "--compare"]
    assert lines[1:5] == [
        [">", "08:40", "→", "08:50", "fire", "info", "info"],
        ["~", "10:20", "fire", "info", "critical"],
        ["-", "12:00", "fire", "info"],
        ["+", "13:40", "fire", "info"],
    ]
    assert ["fire", "1", "1", "1", "1", "1"] in lines
    assert lines[-1] == ["4", "of", "5", "alerts", "differ"]


def test_person_reads_the_time_of_the_zone_with_the_day_where_there_are_several(read: Read) -> None:
    """An instant before midnight of UTC is on the next day in Moscow."""
    lines = read(lambda: tell([alert(0)], [alert(14 * 60)], "Europe/Moscow"))
    assert [line.split()[1:3] for line in lines[1:3]] == [["2020-03-05", "10:00"], ["2020-03-06", "00:00"]]


def test_person_reads_the_stream_where_there_are_several(read: Read) -> None:
    """Alerts of one rule and instant could not be told apart otherwise."""
    lines = read(lambda: tell([alert(0), alert(0, stream="sport", key={"stream": "sport"})], []))
    assert [line.split()[2:4] for line in lines[1:3]] == [["fire", "(news)"], ["fire", "(sport)"]]


def test_person_reads_a_hundred_differences_and_how_many_more_there_are(read: Read) -> None:
    """And where the others are."""
    lines = read(lambda: tell([alert(40 * number) for number in range(107)], []))
    assert sum(line.startswith("-") for line in lines) == 100
    assert "… and 7 more; --json lists the first thousand" in lines
    assert lines[-1] == "107 of 107 alerts differ"
