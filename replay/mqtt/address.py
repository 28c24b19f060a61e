"""Where a broker is, as a person writes it, and who we are there, as the environment says."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from replay.errors import UsageError


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker is and who we are there."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, url: str, environ: Mapping[str, str] = os.environ) -> "BrokerAddress":
        """Read `mqtt://host:port`; the port may be left out (1883).

        Args:
            url: Without user or password.
            environ: The environment: `REPLAY_MQTT_USERNAME`, and `REPLAY_MQTT_PASSWORD` or the file that
                `REPLAY_MQTT_PASSWORD_FILE` names.

        Raises:
            UsageError: If it is not such an address, or the password file cannot be read.
        """
        found = re.fullmatch(r"mqtt://(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::(\d{1,5}))?/?", url)
        if found is None:
            if "@" in url:
                raise UsageError(
                    "--broker takes no user or password; set REPLAY_MQTT_USERNAME and REPLAY_MQTT_PASSWORD"
                )
            raise UsageError(f"--broker '{url}' is not an address; give mqtt://host:port")
        port = int(found[2] or 1883)
        if not 0 < port < 1 << 16:
            raise UsageError(f"--broker '{url}': {port} is not a port; give one from 1 to 65535")
        try:
            found[1].encode("idna")
        except UnicodeError:
            raise UsageError(f"--broker '{url}': '{found[1]}' is not a host name") from None
        return cls(found[1].strip("[]"), port, environ.get("REPLAY_MQTT_USERNAME"), _password(environ))

    def __str__(self) -> str:
        """Return the URL without credentials."""
        return f"mqtt://[{self.host}]:{self.port}" if ":" in self.host else f"mqtt://{self.host}:{self.port}"


def _password(environ: Mapping[str, str]) -> str | None:
    file = environ.get("REPLAY_MQTT_PASSWORD_FILE")
    if not file:
        return environ.get("REPLAY_MQTT_PASSWORD")
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"REPLAY_MQTT_PASSWORD_FILE: {file} cannot be read: {error}") from None
