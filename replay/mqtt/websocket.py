"""paho's WebSocket, mended where it loses what a full socket did not take at once."""

import os
import time
from typing import Any

from paho.mqtt.client import WebsocketConnectionError, _WebsocketWrapper

_LONGEST, _LONGER = 126, 127
_FINAL, _MASKED = 0x80, 0x80

HANDSHAKE_S = 5.0
"""How long the whole answer to the handshake is waited for."""

HANDSHAKE_MAX_BYTES = 16 * 1024
"""The longest answer to the handshake."""


class _Bounded:
    """A socket while the handshake lasts: paho reads that byte by byte, for as long as any come."""

    def __init__(self, sock: Any) -> None:  # noqa: ANN401 -- a plain or a TLS socket
        self._sock = sock
        self._until_s = time.monotonic() + HANDSHAKE_S
        self._left_bytes = HANDSHAKE_MAX_BYTES

    def send(self, data: bytes) -> int:
        """Send, as the socket does."""
        return int(self._sock.send(data))

    def recv(self, size: int) -> bytes:
        """Receive, as the socket does.

        Raises:
            ValueError: If the answer is too long.
            TimeoutError: If it takes too long.
        """
        left_s = self._until_s - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the answer takes too long")
        if self._left_bytes < size:
            raise ValueError("the answer is too long")
        self._left_bytes -= size
        self._sock.settimeout(left_s)
        return bytes(self._sock.recv(size))


class WebSocket(_WebsocketWrapper):
    """A client's end of a WebSocket; takes the place of a socket in paho."""

    def _do_handshake(self, extra_headers: Any) -> None:  # noqa: ANN401 -- paho's signature
        sock: Any = self._socket
        self._socket: Any = _Bounded(sock)
        try:
            super()._do_handshake(extra_headers)
        except (IndexError, ValueError, TimeoutError) as error:  # an answer that paho did not expect
            raise WebsocketConnectionError(f"WebSocket handshake error: {error}") from None
        finally:
            self._socket = sock

    def _create_frame(self, opcode: int, data: bytearray, do_masking: int = 1) -> bytearray:  # noqa: ARG002 -- paho's signature
        """Return a frame (RFC 6455, section 5.2), masked as a client's must be: paho's own answers to pings are not."""
        length = len(data)
        if length < _LONGEST:
            header = bytes([_FINAL | opcode, _MASKED | length])
        elif length < 1 << 16:
            header = bytes([_FINAL | opcode, _MASKED | _LONGEST]) + length.to_bytes(2)
        else:
            header = bytes([_FINAL | opcode, _MASKED | _LONGER]) + length.to_bytes(8)
        key = os.urandom(4)
        mask = int.from_bytes((key * (length // 4 + 1))[:length])
        frame = bytearray(header + key + (int.from_bytes(data) ^ mask).to_bytes(length))
        if opcode != self.OPCODE_BINARY and self._sendbuffer:  # not into the midst of a frame
            self._sendbuffer += frame
            return bytearray()
        return frame

    def send(self, data: bytes | bytearray) -> int:
        """Send a frame with *data*, or go on with it.

        Raises:
            BlockingIOError: If a part is still to go: paho calls again with the same data; for a 0 it would forget it.
        """
        sent = super().send(data)
        if not sent:
            raise BlockingIOError
        return sent
