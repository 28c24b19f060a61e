"""Metrics: flat JSON objects of numbers alone, one writer a topic (docs/decisions/0004).

A key keeps its JSON type, whole or with a fraction, in every message; what is no number now is absent.
"""

from typing import Annotated

import msgspec

Count = Annotated[int, msgspec.Meta(ge=0)]


class PlaybackMetrics(msgspec.Struct, frozen=True, kw_only=True):
    """How far a stream is played: what the player publishes.

    Attributes:
        seq: The last update published, 0 before the first.
        updates: How many updates the stream has.
        progress: `seq` by `updates`.
        playing: 1 while it is played, else 0.
        story_time: Story time in whole seconds since 1970, UTC, rounded down.
        speed: Story time per real time; absent at speed `max`, which is no number.
        lateness_ms: Published minus due, of the last update; absent before the first, and at speed `max`, where nothing
            is due.
        lateness_max_ms: The most that an update was late; absent where `lateness_ms` is.
        resent: How often an update went out again after a reconnect.
    """

    seq: Count
    updates: Count
    progress: Annotated[float, msgspec.Meta(ge=0, le=1)]
    playing: Annotated[int, msgspec.Meta(ge=0, le=1)]
    story_time: int
    speed: Annotated[float, msgspec.Meta(gt=0)] | msgspec.UnsetType = msgspec.UNSET
    lateness_ms: Annotated[float, msgspec.Meta(ge=0)] | msgspec.UnsetType = msgspec.UNSET
    lateness_max_ms: Annotated[float, msgspec.Meta(ge=0)] | msgspec.UnsetType = msgspec.UNSET
    resent: Count


class AlertMetrics(msgspec.Struct, frozen=True, kw_only=True):
    """What the rules made of a stream so far: what the monitor publishes.

    Attributes:
        watched: Updates that the rules have seen.
        alerts: Alerts that fired.
        alerts_info: Those of severity info.
        alerts_warning: Those of severity warning.
        alerts_critical: Those of severity critical.
        alerts_resolved: Alerts that resolved.
        alerts_suppressed: Alerts that were held back.
        alerts_firing: States that fire now: what stands on `alert-state`.
    """

    watched: Count
    alerts: Count
    alerts_info: Count
    alerts_warning: Count
    alerts_critical: Count
    alerts_resolved: Count
    alerts_suppressed: Count
    alerts_firing: Count


def render_metrics(metrics: PlaybackMetrics | AlertMetrics) -> bytes:
    """Return the payload of *metrics*."""
    return msgspec.json.encode(metrics)
