"""Metrics: what a chart reads without a line of code."""

import json

import pytest
from msgspec import structs

from replay.mqtt.metrics import AlertMetrics, PlaybackMetrics, render_metrics

PLAYBACK = PlaybackMetrics(
    seq=7, updates=16, progress=0.4375, playing=1, story_time=1583407380, speed=60.0, lateness_ms=0.0,
    lateness_max_ms=3.0, resent=0,
)  # fmt: skip
ALERTS = AlertMetrics(
    watched=7, alerts=10, alerts_info=1, alerts_warning=7, alerts_critical=2, alerts_resolved=0, alerts_suppressed=1,
    alerts_firing=2,
)  # fmt: skip


@pytest.mark.parametrize("metrics", [PLAYBACK, ALERTS])
def test_metrics_are_a_flat_object_of_numbers(metrics: PlaybackMetrics | AlertMetrics) -> None:
    """No text, no null, no true, nothing nested: charts take every key as it is."""
    assert {type(value) for value in json.loads(render_metrics(metrics)).values()} <= {int, float}


def test_number_with_a_fraction_keeps_it_where_it_is_whole() -> None:
    """A database that took a key for a fraction refuses a whole number later: 60 is 60.0."""
    assert b'"speed":60.0,' in render_metrics(PLAYBACK)
    assert b'"lateness_ms":0.0,' in render_metrics(PLAYBACK)


def test_keys_of_the_two_topics_do_not_meet() -> None:
    """Who merges both topics of a stream into one row loses nothing."""
    assert not set(structs.asdict(PLAYBACK)) & set(structs.asdict(ALERTS))
