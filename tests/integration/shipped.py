"""The Mosquitto that compose.yaml starts, with a password for each role: its name, backwards."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

HOME = Path(__file__).parents[2]
ROLES = ("replay", "player", "monitor", "dashboard")

_REPLACED = ("listener", "protocol", "allow_anonymous", "password_file", "acl_file")


def configuration(port: int, access: Sequence[str]) -> str:
    """Return the shipped configuration for a *port* of 127.0.0.1, with other lines on who may connect."""
    shipped = (HOME / "mosquitto" / "mosquitto.conf").read_text().splitlines()
    kept = [line for line in shipped if not line.startswith(_REPLACED)]
    return "\n".join([f"listener {port} 127.0.0.1", *kept, "user root", *access, ""])


def tls_listener(port: int, cert: Path, key: Path) -> list[str]:
    """Return the lines that docs/brokers.md has one add for TLS, for a *port* of 127.0.0.1."""
    page = (HOME / "docs" / "brokers.md").read_text()
    (lines,) = re.findall(r"^```text\n(listener .*?)^```", page, re.MULTILINE | re.DOTALL)
    values = {"listener": f"{port} 127.0.0.1", "certfile": cert, "keyfile": key}
    return [f"{name} {values[name]}" for name in (line.split()[0] for line in lines.splitlines())]


def write_secrets(folder: Path) -> Path:
    """Write the passwords into a folder of their own, and return that."""
    secrets = folder / "secrets"
    secrets.mkdir()
    for role in ROLES:
        (secrets / role).write_text(role[::-1] + "\n")
    return secrets


def copy_configuration(folder: Path) -> Path:
    """Copy what the container mounts to where its user may read it, and return the copy."""
    copy = Path(shutil.copytree(HOME / "mosquitto", folder / "mosquitto" / "config"))
    for each in (folder, copy.parent, copy):
        each.chmod(0o755)  # mosquitto gives root's rights up
    return copy
