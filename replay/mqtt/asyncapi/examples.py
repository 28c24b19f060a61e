"""An example of every payload, out of the shipped day, for the description of the topics."""

from datetime import UTC, datetime

from replay.model import Alert, Evidence, Update
from replay.mqtt.envelope import AlertEvent, ClockEvent, Command, Reply, SessionData, SessionEvent, UpdateEvent
from replay.mqtt.metrics import AlertMetrics, PlaybackMetrics

_SOURCE = "/replay/idlib"
_RUN = "r-7f3a0c52"
_ARRIVAL = Update(
    id="1026-1",
    stream="idlib",
    seq=2,
    time=datetime(2020, 3, 5, 10, 26, tzinfo=UTC),
    headline="Turkish President Erdogan Arrives in Moscow",
    body=(
        "President Recep Tayyip Erdogan has arrived in the Russian capital for a meeting with Vladimir Putin over the"
        " situation in Idlib, where the Turkish Army has in recent months been clashing with the Syrian military."
    ),
)

UPDATE = UpdateEvent(
    source=_SOURCE, id=_ARRIVAL.id, time=_ARRIVAL.time, run=_RUN, epoch=1, seq=_ARRIVAL.seq, data=_ARRIVAL
)
CLOCK = ClockEvent(
    source=_SOURCE,
    id=f"{_RUN}-clock-2-2020-03-05T10:27:00+00:00",
    time=datetime(2020, 3, 5, 10, 27, tzinfo=UTC),
    run=_RUN,
    epoch=1,
    seq=2,
)
SESSION = SessionEvent(
    source=_SOURCE,
    id=f"{_RUN}-session-2-playing",
    time=_ARRIVAL.time,
    run=_RUN,
    epoch=1,
    state="playing",
    speed="60",
    start=datetime(2020, 3, 5, 10, 21, tzinfo=UTC),
    end=datetime(2020, 3, 5, 17, 25, tzinfo=UTC),
    seq=2,
    updates=16,
    data=SessionData(
        title="Breaking: Erdogan and Putin agree on de-escallation in Idlib",
        timezone="UTC",
        last_update=_ARRIVAL,
    ),
)
PLAYBACK_METRICS = PlaybackMetrics(
    seq=2,
    updates=16,
    progress=0.125,
    playing=1,
    story_time=1583404020,
    speed=60.0,
    lateness_ms=0.072,
    lateness_max_ms=0.709,
    resent=0,
)
ALERT_METRICS = AlertMetrics(
    watched=10,
    alerts=11,
    alerts_info=1,
    alerts_warning=8,
    alerts_critical=2,
    alerts_resolved=1,
    alerts_suppressed=0,
    alerts_firing=1,
)
ALERT = AlertEvent(
    source=_SOURCE,
    id="f3ed2301a9602f08e43bde4a539d6698-firing",
    time=_ARRIVAL.time,
    run=_RUN,
    epoch=1,
    data=Alert(
        id="f3ed2301a9602f08e43bde4a539d6698",
        rule="leader-arrival",
        title="Leader or envoy arrives",
        severity="info",
        state="firing",
        time=_ARRIVAL.time,
        stream="idlib",
        key={"stream": "idlib"},
        labels={"desk": "diplomacy", "theme": "talks"},
        annotations={"summary": "10:26 UTC: Turkish President Erdogan Arrives in Moscow"},
        updates=(_ARRIVAL.id,),
        evidence=(
            Evidence(update=_ARRIVAL.id, field="headline", start=8, end=17, text="President"),
            Evidence(update=_ARRIVAL.id, field="headline", start=26, end=33, text="Arrives"),
        ),
    ),
)
COMMAND = Command(cmd="history", id="1", reply_to="replay/idlib/replies", from_seq=1, to_seq=2)
REPLY = Reply(source=_SOURCE, id=COMMAND.id, ok=True)
REFUSAL = Reply(source=_SOURCE, id="2", ok=False, error="from_seq 9 to to_seq 12 is not within what was played, 1 to 2")
