"""Rule tests: what counts as a failure, and how it reads."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from replay.errors import StreamError
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.language.ruletest import Journal, run_test
from replay.model import Alert, Evidence, Stream, Update

START = datetime(2000, 1, 3, tzinfo=UTC)
RULES = """
version: 1
rules: [{id: a, match: a}, {id: b, match: b}]
tests:
  - name: t
    rules: [a]
    updates: [{at: 0s, headline: one}, {at: 90s, headline: two}]
    expect: EXPECT
"""
TRIGGERS = {"u1": timedelta(0), "u2": timedelta(seconds=90)}


def alert(rule: str = "a", update: str = "u1", **changes: object) -> Alert:
    """Return an alert of *rule* on an update of the test."""
    plain = Alert(
        id="0" * 32,
        rule=rule,
        title=rule,
        severity="info",
        state="firing",
        time=START + TRIGGERS.get(update, timedelta(0)),
        stream="test",
        key={"stream": "test"},
        updates=(update,),
    )
    return msgspec.structs.replace(plain, **changes)


def no_stream(name: str) -> Stream:
    """Refuse to open *name*."""
    raise StreamError(name, "no such stream")


def outcome(expect: str, alerts: Sequence[Alert], folder: Path) -> tuple[str, ...]:
    """Return the diff of a test that expects *expect* of an engine that raises *alerts*."""
    (folder / "other.yaml").write_text("version: 1\nrules: [{id: c, match: c}]\n", encoding="utf-8")
    (folder / "rules.yaml").write_text(RULES.replace("EXPECT", expect), encoding="utf-8")
    rules = load_rules([folder])

    def evaluate(given: RuleSet, journal: Journal) -> Sequence[Alert]:
        assert [rule.id for rule in given.rules] == ["a", "b"]
        assert [update.headline for update in journal.updates] == ["one", "two"]
        return alerts

    return run_test(rules.tests[0], rules, evaluate=evaluate, open_stream=no_stream).diff


def test_expected_alerts_pass(tmp_path: Path) -> None:
    """The alerts that are expected, whatever those of other rules, are a pass."""
    alerts = [alert(), alert(update="u2"), alert("b")]
    assert not outcome("[{rule: a, at: 90s}, {rule: a, at: 0s}]", alerts, tmp_path)


def test_missing_alert_fails(tmp_path: Path) -> None:
    """What does not come is marked with a minus, what does with nothing, in the order of time."""
    assert outcome("[{rule: a, at: 90s}, {rule: a, at: 0s}]", [alert(update="u2")], tmp_path) == (
        "- 0s  a  firing",
        "  90s  a  firing",
    )


def test_unexpected_alert_fails_with_its_evidence(tmp_path: Path) -> None:
    """One alert too many is a failure, and shows the words that matched."""
    evidence = (Evidence(update="u2", field="headline", start=0, end=3, text="two"),)
    assert outcome("[{rule: a, at: 0s}]", [alert(), alert(update="u2", evidence=evidence)], tmp_path) == (
        "  0s  a  firing",
        '+ 90s  a  firing  {stream: test}  updates u2  headline of u2: "two"',
    )


def test_two_alerts_need_two_entries(tmp_path: Path) -> None:
    """Each entry stands for one alert."""
    both = [alert(key={"source": "x"}), alert(key={"source": None})]
    assert len(outcome("[{rule: a, at: 0s}]", both, tmp_path)) == 2
    assert not outcome("[{rule: a, at: 0s}, {rule: a, at: 0s, key: {source: x}}]", both, tmp_path)
    assert not outcome("[{rule: a, at: 0s, key: {source: ~}}, {rule: a, at: 0s}]", both, tmp_path)


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("key: {source: y}", "- 0s  a  firing  {source: y}"),
        ("updates: [u2]", "- 0s  a  firing  updates u2"),
        ("suppressed_by: [cooldown]", "- 0s  a  firing  suppressed by cooldown"),
        ("at: 1ms", "- 1ms  a  firing"),
        ("at: 2000-01-03T02:00:00Z", "- 2h  a  firing"),
        ("state: resolved", "- 0s  a  resolved"),
    ],
)
def test_each_thing_that_an_entry_names_must_agree(entry: str, line: str, tmp_path: Path) -> None:
    """Time, state, key, updates and reasons are compared where they are given."""
    at = "" if entry.startswith("at:") else "at: 0s, "
    assert line in outcome(f"[{{rule: a, {at}{entry}}}]", [alert(key={"source": "x"})], tmp_path)


def test_naming_another_state_makes_it_exhaustive(tmp_path: Path) -> None:
    """Suppressed alerts do not count until one is expected, and from then on all do."""
    muted = [alert(update=update, state="suppressed", suppressed_by=("cooldown",)) for update in ("u1", "u2")]
    assert not outcome("[]", muted, tmp_path)
    assert outcome("[{rule: a, at: 0s, state: suppressed}]", muted, tmp_path) == (
        "  0s  a  suppressed",
        '+ 90s  a  suppressed  {stream: test}  updates u2  suppressed by cooldown  headline of u2: "two"',
    )


def test_diff_is_safe_for_a_terminal(tmp_path: Path) -> None:
    """Control characters of a text are written as escapes."""
    evidence = (Evidence(update="u1", field="body", start=0, end=3, text="\x1b[31m"),)
    (line,) = outcome("[]", [alert(evidence=evidence)], tmp_path)
    assert "\x1b" not in line


RECORDED = """
version: 1
rules: [{id: a, match: a}]
tests: [{name: t, stream: day, expect: [{rule: a, at: "23:30"}, {rule: a, at: 45m}]}]
"""


def test_recorded_stream_is_read_by_its_own_clock(tmp_path: Path) -> None:
    """A clock time stands on the first day of the stream, in the zone of the stream."""
    path = tmp_path / "rules.yaml"
    path.write_text(RECORDED, encoding="utf-8")
    rules = load_rules([path])
    begin = datetime(2020, 3, 5, 20, 15, tzinfo=UTC)
    times = [begin, begin + timedelta(minutes=15), begin + timedelta(minutes=45)]
    updates = [Update(id=f"u{seq}", stream="day", seq=seq, time=at) for seq, at in enumerate(times, 1)]
    day = Stream("day", "Day", "Europe/Moscow", updates)

    def run(alerts: list[Alert]) -> tuple[str, ...]:
        return run_test(rules.tests[0], rules, evaluate=lambda *_: alerts, open_stream={"day": day}.__getitem__).diff

    assert not run([alert(time=times[1]), alert(time=times[2])])
    assert run([alert(time=times[1])]) == ("  2020-03-05 23:30:00  a  firing", "- 2020-03-06 00:00:00  a  firing")


def test_stream_that_cannot_be_opened_fails_the_test_alone(tmp_path: Path) -> None:
    """One missing recording does not stop the other tests."""
    path = tmp_path / "rules.yaml"
    path.write_text(RECORDED, encoding="utf-8")
    rules = load_rules([path])
    found = run_test(rules.tests[0], rules, evaluate=lambda *_: [], open_stream=no_stream)
    assert found.diff == ("! day: no such stream",)
