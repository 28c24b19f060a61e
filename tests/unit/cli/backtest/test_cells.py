"""What a cell says of an alert."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from replay.cli.backtest.cells import alert_text, clock_for, rule_text, table
from replay.model import Evidence
from tests.unit.backtest.alerts import alert, at


def evidence(*texts: str) -> tuple[Evidence, ...]:
    """Return what matched, these words."""
    return tuple(Evidence(update="u1", field="body", start=0, end=len(text), text=text) for text in texts)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "info"),
        ({"updates": ("u1", "u2")}, "info  u2"),
        ({"updates": ("u1",), "evidence": evidence("fire", "two\n\nlines", "fire")}, "info  u1  “fire”, “two lines”"),
        ({"updates": ("u1",), "evidence": evidence(*"abcd")}, "info  u1  “a”, “b”, “c”, …"),
        ({"evidence": evidence("x" * 61)}, f"info  “{'x' * 60}…”"),
        ({"evidence": evidence("\x1b[31m")}, "info  “\\x1b[31m”"),
        ({"state": "resolved"}, "resolved"),
        ({"state": "suppressed", "suppressed_by": ("silence", "cooldown")}, "suppressed by silence, cooldown"),
    ],
)
def test_alert_is_told_with_what_it_rests_on(more: dict[str, Any], told: str) -> None:
    """How urgent it is unless it did not go out, its last update, and three of the words, each once."""
    assert alert_text(alert(1, **more)).plain == told


def test_rule_is_told_with_its_key() -> None:
    """The stream only where there are several."""
    one = alert(1, key={"stream": "news", "source": None})
    assert rule_text(one, with_stream=False) == "fire (none)"
    assert rule_text(one, with_stream=True) == "fire (news, none)"


def test_clock_shows_the_day_where_there_are_several() -> None:
    """By the clock of the zone, which may be on another day."""
    late = datetime(2020, 3, 5, 23, 30, tzinfo=UTC)
    assert clock_for([at(0), late], "UTC")(late) == "23:30"
    assert clock_for([at(0), late], "Europe/Moscow")(late) == "2020-03-06 02:30"


def test_clock_of_a_zone_that_leaves_the_calendar_is_utc() -> None:
    """The last hour of the year 9999 has no local time in the east."""
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    assert clock_for([last], "Asia/Tokyo")(last) == "23:30"


def test_table_breaks_its_text_and_never_a_number() -> None:
    """The widest column gives way first; headers stand at the bottom where one of them has two lines."""
    console = Console(width=40, file=StringIO())
    console.print(table(("when", "rule", "false\nalarms", "days"), [("10:00", "long-" * 6, "1,234", "7")], left=2))
    assert isinstance(console.file, StringIO)
    assert [line.rstrip() for line in console.file.getvalue().splitlines()] == [
        "                             false",
        "when   rule                 alarms  days",
        "10:00  long-long-long-long   1,234     7",
        "       -long-long-",
    ]
