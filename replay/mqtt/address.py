"""Where a broker is, as a person writes it, and who we are there, as the environment says."""

import ipaddress
import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from replay.errors import UsageError
from replay.mqtt.tls import NO_FILES, TlsFiles, tls_context

FORMS = "mqtt://host:port, mqtts://host:port, ws://host:port/path or wss://host:port/path"
_PORTS = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
_URL = re.compile(
    r"(?P<scheme>mqtts?|wss?)://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)"
    r"(?::(?P<port>\d{1,5}))?(?P<path>/[A-Za-z0-9._~%/-]*)?"
)
_WEBSOCKET_PATH = "/mqtt"


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is and who we are there.

    Attributes:
        scheme: `mqtt`, `mqtts`, `ws` or `wss`.
        path: Of a WebSocket, with its slash; else empty.
        tls: What verifies the broker; None without TLS.
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    scheme: str = "mqtt"
    path: str = ""
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)

    @classmethod
    def parse(cls, url: str, environ: Mapping[str, str] = os.environ, *, files: TlsFiles = NO_FILES) -> "BrokerAddress":
        """Read `mqtt://host:port`, `mqtts://…`, `ws://host:port/path` or `wss://…`.

        Args:
            url: Without user or password. The port may be left out (1883, 8883, 80, 443), the path too (/mqtt).
            environ: The environment: `REPLAY_MQTT_USERNAME`, and `REPLAY_MQTT_PASSWORD` or the file that
                `REPLAY_MQTT_PASSWORD_FILE` names.
            files: What TLS takes from files.

        Raises:
            UsageError: If it is not such an address, or a file cannot be used.
        """
        found = _URL.fullmatch(url)
        if found is None or (found["scheme"].startswith("mqtt") and found["path"] not in {None, "/"}):
            if "@" in url:
                raise UsageError(
                    "--broker takes no user or password; set REPLAY_MQTT_USERNAME and REPLAY_MQTT_PASSWORD"
                )
            raise UsageError(f"--broker '{url}' is not an address; give {FORMS}")
        scheme, host = found["scheme"], found["host"]
        port = int(found["port"] or _PORTS[scheme])
        if not 0 < port < 1 << 16:
            raise UsageError(f"--broker '{url}': {port} is not a port; give one from 1 to 65535")
        try:
            host.encode("idna")
        except UnicodeError:
            raise UsageError(f"--broker '{url}': '{host}' is not a host name") from None
        return cls(
            host.strip("[]"),
            port,
            environ.get("REPLAY_MQTT_USERNAME"),
            _password(environ),
            scheme,
            (found["path"] or _WEBSOCKET_PATH) if scheme.startswith("ws") else "",
            _tls(url, scheme, files),
        )

    @property
    def netloc(self) -> str:
        """Return host and port as they stand in a URL."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def tells_password(self) -> bool:
        """Say whether whoever is on the way can read the password."""
        return self.password is not None and self.tls is None and not self.is_here

    @property
    def is_here(self) -> bool:
        """Say whether the broker is on this machine, so that nobody is on the way."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    def __str__(self) -> str:
        """Return the URL without credentials."""
        return f"{self.scheme}://{self.netloc}{self.path}"


def _tls(url: str, scheme: str, files: TlsFiles) -> ssl.SSLContext | None:
    if scheme in {"mqtts", "wss"}:
        return tls_context(files)
    if files != NO_FILES:
        raise UsageError(f"--broker '{url}' has no TLS, so that --ca, --cert and --key say nothing; give {scheme}s://")
    return None


def _password(environ: Mapping[str, str]) -> str | None:
    file = environ.get("REPLAY_MQTT_PASSWORD_FILE")
    if not file:
        return environ.get("REPLAY_MQTT_PASSWORD")
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"REPLAY_MQTT_PASSWORD_FILE: {file} cannot be read: {error}") from None
