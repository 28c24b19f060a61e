"""Where a broker is, as a person writes it, and who we are there, as the environment says."""

import ipaddress
import os
import re
import ssl
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field
from pathlib import Path

from replay.errors import UsageError
from replay.mqtt.tls import NO_FILES, TlsFiles, read_regular, tls_context

FORMS = "mqtt://host:port, mqtts://host:port, ws://host:port/path or wss://host:port/path"
PORTS = {"mqtt": 1883, "mqtts": 8883, "ws": 80, "wss": 443}
"""By scheme, where none is given."""
_URL = re.compile(
    r"(?P<scheme>(?i:mqtts?|wss?))://(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)"
    r"(?::(?P<port>[0-9]{1,5}))?(?P<path>/[A-Za-z0-9._~%/-]*)?"
)
WEBSOCKET_PATH = "/mqtt"
_MAX_BYTES = 65_535
"""The longest user name, and the longest password: MQTT 3.1.1, sections 1.5.3 and 3.1.3.5."""


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is and who we are there.

    Attributes:
        scheme: `mqtt`, `mqtts`, `ws` or `wss`.
        path: Of a WebSocket, with its slash; else empty.
        tls: What verifies the broker; None without TLS.
        files: What was read to know all that.
    """

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    scheme: str = "mqtt"
    path: str = ""
    tls: ssl.SSLContext | None = field(default=None, repr=False, compare=False)
    files: tuple[Path, ...] = field(default=(), repr=False, compare=False)

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
        if found is None or (found["scheme"][0] in "mM" and found["path"] not in {None, "/"}):
            if "@" in url:
                raise UsageError(
                    "--broker takes no user or password; set REPLAY_MQTT_USERNAME and REPLAY_MQTT_PASSWORD"
                )
            shown = re.sub(r"[?#].*", "…", url, flags=re.DOTALL)  # a password may stand there
            raise UsageError(f"--broker '{shown}' is not an address; give {FORMS}")
        scheme, host = found["scheme"].lower(), found["host"]
        port = int(found["port"] or PORTS[scheme])
        if not 0 < port < 1 << 16:
            raise UsageError(f"--broker '{url}': {port} is not a port; give one from 1 to 65535")
        try:
            ipaddress.IPv6Address(host.strip("[]")) if host.startswith("[") else host.encode("idna")
        except ValueError:
            raise UsageError(f"--broker '{url}': '{host}' is not a host name") from None
        return cls(
            host.strip("[]"),
            port,
            *_credentials(environ),
            scheme,
            (found["path"] or WEBSOCKET_PATH) if scheme.startswith("ws") else "",
            _tls(url, scheme, files),
            files=tuple(Path(each) for each in (*astuple(files), environ.get("REPLAY_MQTT_PASSWORD_FILE")) if each),
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


def without_credentials(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a program that has no business with the broker."""
    return {name: value for name, value in environ.items() if not name.startswith("REPLAY_MQTT_")}


def _credentials(environ: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return user name and password.

    Raises:
        UsageError: If MQTT cannot carry one of them, or there is a password and no user.
    """
    username, file = environ.get("REPLAY_MQTT_USERNAME"), environ.get("REPLAY_MQTT_PASSWORD_FILE")
    password = _password_in(file) if file else environ.get("REPLAY_MQTT_PASSWORD")
    source = f"REPLAY_MQTT_PASSWORD_FILE: {file}" if file else "REPLAY_MQTT_PASSWORD"
    if password is not None and username is None:
        raise UsageError(f"{source}: a password without a user name is not sent; set REPLAY_MQTT_USERNAME too")
    for name, value in (("REPLAY_MQTT_USERNAME", username), (source, password)):
        if value is not None:
            _check_fits(name, value)
    return username, password


def _check_fits(name: str, value: str) -> None:
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        raise UsageError(f"{name}: is not UTF-8; give text") from None
    if size > _MAX_BYTES:
        raise UsageError(f"{name}: longer than MQTT allows; give {_MAX_BYTES} bytes at most")


def _password_in(file: str) -> str:
    try:
        content = read_regular(Path(file), 2 * _MAX_BYTES)
        return content.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        what = "is not UTF-8"
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
    raise UsageError(f"REPLAY_MQTT_PASSWORD_FILE: {file} cannot be read: {what}")
