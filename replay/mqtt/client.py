"""The client of one connection, made of aiomqtt's and paho's, and what a session asks of it beyond their own interface.

A client serves one connection, since one that is entered again re-sends what was cancelled. Acknowledgements are read
from paho's `on_publish`, since aiomqtt leaves un-acknowledged publishes hanging after a disconnect; incoming messages
are acknowledged by hand once they are handled, so that a slow handler holds the broker back.
"""

import logging
from collections.abc import Callable
from typing import Any

import aiomqtt

from replay.errors import BrokerError
from replay.mqtt.address import BrokerAddress
from replay.mqtt.outbox import WINDOW, Send
from replay.mqtt.sockets import mind_sockets

KEEPALIVE_S = 5
"""A connection on which nothing moves for twice this long is given up, and made anew."""

_CONNECT_TIMEOUT_S = 5.0
_REFUSED = 0x80

_quiet = logging.getLogger(f"{__name__}.aiomqtt")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False


def new_client(
    address: BrokerAddress, client_id: str, *, presence: str | None, acknowledged: Callable[[int], None]
) -> aiomqtt.Client:
    """Return a client that is not connected yet.

    Args:
        address: The broker.
        client_id: Unique on the broker.
        presence: The topic of its Last Will, `offline`, if it has one.
        acknowledged: Called with the packet id of each PUBACK.
    """

    def without_origin(headers: dict[str, str]) -> dict[str, str]:
        """Return paho's *headers* without its Origin, which belongs to pages and is refused unless it is allowed."""
        return {**{name: value for name, value in headers.items() if name != "Origin"}, "Host": address.netloc}

    client = aiomqtt.Client(
        address.host,
        address.port,
        username=address.username,
        password=address.password,
        identifier=client_id,
        timeout=_CONNECT_TIMEOUT_S,
        keepalive=KEEPALIVE_S,
        max_inflight_messages=WINDOW,
        will=aiomqtt.Will(presence, b"offline", qos=1, retain=True) if presence else None,
        logger=_quiet,
        tls_context=address.tls,
        transport="websockets" if address.path else "tcp",
        websocket_path=address.path or None,
        websocket_headers=without_origin,
    )
    client._client.manual_ack_set(True)  # noqa: SLF001, FBT003 -- paho's signature
    client._client.on_publish = lambda _client, _data, packet_id, *_: acknowledged(packet_id)  # noqa: SLF001
    mind_sockets(client)
    return client


async def greet(
    client: aiomqtt.Client, address: BrokerAddress, *, topic_filter: str | None, presence: str | None
) -> None:
    """Subscribe, and say that we are there.

    Raises:
        BrokerError: If the broker refuses the subscription.
        aiomqtt.MqttError: If the connection is lost, or was as aiomqtt entered, which forgets that.
    """
    if client._client.socket() is None:  # noqa: SLF001
        raise aiomqtt.MqttError("connection lost at once")
    if topic_filter is not None:
        granted = await client.subscribe(topic_filter, qos=1)
        if any(_value(code) >= _REFUSED for code in granted):
            what = f"refused the subscription to {topic_filter}"
            raise BrokerError(address, what, hint="check the broker's access rules")
    if presence is not None:
        client._client.publish(presence, b"online", qos=1, retain=True)  # noqa: SLF001


def sender_of(client: aiomqtt.Client) -> Send:
    """Return what publishes by paho, QoS 1."""

    def send(topic: str, payload: bytes, retain: bool) -> int:  # noqa: FBT001 -- as `Send` says
        return client._client.publish(topic, payload, qos=1, retain=retain).mid  # noqa: SLF001

    return send


def acknowledge(client: aiomqtt.Client, message: aiomqtt.Message) -> None:
    """Tell the broker that a message was handled."""
    client._client.ack(message.mid, message.qos)  # noqa: SLF001


def payload_of(message: aiomqtt.Message) -> bytes:
    """Return what a message holds."""
    return message.payload if isinstance(message.payload, bytes) else b""


def _value(code: Any) -> int:  # noqa: ANN401 -- an int or paho's ReasonCode
    return int(getattr(code, "value", code))
