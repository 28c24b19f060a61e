"""How the event loop takes and lets go of a client's sockets, where aiomqtt does it too late or not at all."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiomqtt
import paho.mqtt.client as mqtt


def mind_sockets(client: aiomqtt.Client) -> None:
    """Have the loop read and write the sockets of *client* as long as each is open, and no longer."""
    client._client.on_socket_register_write = _writer_of(client)  # noqa: SLF001
    client._client.on_socket_open = _opener_of(client)  # noqa: SLF001
    client._client.on_socket_close = _closer_of(client)  # noqa: SLF001


def _writer_of(client: aiomqtt.Client) -> Callable[[mqtt.Client, Any, Any], None]:
    """Return what has the loop write for *client*: as aiomqtt does, but not to a socket that was closed meanwhile."""
    loop = asyncio.get_running_loop()

    def lose(error: Exception) -> None:
        if not client._disconnected.done():  # noqa: SLF001
            client._disconnected.set_exception(error)  # noqa: SLF001

    def write() -> None:
        try:
            client._client.loop_write()  # noqa: SLF001
        except OSError as error:
            lose(error)

    def begin(sock: Any) -> None:  # noqa: ANN401 -- a plain or a TLS socket
        try:
            if sock.fileno() >= 0:
                loop.add_writer(sock.fileno(), write)
        except (OSError, RuntimeError) as error:  # uvloop still holds a closed handle of that number
            lose(error)

    def register(_client: mqtt.Client, _userdata: object, sock: Any) -> None:  # noqa: ANN401 -- paho's signature
        loop.call_soon_threadsafe(begin, sock)

    return register


def _opener_of(client: aiomqtt.Client) -> Callable[[mqtt.Client, Any, Any], None]:
    """Return what has the loop read a socket, unless it was closed before the loop got to it."""
    loop = asyncio.get_running_loop()

    def open_(paho: mqtt.Client, userdata: Any, sock: Any) -> None:  # noqa: ANN401 -- paho's signature
        def register() -> None:
            if sock.fileno() >= 0:
                client._on_socket_open(paho, userdata, sock)  # noqa: SLF001

        loop.call_soon_threadsafe(register)

    return open_


def _closer_of(client: aiomqtt.Client) -> Callable[[mqtt.Client, Any, Any], None]:
    """Return what has the loop let go of a socket before it is closed: of the writer too, which aiomqtt forgets.

    A writer that stays is taken for that of the next connection, whose socket gets the same number: nothing is sent.
    """
    loop = asyncio.get_running_loop()

    def close(paho: mqtt.Client, userdata: Any, sock: Any) -> None:  # noqa: ANN401 -- paho's signature
        if sock.fileno() >= 0:
            loop.remove_writer(sock.fileno())
        client._on_socket_close(paho, userdata, sock)  # noqa: SLF001

    return close
