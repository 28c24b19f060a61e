"""Certificates for brokers and clients, made for one test."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

NOW = datetime.now(UTC)
PAST, FUTURE = NOW - timedelta(days=2), NOW + timedelta(days=2)


@dataclass(frozen=True)
class Authority:
    """A CA, whose certificates stand as PEM files in a folder of its own."""

    folder: Path
    _ca: trustme.CA

    @classmethod
    def make(cls, folder: Path) -> "Authority":
        """Make a CA, with its certificate in *folder*, which must not be there yet."""
        folder.mkdir()
        made = cls(folder, trustme.CA())
        made._ca.cert_pem.write_to_path(folder / "ca.pem")
        return made

    @property
    def ca(self) -> Path:
        """Return the file with its certificate."""
        return self.folder / "ca.pem"

    def issue(
        self, name: str, *identities: str, not_before: datetime | None = None, not_after: datetime | None = None
    ) -> tuple[Path, Path]:
        """Sign a certificate for *identities*, and return its file, and that of its key, named for *name*."""
        leaf = self._ca.issue_cert(*identities, not_before=not_before, not_after=not_after)
        cert, key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        leaf.cert_chain_pems[0].write_to_path(cert)
        leaf.private_key_pem.write_to_path(key)
        return cert, key

    def listener(
        self, *identities: str, not_before: datetime | None = None, not_after: datetime | None = None
    ) -> Sequence[str]:
        """Return mosquitto's lines for a listener with TLS and such a certificate, open to everybody."""
        cert, key = self.issue("broker", *identities, not_before=not_before, not_after=not_after)
        return ["allow_anonymous true", f"cafile {self.ca}", f"certfile {cert}", f"keyfile {key}"]
