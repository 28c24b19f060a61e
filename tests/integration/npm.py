"""Packages from npm, for the tests that hold our files to what others read."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def npm_install(folder: Path, package: str) -> None:
    """Install a package into a folder of its own; skip the test where there is no npm, but never in CI."""
    npm = shutil.which("npm")
    if npm is None:
        if os.environ.get("CI"):
            pytest.fail("npm is not installed, and CI is set: install Debian's packages nodejs and npm")
        pytest.skip("npm is not installed: install Debian's packages nodejs and npm")
    subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder), package],
        check=True,
        timeout=120,
    )
