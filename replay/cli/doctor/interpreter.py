"""Look at Python and at the libraries; nothing here needs one of them, since one may be what is broken."""

import platform
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from replay import __version__
from replay.cli.doctor.check import Check

_OLDEST = (3, 11)
_LIBRARIES = {
    "aiomqtt": "aiomqtt",
    "apscheduler": "apscheduler",
    "google-re2": "re2",
    "lark": "lark",
    "msgspec": "msgspec",
    "pydantic": "pydantic",
    "rich": "rich",
    "ruamel.yaml": "ruamel.yaml",
    "structlog": "structlog",
    "tzdata": "tzdata",
    "uvloop": "uvloop",
}
"""Distributions, each with the module that shows that it loads."""

_TOLD = ("aiomqtt", "google-re2", "ruamel.yaml", "uvloop")


def check_python(
    running: tuple[int, ...] = sys.version_info[:3], implementation: str = sys.implementation.name
) -> Check:
    """Look at the interpreter.

    Args:
        running: Its version.
        implementation: Its name, lower case.
    """
    dotted = ".".join(map(str, running))
    found = f"replay {__version__} on {implementation} {dotted}, {platform.system()} {platform.machine()}"
    if running < _OLDEST:
        return Check("python", "problem", found, "install Python 3.11 or newer, and replay into it")
    if implementation != "cpython":
        return Check("python", "warning", found, "use CPython: replay is tested on nothing else")
    return Check("python", "ok", found)


def check_libraries(modules: dict[str, str] = _LIBRARIES) -> Check:
    """Load what replay is built on.

    Args:
        modules: Distributions, each with its module.
    """
    broken = [f"{name} ({words})" for name, module in modules.items() if (words := _refusal(module))]
    if broken:
        found = f"{', '.join(broken)} cannot be loaded"
        return Check(
            "libraries", "problem", found, "install replay again with pip; on musl (Alpine) some wheels are missing"
        )
    if _refusal("_ruamel_yaml"):
        found = "the C parser of YAML is missing: rules load 10 times slower"
        return Check("libraries", "warning", found, "pip install --force-reinstall ruamel.yaml.clib")
    return Check("libraries", "ok", ", ".join(f"{name} {_version(name)}" for name in _TOLD))


def _refusal(module: str) -> str:
    """Return why a module does not load, or an empty text."""
    try:
        import_module(module)
    except (ImportError, OSError) as error:
        return " ".join(str(error).split())
    return ""


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "of unknown version"
