"""What TLS takes from files, and what is said of a file that does not serve."""

import os
import re
from pathlib import Path

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from replay.errors import UsageError
from replay.mqtt.tls import TlsFiles, tls_context


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a CA, two certificates with their keys, a key with a passphrase, a text and a pipe."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    for name in ("one", "two"):
        issued = ca.issue_cert(name)
        issued.cert_chain_pems[0].write_to_path(tmp_path / f"{name}.pem")
        issued.private_key_pem.write_to_path(tmp_path / f"{name}.key")
    key = load_pem_private_key((tmp_path / "one.key").read_bytes(), None)
    locked = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"passphrase"))
    (tmp_path / "locked.key").write_bytes(locked)
    (tmp_path / "text").write_text("no certificate\n")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


@pytest.mark.parametrize(
    ("ca", "cert", "key", "words"),
    [("none", None, None, "--ca {}/none: cannot be read: No such file or directory; name a PEM file"),
     ("", None, None, "--ca {}: cannot be read: Is a directory; name a PEM file"),
     ("text", None, None, "--ca {}/text: no certificate in it; give the CA's certificate as a PEM file"),
     ("ca.pem", "none", None, "--cert {}/none: cannot be read: No such file or directory; name a PEM file"),
     ("ca.pem", "one.pem", "none", "--key {}/none: cannot be read: No such file or directory; name a PEM file"),
     ("ca.pem", None, "one.key", "--key goes with --cert; give the certificate too"),
     ("ca.pem", "one.pem", None,
      "--cert {}/one.pem: no key of the certificate in it (*); name the key's file with --key"),
     ("ca.pem", "text", "one.key", "--cert {}/text: no certificate in it; give a PEM file"),
     ("ca.pem", "one.pem", "text", "--key {}/text: no key of the certificate in it (*); give a PEM file"),
     ("pipe", None, None, "--ca {}/pipe: cannot be read: Is not a regular file; name a PEM file"),
     ("ca.pem", "one.pem", "two.key",
      "--key {}/two.key: this key is not that of the certificate in {}/one.pem; give its own"),
     ("ca.pem", "one.pem", "locked.key",
      "--key {}/locked.key: the key has a passphrase; give a key without one, that you alone can read")],
)  # fmt: skip
def test_tls_file_that_does_not_serve_is_told(
    folder: Path, ca: str, cert: str | None, key: str | None, words: str
) -> None:
    """One line says which option, which file, what is wrong and what to give; nobody asks for a passphrase."""
    files = TlsFiles(*(None if name is None else folder / name for name in (ca, cert, key)))
    with pytest.raises(UsageError) as caught:
        tls_context(files)
    assert "_ssl.c" not in str(caught.value)
    assert re.fullmatch(re.escape(words.format(folder, folder)).replace(r"\*", ".+"), str(caught.value))


def test_tls_files_that_serve_are_taken(folder: Path) -> None:
    """With --ca, that CA is trusted and nobody else."""
    context = tls_context(TlsFiles(folder / "ca.pem", folder / "one.pem", folder / "one.key"))
    assert len(context.get_ca_certs()) == 1
