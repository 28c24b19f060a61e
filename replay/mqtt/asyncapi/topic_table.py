"""Every topic of a stream, and what travels on it: the one table that the AsyncAPI document is made from."""

from dataclasses import dataclass
from typing import Any, Literal

from replay.mqtt.asyncapi import examples
from replay.mqtt.envelope import AlertEvent, ClockEvent, Command, Reply, SessionEvent, UpdateEvent
from replay.mqtt.metrics import AlertMetrics, PlaybackMetrics

CLOUD_EVENT = "application/cloudevents+json"
JSON = "application/json"
TEXT = "text/plain"

PARAMETERS = {
    "stream": "Name of the stream, `[a-z0-9-]+`; for the alerts of rules across streams `all`.",
    "severity": "Of the rule.",
    "rule": "Id of the rule, `[a-z0-9-]+`.",
    "key": "Values that the state is about, joined by `-`; `all` without any, 16 hex digits where they are no level.",
}
"""What stands in braces in an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """One kind of message.

    Attributes:
        name: Unique.
        type: A struct, or a literal for plain words.
        content_type: Its media type.
        examples: At least one.
    """

    name: str
    type: Any
    content_type: str
    examples: tuple[object, ...]


UPDATE = Payload(name="update", type=UpdateEvent, content_type=CLOUD_EVENT, examples=(examples.UPDATE,))
CLOCK = Payload(name="clock", type=ClockEvent, content_type=CLOUD_EVENT, examples=(examples.CLOCK,))
SESSION = Payload(name="session", type=SessionEvent, content_type=CLOUD_EVENT, examples=(examples.SESSION,))
PRESENCE = Payload(
    name="presence", type=Literal["online", "offline"], content_type=TEXT, examples=("online", "offline")
)
PLAYBACK = Payload(
    name="playbackMetrics", type=PlaybackMetrics, content_type=JSON, examples=(examples.PLAYBACK_METRICS,)
)
ALERT_METRICS = Payload(name="alertMetrics", type=AlertMetrics, content_type=JSON, examples=(examples.ALERT_METRICS,))
ALERT = Payload(name="alert", type=AlertEvent, content_type=CLOUD_EVENT, examples=(examples.ALERT,))
NOTHING = Payload(name="nothing", type=Literal[""], content_type=TEXT, examples=("",))
COMMAND = Payload(name="command", type=Command, content_type=JSON, examples=(examples.COMMAND,))
REPLY = Payload(name="reply", type=Reply, content_type=CLOUD_EVENT, examples=(examples.REPLY, examples.REFUSAL))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic, or those that differ in their parameters.

    Attributes:
        name: Of the attribute of `Topics` that makes it.
        address: Below the root.
        payloads: What travels on it.
        told: What it is for, a sentence or more.
        retained: Whether the broker keeps the last message.
        sent: Whether replay publishes on it.
        received: Whether replay, used as a whole, takes what others publish on it.
    """

    name: str
    address: str
    payloads: tuple[Payload, ...]
    told: str
    retained: bool = False
    sent: bool = True
    received: bool = False


TOPIC_TABLE = (
    Topic(
        name="updates",
        address="{stream}/updates",
        payloads=(UPDATE,),
        told="An update, when its time has come; `seq` counts from 1 without gaps within a run and epoch."
        " `replay watch --live` takes the updates that a live source publishes here.",
        received=True,
    ),
    Topic(
        name="clock",
        address="{stream}/clock",
        payloads=(CLOCK,),
        told="Story time, at each second of real time, before an update that follows a gap, and at the end.",
    ),
    Topic(
        name="session",
        address="{stream}/session",
        payloads=(SESSION,),
        told="What is going on, with the last update, for who joins late.",
        retained=True,
    ),
    Topic(
        name="status",
        address="{stream}/status",
        payloads=(PRESENCE,),
        told="Whether the player is there; `offline` is its last will too.",
        retained=True,
    ),
    Topic(
        name="metrics",
        address="{stream}/metrics",
        payloads=(PLAYBACK,),
        told="The player's figures: numbers alone, once a second at most and at the end.",
        retained=True,
    ),
    Topic(
        name="alert_metrics",
        address="{stream}/metrics/alerts",
        payloads=(ALERT_METRICS,),
        told="The monitor's figures: numbers alone, once a second at most, where they have changed.",
        retained=True,
    ),
    Topic(
        name="alert",
        address="{stream}/alerts/{severity}/{rule}",
        payloads=(ALERT,),
        told="An alert that fires or resolves.",
    ),
    Topic(
        name="suppressed",
        address="{stream}/suppressed/{severity}/{rule}",
        payloads=(ALERT,),
        told="An alert that was held back, and by what.",
    ),
    Topic(
        name="alert_state",
        address="{stream}/alert-state/{rule}/{key}",
        payloads=(ALERT, NOTHING),
        told="The alert of a state that fires now; emptied when it resolves, and when its watch ends.",
        retained=True,
    ),
    Topic(
        name="control",
        address="{stream}/control",
        payloads=(COMMAND,),
        told="A command to the player: `history` has it publish again what was played.",
        sent=False,
        received=True,
    ),
    Topic(
        name="replies",
        address="{stream}/replies",
        payloads=(UPDATE, REPLY),
        told="The player's answer to a command, behind the updates that were asked for; `reply_to` is this topic or one"
        " below it.",
    ),
)
