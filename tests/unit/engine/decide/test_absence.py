"""What an absence asks to be woken at: it lives as long as the run, for each of its keys."""

from pathlib import Path

from replay.engine import Engine
from replay.language.load import load_rules
from tests.unit.engine.decide.test_timers import START, at, update

RULES = """
version: 1
rules:
  - {id: quiet, type: absence, match: '*', timespan: 7m, forget_after: 12h}
"""


def test_absence_of_a_busy_key_waits_for_one_deadline(tmp_path: Path) -> None:
    """One that is due is put off by one, also while a key that went silent once would yet be forgotten."""
    path = tmp_path / "r.yaml"
    path.write_text(RULES)
    engine = Engine(load_rules([path]))
    engine.open("a", START)
    minutes = [0, *range(10, 500)]
    alerts = engine.feed([update("a", minute) for minute in minutes])
    assert [(alert.state, alert.time) for alert in alerts] == [("firing", at(7)), ("resolved", at(10))]
    (decision,) = engine._decider._decisions.values()
    assert len(decision.timers.wishes) == len(("deadline", "forgotten since the first silence"))
