"""`replay rules explain`: which updates are meant, what is printed, and what is said where nothing is found."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from replay.cli.rules import command
from replay.cli.rules.finding import find_updates, nearest
from replay.errors import RuleFileError, UsageError
from replay.formats import open_stream

RULES = """version: 1
lists: {truce: [cease-fire*, armistice]}
rules:
  - {id: truce, match: list:truce AND NOT (training OR putin)}
  - {id: toll, type: casualties, condition: {killed: {gte: 10}}, status: [recap]}
  - {id: silent, type: absence, timespan: 90m}
"""
EDITED = """ date 2020-03-05 Day
-
09:30
Ceasefire training \x1b[31m
-
09:00
Rain
"""


def run(*args: str | Path) -> Result:
    """Run the verb."""
    return CliRunner().invoke(command, ["explain", *map(str, args)])


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """Return a rule file."""
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return path


def test_query_that_did_not_match_is_told_as_a_tree(rules: Path, tmp_path: Path) -> None:
    """What held, what did not, the words found; text from outside cannot move a terminal."""
    (tmp_path / "day.txt").write_text(EDITED)
    found = run("truce", "9:30", "--rules", rules, "--stream", tmp_path / "day.txt")
    assert (found.exit_code, found.output.splitlines()) == (
        0,
        [
            "truce  did not match  0930-1  09:30  “Ceasefire training \\x1b[31m”",
            "  ✗ list:truce AND NOT (training OR putin)",
            "    ✓ list:truce: “Ceasefire” in the headline",
            "    ✗ NOT (training OR putin)",
            "      ✓ training: “training” in the headline",
            "      ✗ putin",
            "  no alert",
        ],
    )


def test_casualties_that_did_not_suffice_name_the_comparison(rules: Path) -> None:
    """What was read, what of it does not count, and which comparison failed."""
    lines = run("toll", "11:13", "--rules", rules).output.splitlines()
    quote = "“Several Turkish servicemen died” in the body"
    assert lines[1:] == [
        "  ✗ casualties",
        f"    ✗ killed: at least 2 of Turkish servicemen, reported: not counted: reported; {quote}",
        "    ✗ killed: {gte: 10}: none counted",
        "  no alert",
    ]


def test_deadline_is_found_by_its_time(rules: Path) -> None:
    """A time without an update, at which the rule concluded something, is explained by that."""
    assert run("silent", "13:04", "--rules", rules).output.splitlines() == [
        "silent  no update at 13:04",
        "  · none for 90m",
        "  alert firing at 13:04 for stream=idlib, count 0, no updates",
    ]


def test_alert_tells_its_value_as_a_range() -> None:
    """By default the rules are the shipped packs, and the stream is the shipped day."""
    lines = run("mass-casualty", "1021-1").output.splitlines()
    assert lines[0].startswith("mass-casualty  matched  1021-1  10:21  “Ceasefire at Stake")
    assert lines[-1] == "  alert firing at 10:21 for stream=idlib, count 1, value killed up to 33, updates 1021-1"


def test_json_is_one_object(rules: Path) -> None:
    """The tree, the update and the alerts, as they are."""
    answer = json.loads(run("toll", "10:21", "--rules", rules, "--json").output)
    assert (answer["rule"], answer["type"], answer["stream"]) == ("toll", "casualties", "idlib")
    (one,) = answer["explanations"]
    assert (one["holds"], one["update"]["id"], one["alerts"][0]["state"]) == (True, "1021-1", "firing")
    assert [part["holds"] for part in one["parts"][0]["parts"]] == [True, True]


@pytest.mark.parametrize(
    ("wanted", "ids"),
    [
        ("1109-1", ["1109-1"]),
        ("11:09", ["1109-1"]),
        ("2020-03-05T11:09:00Z", ["1109-1"]),
        ("2020-03-05T14:09:00+03:00", ["1109-1"]),
        ("2020-03-05T11:09:01Z", []),
        ("11:08", []),
        ("25:00", []),
        ("1109", []),
    ],
)
def test_update_is_meant_by_id_clock_or_instant(wanted: str, ids: list[str]) -> None:
    """All three name the same update; what is close to it is not it."""
    assert [update.id for update in find_updates(open_stream("idlib"), wanted)] == ids


def test_clock_is_that_of_the_stream(tmp_path: Path) -> None:
    """A minute is looked for on the stream's own clock, and means all its updates, on every day."""
    (tmp_path / "day.txt").write_text(" date 2020-03-05 Day\n-\n09:30\nA\n-\n23:00\nB\n-\n09:30\nC\n-\n09:30\nD\n")
    stream = open_stream(tmp_path / "day.txt", timezone="Asia/Kolkata")
    assert [update.headline for update in find_updates(stream, "09:30")] == ["D", "C", "A"]
    assert len(find_updates(stream, "2020-03-05T04:00:00Z")) == 2


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ("11:08", "the nearest: 1107-1 (11:07), 1109-1 (11:09), 1110-1 (11:10), 1113-1 (11:13)"),
        ("1108-1", "the nearest: 1107-1 (11:07), 1109-1 (11:09), 1110-1 (11:10), 1113-1 (11:13)"),
        ("00:10", "the nearest: 1722-1 (17:22), 1723-1 (17:23), 1724-1 (17:24), 1725-1 (17:25)"),
        ("2020-03-05T10:00:00Z", "the nearest: 1021-1 (10:21), 1026-1 (10:26), 1107-1 (11:07), 1109-1 (11:09)"),
        ("1109_1", "did you mean '1109-1'?"),
        ("noon", "give an id such as 1021-1 (10:21), a time such as 11:09, or RFC 3339"),
    ],
)
def test_missing_update_is_told_with_the_nearest(wanted: str, told: str) -> None:
    """In the order of the stream; the night between two days is no distance."""
    assert nearest(open_stream("idlib"), wanted) == told


def test_wrong_names_are_usage_errors(rules: Path) -> None:
    """A rule or an update that is not there is one line, with what was meant."""
    rule, update = run("truse", "11:09", "--rules", rules), run("truce", "11:08", "--rules", rules)
    assert isinstance(rule.exception, UsageError)
    assert str(rule.exception) == "no rule 'truse'; did you mean 'truce'?"
    assert isinstance(update.exception, UsageError)
    assert str(update.exception).startswith("stream 'idlib' has no update '11:08'; the nearest: ")


def test_broken_rules_are_bad_input(rules: Path) -> None:
    """Rules with problems explain nothing: the problems, and exit 3."""
    rules.write_text("version: 1\nrules: [{id: truce}]\n")
    assert isinstance(run("truce", "11:09", "--rules", rules).exception, RuleFileError)


def test_stream_is_read_as_its_settings_say(rules: Path, tmp_path: Path) -> None:
    """What `run --set` plays can be explained."""
    (tmp_path / "day.csv").write_text("when,what\n2020-03-05T10:00:00Z,Armistice\n")
    settings = ("--set", "time_field=when", "--set", "headline_field={what}")
    found = run("truce", "10:00", "--rules", rules, "--stream", tmp_path / "day.csv", *settings)
    assert found.output.splitlines()[0].startswith("truce  matched  1000-1  10:00")
