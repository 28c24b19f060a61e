"""An alert log that is gone on with: each alert stands there once, and what is no alert log is not touched."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from hashlib import blake2b
from itertools import count
from pathlib import Path

import pytest
from msgspec import structs

from replay.alertlog import AlertLog
from replay.alertlog.known import MOST_LINE_BYTES, Known, _beginning, _digest, take_up
from replay.alertlog.lines import file_writer
from replay.model import Alert, canonical_json
from tests.unit.alertlog.test_log import alert

ALERTS = (alert(), alert(state="resolved"), alert(rule="é", state="suppressed"))
WHOLE = b"".join(canonical_json(each) + b"\n" for each in ALERTS)


def go_on(path: Path, alerts: Sequence[Alert] = ALERTS) -> AlertLog:
    """Add alerts to the log of *path*, at once."""
    with path.open("rb") as file, path.open("ab", buffering=0) as log:
        added = AlertLog(file=file_writer(log), known=take_up(file, log))
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


def test_time_of_an_alert_is_that_of_its_line(tmp_path: Path) -> None:
    """Whatever its fraction: what a line says is what the alert would be written as."""
    path, first = tmp_path / "a.jsonl", alert()
    alerts = [structs.replace(first, time=first.time + timedelta(microseconds=each)) for each in (0, 1, 500_000)]
    path.write_bytes(b"".join(canonical_json(each) + b"\n" for each in alerts))
    before = path.read_bytes()
    go_on(path, alerts)
    assert path.read_bytes() == before


def test_alert_is_not_known_by_the_end_of_one_digest_and_the_beginning_of_the_next() -> None:
    """They stand end to end, so that the bytes of a third may be there between them."""
    for number in count():
        unknown = structs.replace(alert(), id=f"{number:032x}")
        digest = _digest("firing", unknown.id, "2020-03-05T12:00:00Z")
        places = [at for at in range(2, 15) if _beginning(digest[at:]) == _beginning(digest)]
        if places:
            break
    first, second = digest[:2].ljust(16 - places[0], b" ") + digest[: places[0]], digest[places[0] :].ljust(16)
    assert digest in first + second
    assert unknown not in Known([first, second])
    assert unknown in Known([first, second, digest])


def test_known_alerts_take_little_more_room_than_their_digests() -> None:
    """A watch of years has a log of millions."""
    known = Known(blake2b(bytes([each % 256, each // 256]), digest_size=16).digest() for each in range(50_000))
    assert sum(map(sys.getsizeof, known._digests.values())) < 50_000 * 28


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
