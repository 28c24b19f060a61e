"""The Mosquitto that compose.yaml starts, with a password for each role: its name, backwards."""

import shutil
from pathlib import Path

HOME = Path(__file__).parents[2]
ROLES = ("replay", "player", "monitor", "dashboard")


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
