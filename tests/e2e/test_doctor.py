"""`replay doctor` as a process."""

import json

from tests.e2e.conftest import run_verb
from tests.integration.conftest import free_port


def test_doctor_on_a_sound_broker_ends_with_0(broker: str) -> None:
    """Every check of machine and broker is one JSON object, and none is a problem."""
    ended = run_verb("doctor", "--broker", broker, "--json")
    checks = json.loads(ended.stdout)["checks"]
    assert all(set(check) == {"name", "state", "found", "advice"} for check in checks)
    assert {"python", "embedded broker", "bursts"} <= {check["name"] for check in checks}
    assert [check for check in checks if check["state"] == "problem"] == []
    assert (ended.returncode, ended.stderr) == (0, "")


def test_doctor_on_a_broker_that_is_away_ends_with_1() -> None:
    """A problem, what to do, and what was skipped; no traceback."""
    ended = run_verb("doctor", "--broker", f"mqtt://127.0.0.1:{free_port()}")
    assert ended.returncode == 1
    assert "is it running" in ended.stdout
    assert "skipped  bursts " in ended.stdout
    assert ended.stderr == ""


def test_doctor_with_an_address_that_is_none_is_a_usage_error() -> None:
    """As with every verb."""
    assert run_verb("doctor", "--broker", "nonsense").returncode == 2
