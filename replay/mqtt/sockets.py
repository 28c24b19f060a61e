"""How a client's sockets are opened, and how the event loop takes and lets go of them.

It stands in for paho where that leaves a socket behind or loses data, and for aiomqtt where that is too late, or silent
about what went wrong.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import aiomqtt
import paho.mqtt.client as mqtt

from replay.mqtt.websocket import WebSocket


def mind_sockets(client: aiomqtt.Client) -> None:
    """Have the loop read and write the sockets of *client* as long as each is open, and no longer."""
    client._client._create_socket = _maker_of(client._client)  # type: ignore[method-assign]  # noqa: SLF001 -- paho has no hook for it
    client._client.on_socket_register_write = _writer_of(client)  # noqa: SLF001
    client._client.on_socket_open = _opener_of(client)  # noqa: SLF001
    client._client.on_socket_close = _closer_of(client)  # noqa: SLF001
    client._disconnected.add_done_callback(_take_note)  # noqa: SLF001


def _take_note(lost: "asyncio.Future[None]") -> None:
    """Retrieve why a connection was lost, which aiomqtt leaves to the loop to complain of where nobody asks."""
    if not lost.cancelled():
        lost.exception()


def _maker_of(paho: mqtt.Client) -> Callable[[], Any]:
    """Return what opens a socket, with TLS and WebSocket if they are asked for; a failure leaves none open."""

    def make() -> Any:  # noqa: ANN401 -- a plain or a TLS socket, or a WebSocket
        sock = paho._create_socket_connection()  # noqa: SLF001
        context, is_websocket = paho._ssl_context, paho.transport == "websockets"  # noqa: SLF001
        try:
            if context is not None:
                sock = context.wrap_socket(sock, server_hostname=paho.host)
            if not is_websocket:
                return sock
            path, headers = paho._websocket_path, paho._websocket_extra_headers  # noqa: SLF001
            return WebSocket(sock, paho.host, paho.port, context is not None, path, headers)
        except BaseException:
            sock.close()
            raise

    return make


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

    def begin(sock: Any) -> None:  # noqa: ANN401 -- a plain or a TLS socket, or a WebSocket
        try:
            if sock.fileno() >= 0:
                loop.add_writer(sock.fileno(), write)
        except (OSError, RuntimeError) as error:  # uvloop still holds a closed handle of that number
            lose(error)

    def register(_client: mqtt.Client, _userdata: object, sock: Any) -> None:  # noqa: ANN401 -- paho's signature
        # a turn later, for aiomqtt takes one to begin reading: what fails to write by then closes a socket that is read
        loop.call_soon_threadsafe(loop.call_soon, begin, sock)

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
    One that is closed before the broker has let us in ends the wait for that, which aiomqtt would sit out.
    """
    loop = asyncio.get_running_loop()
    connected, last = client._connected, _LastError()  # noqa: SLF001
    logger = logging.Logger("paho", logging.ERROR)  # noqa: LOG001 -- one a connection; shared ones are kept for ever
    logger.addHandler(last)
    client._client.enable_logger(logger)  # noqa: SLF001

    def close(paho: mqtt.Client, userdata: Any, sock: Any) -> None:  # noqa: ANN401 -- paho's signature
        if sock.fileno() >= 0:
            loop.remove_writer(sock.fileno())
        client._on_socket_close(paho, userdata, sock)  # noqa: SLF001
        if not connected.done():
            failure = aiomqtt.MqttError("connection closed without an answer")
            failure.__cause__ = last.error
            connected.set_exception(failure)

    return close


class _LastError(logging.Handler):
    """Keep what paho only logs: the error by which a socket could not be read or written."""

    error: OSError | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and record.args and isinstance(record.args[0], OSError):
            self.error = record.args[0]
