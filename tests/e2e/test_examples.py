"""The streams of other people replay, and the rules beside them find what one would look for."""

import gzip
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.e2e.conftest import run_verb

EXAMPLES = Path(__file__).parents[2] / "examples"
SIDECAR = EXAMPLES / "streams/wikipedia-edits-2015-09-12-sampled.yaml"
OTHER_DATES = 45


def alerts(*arguments: str) -> list[dict[str, Any]]:
    """Run a stream at full speed, see that all of it is delivered, and return the alerts that fire."""
    done = run_verb("run", *arguments, "--speed", "max", "--json")
    assert done.returncode == 0, done.stderr
    return [alert for alert in map(json.loads, done.stdout.splitlines()) if alert["state"] == "firing"]


def wikipedia(folder: Path) -> Path:
    """Write a day of edits as the sample has them: rows of other dates first, then a page that is edited in a burst."""
    day = datetime(2015, 9, 12, 0, 47, tzinfo=UTC)
    times = [day + timedelta(days=place + 1) for place in range(OTHER_DATES)]
    times += [day + timedelta(minutes=place) for place in range(300)]
    path = folder / f"{SIDECAR.stem}.jsonl.gz"
    with gzip.open(path, "wt") as file:
        for place, time in enumerate(times):
            page = "Richard Pan" if 100 <= place < 110 else f"Page {place}"
            row = {"time": time.isoformat(), "channel": "#en.wikipedia", "cityName": None, "comment": "edited",
                   "page": page, "isRobot": place % 2 == 1, "user": f"u{place}", "delta": place}  # fmt: skip
            file.write(json.dumps(row) + "\n")
    shutil.copy(SIDECAR, folder)
    return path


def test_rules_of_the_examples_pass_their_tests_on_the_shipped_streams() -> None:
    """Apollo 13's problem, the states that change hands and a burst of edits are found, and nothing else."""
    done = run_verb("rules", "test", str(EXAMPLES / "rules"))
    assert (done.returncode, done.stdout.strip()) == (0, "5 tests passed, 0 failed")


def test_apollo_13_has_its_problem_after_55_hours() -> None:
    """The clock of the mission counts from the launch that the sidecar names."""
    found = alerts("apollo-13", "--rules", str(EXAMPLES / "rules/apollo-13.yaml"))
    told = [(each["time"], each["annotations"]["summary"]) for each in found if each["rule"] == "problem"]
    assert [time for time, _ in told] == ["1970-04-14T03:08:20Z", "1970-04-14T03:08:35Z"]
    launch = datetime(1970, 4, 11, 19, 13, tzinfo=UTC)
    assert datetime.fromisoformat(told[1][0]) - launch == timedelta(hours=55, minutes=55, seconds=35)
    assert told[1][1].startswith("CDR: Houston, we've had a problem.")


def test_us_election_has_three_changes_of_the_lead() -> None:
    """Rows that stand newest first within each state, without ids, are released oldest first over all states."""
    found = alerts("us-election", "--rules", str(EXAMPLES / "rules/us-election.yaml"))
    assert [each["annotations"]["summary"] for each in found] == [
        "Michigan (EV: 16): Biden ahead by 4212",
        "Georgia (EV: 16): Biden ahead by 917",
        "Pennsylvania (EV: 20): Biden ahead by 5587",
    ]


def test_wikipedia_sets_rows_of_other_dates_aside_and_finds_the_burst(tmp_path: Path) -> None:
    """What the window leaves out is counted and listed with line and date; people's edits of one page are counted."""
    path = wikipedia(tmp_path)
    told = json.loads(run_verb("info", str(path), "--json").stdout)
    assert (told["stream"], told["updates"], told["set_aside"]["count"]) == ("wikipedia-edits", 300, OTHER_DATES)
    assert [each["place"] for each in told["set_aside"]["listed"]] == list(range(1, OTHER_DATES + 1))
    assert told["set_aside"]["listed"][0] == {
        "place": 1,
        "time": "2015-09-13T00:47:00Z",
        "why": "outside of the window",
        "unit": "line",
        "file": None,
    }
    assert "2 (2015-09-14 00:47)" in run_verb("info", str(path)).stdout
    found = alerts(str(path), "--rules", str(EXAMPLES / "rules/wikipedia-edits.yaml"))
    assert [(each["rule"], each["key"]["data.page"], each["count"]) for each in found] == [
        ("page-burst", "Richard Pan", 5)
    ]
