"""TLS as a client: the broker is always verified; our own certificate, where one is wanted, comes from files."""

import errno
import re
import ssl
from dataclasses import dataclass
from pathlib import Path

from replay.errors import UsageError


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files, as the options of the same names say.

    Attributes:
        ca: Who signs the broker's certificate; None stands for whom this machine trusts.
        cert: Our own certificate; its key too, unless `key` is given.
        key: The key of `cert`.
    """

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


NO_FILES = TlsFiles()


def tls_context(files: TlsFiles) -> ssl.SSLContext:
    """Return what verifies a broker's certificate and host name, and shows ours.

    Raises:
        UsageError: If a file cannot be read, holds something else, or the key is not the certificate's.
    """
    for option, path in (("--ca", files.ca), ("--cert", files.cert), ("--key", files.key)):
        if path is not None:
            _check_readable(option, path)
    try:
        context = ssl.create_default_context(cafile=files.ca)
    except ssl.SSLError:
        raise UsageError(f"--ca {files.ca}: no certificate in it; give the CA's certificate as a PEM file") from None
    if files.cert is not None:
        _load_certificate(context, files.cert, files.key)
    elif files.key is not None:
        raise UsageError("--key goes with --cert; give the certificate too")
    return context


def read_regular(path: Path, size: int = -1) -> bytes:
    """Return what is in a file, or its first *size* bytes.

    Raises:
        OSError: If it cannot be read, or is a pipe or a device, which might be waited for without end.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise OSError(errno.EINVAL, "Is not a regular file")
    with path.open("rb") as file:
        return file.read(size)


def _check_readable(option: str, path: Path) -> None:
    try:
        read_regular(path, 0)
    except OSError as error:
        raise UsageError(f"{option} {path}: cannot be read: {error.strerror}; name a PEM file") from None


def _load_certificate(context: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    def refuse_passphrase() -> str:  # or OpenSSL would ask for it on the terminal
        raise UsageError(f"{place}: the key has a passphrase; give a key without one, that you alone can read")

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cert)
    except ssl.SSLError:
        raise UsageError(f"--cert {cert}: no certificate in it; give a PEM file") from None
    place = f"--cert {cert}" if key is None else f"--key {key}"
    try:
        context.load_cert_chain(cert, key, password=refuse_passphrase)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            raise UsageError(f"{place}: this key is not that of the certificate in {cert}; give its own") from None
        where = "name the key's file with --key" if key is None else "give a PEM file"
        words = error.reason or re.sub(r" \(_ssl\.c:\d+\)", "", str(error))
        raise UsageError(f"{place}: no key of the certificate in it ({words}); {where}") from None
