"""The delivery report: nearest ranks of the lateness, in milliseconds, and plain values for JSON."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from replay.player.report import DeliveryReport, Lateness


def test_lateness_of_no_samples_is_none() -> None:
    """Where nothing was due, nothing was late."""
    assert Lateness.of(array("q")) is None


def test_lateness_of_one_sample_is_that() -> None:
    """One sample is its own median and maximum; nanoseconds become milliseconds, to the microsecond."""
    assert Lateness.of(array("q", [1_234_567])) == Lateness(p50_ms=1.235, p99_ms=1.235, max_ms=1.235)


@given(st.lists(st.integers(0, 10**6).map(lambda us: us * 1000), min_size=1, max_size=300))
def test_lateness_percentiles_are_samples_with_enough_below(samples: list[int]) -> None:
    """A percentile is one of the samples, at least that share is not above it, and the maximum is the largest."""
    found = Lateness.of(array("q", samples))
    assert found is not None
    samples_ms = [sample / 1e6 for sample in samples]
    assert found.max_ms == max(samples_ms)
    for share, value in ((0.5, found.p50_ms), (0.99, found.p99_ms)):
        assert value in samples_ms
        assert sum(sample <= value for sample in samples_ms) >= share * len(samples)


def test_lateness_percentiles_are_nearest_ranks() -> None:
    """Of 1 to 100 ms, the 50th is the median and the 99th the 99th percentile; the maximum alone is the 100th."""
    samples = array("q", [ms * 10**6 for ms in range(1, 101)])
    assert Lateness.of(samples) == Lateness(p50_ms=50, p99_ms=99, max_ms=100)


def test_report_is_plain_json() -> None:
    """What goes to the log is numbers, texts and dicts, with units in the names."""
    lateness = Lateness(p50_ms=0.001, p99_ms=0.01, max_ms=1.0)
    report = DeliveryReport(updates=3, sent=3, acknowledged=2, resent=1, lateness=lateness, complete=True)
    assert report.as_dict() == {
        "updates": 3, "sent": 3, "acknowledged": 2, "resent": 1, "complete": True,
        "lateness": {"p50_ms": 0.001, "p99_ms": 0.01, "max_ms": 1.0},
    }  # fmt: skip
    assert not report.delivered
