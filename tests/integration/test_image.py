"""The image's build, without the container: the package made of what `.dockerignore` lets through."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.integration.conftest import BOUND_S
from tests.integration.shipped import HOME

VERB = [sys.executable, "-m", "replay", "run", "--speed", "max"]
BUILDER = Path(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
"""Has the pip that `./dev` installs with."""


def copy_what_is_let_through(folder: Path) -> None:
    """Copy the build's context: nothing, but for the lines that begin with `!`."""
    first, *exceptions, last = [
        line for line in (HOME / ".dockerignore").read_text().splitlines() if not line.startswith("#")
    ]
    assert (first, last) == ("*", "**/__pycache__")
    for name in (line.removeprefix("!") for line in exceptions):
        source, target = HOME / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def test_package_of_the_image_gives_the_alert_log_of_the_checkout(tmp_path: Path) -> None:
    """What the package takes along from outside of `replay` is there, and nothing that stays behind is missed."""
    source, wheels, package = (tmp_path / name for name in ("source", "wheels", "package"))
    copy_what_is_let_through(source)
    build = [
        str(BUILDER),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--no-deps",
        "-w",
        str(wheels),
        str(source),
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=4 * BOUND_S)
    (wheel,) = wheels.iterdir()
    shutil.unpack_archive(wheel, package, format="zip")
    environ = os.environ | {"PYTHONPATH": str(package)}
    there = subprocess.run(VERB, check=True, capture_output=True, timeout=BOUND_S, cwd=tmp_path, env=environ)
    here = subprocess.run(VERB, check=True, capture_output=True, timeout=BOUND_S)
    assert there.stdout == here.stdout != b""
    found = subprocess.run(
        [sys.executable, "-c", "from replay import shipped; print(shipped.DASHBOARD / 'index.html')"],
        check=True, capture_output=True, cwd=tmp_path, encoding="utf-8", env=environ,
    )  # fmt: skip
    page = Path(found.stdout.strip())
    assert page.is_relative_to(package)
    assert page.is_file()
