"""Ports of this machine that the embedded broker listens on."""

import socket

HOST = "127.0.0.1"
MQTT_PORT = 1883
WEBSOCKET_PORT = 9001
ANY_PORT = -1
"""Stands for whichever is free."""


def why_taken(port: int) -> str:
    """Return why the embedded broker could not listen on *port*, in the system's words; an empty text if it could."""
    if port == ANY_PORT:
        return ""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            return str(error.strerror)
    return ""


def free_or_any(port: int) -> int:
    """Return *port* if the embedded broker could listen on it, else what stands for any."""
    return ANY_PORT if why_taken(port) else port
