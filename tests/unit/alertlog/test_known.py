"""An alert log that is gone on with: each alert stands there once, and what is no alert log is not touched."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

from replay.alertlog import AlertLog
from replay.alertlog.known import MOST_LINE_BYTES, take_up, unless_known
from replay.alertlog.lines import file_writer
from replay.model import Alert, canonical_json
from tests.unit.alertlog.test_log import alert

ALERTS = (alert(), alert(state="resolved"), alert(rule="é", state="suppressed"))
WHOLE = b"".join(canonical_json(each) + b"\n" for each in ALERTS)


def go_on(path: Path, alerts: Sequence[Alert] = ALERTS) -> AlertLog:
    """Add alerts to the log of *path*, at once."""
    with path.open("rb") as file, path.open("ab", buffering=0) as log:
        added = AlertLog([unless_known(file_writer(log), take_up(file, log))])
        added.extend(alerts, [])
    return added


def test_log_that_is_cut_anywhere_is_whole_when_it_is_gone_on_with(tmp_path: Path) -> None:
    """Whichever byte a kill came at: what is there is not written again, a torn line is; the digest is that of all."""
    path = tmp_path / "a.jsonl"
    for length in range(len(WHOLE) + 1):
        path.write_bytes(WHOLE[:length])
        log = go_on(path)
        assert path.read_bytes() == WHOLE
        assert log.by_rule.total() == 3
    assert log.digest == go_on(path).digest


def test_silence_that_is_suppressed_twice_stands_there_twice(tmp_path: Path) -> None:
    """At its deadline outside active hours, and once more at their opening: one id, two times."""
    path, first = tmp_path / "a.jsonl", alert(state="suppressed")
    both = first, structs.replace(first, time=first.time + timedelta(hours=1))
    path.write_bytes(canonical_json(first) + b"\n")
    go_on(path, both)
    assert path.read_bytes() == b"".join(canonical_json(each) + b"\n" for each in both)


def test_log_of_others_is_kept(tmp_path: Path) -> None:
    """Alerts of another day stay before those that come now."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE.replace(b"0" * 32, b"1" * 32))
    go_on(path)
    assert path.read_bytes() == WHOLE.replace(b"0" * 32, b"1" * 32) + WHOLE


@pytest.mark.parametrize(
    "text",
    [
        b"yesterday\n", b"yesterday", b"\n", b"{}\n", b'{"annotations":1}\n', b"\xff\n", b"[" * 10_000 + b"\n",
        b'{"annotations":{}}\n', b'{"annotations":{}}', b'{"annotations":{' + b" " * MOST_LINE_BYTES,
    ],
)  # fmt: skip
def test_file_that_is_no_alert_log_is_refused_with_the_line_and_stays(tmp_path: Path, text: bytes) -> None:
    """Whether it ends in a line end or not, nothing of it is cut off."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(WHOLE + text)
    with pytest.raises(ValueError, match=r"^line 4 is no alert$"):
        go_on(path)
    assert path.read_bytes() == WHOLE + text
