"""Look at the terminal: who reads, how wide it is, colours, keys, and whether it shows every character."""

import codecs
import os
from collections.abc import Mapping
from typing import TextIO

from replay.cli.doctor.check import Check

_NARROWEST = 60
_USUAL = 80


def check_terminal(environ: Mapping[str, str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> Check:
    """Look at what alerts (stdout) and progress (stderr) are shown on, and whether a key can be pressed."""
    shown = [name for name, stream in (("stdout", stdout), ("stderr", stderr)) if stream.isatty()]
    if not shown:
        return Check("terminal", "ok", "none: alerts, log and report are JSON lines here")
    columns = _columns(environ, stdout if stdout.isatty() else stderr)
    words = [f"{' and '.join(shown)}, {columns} columns", _colours(environ)]
    words += [] if stdout.isatty() else ["alerts are JSON lines"]
    words += [] if stderr.isatty() else ["log and report are JSON lines"]
    words += ["Space skips a wait"] if stdin.isatty() and stderr.isatty() else ["no key can be pressed"]
    found = "; ".join(words)
    if environ.get("TERM", "dumb") in {"dumb", "unknown"}:
        return Check("terminal", "warning", f"{found}; TERM is dumb", "no progress bar; export TERM=xterm-256color")
    if columns < _NARROWEST:
        return Check("terminal", "warning", found, f"headlines are cut; make it {_USUAL} columns wide")
    return Check("terminal", "ok", found)


def _columns(environ: Mapping[str, str], stream: TextIO) -> int:
    told = environ.get("COLUMNS", "")
    return int(told) if told.isascii() and told.isdigit() else os.get_terminal_size(stream.fileno()).columns or _USUAL


def _colours(environ: Mapping[str, str]) -> str:
    if environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    return "no colours" if environ.get("TERM", "dumb") in {"dumb", "unknown"} else "colours"


def check_encoding(stdout: TextIO, stderr: TextIO) -> Check:
    """Look whether both streams can show every character."""
    names = [codecs.lookup(stream.encoding or "ascii").name for stream in (stdout, stderr)]
    if set(names) == {"utf-8"}:
        return Check("encoding", "ok", "UTF-8")
    found = (
        f"stdout {names[0]}, stderr {names[1]}: dashes, bars and names in other scripts show as escapes such as \\u2013"
    )
    return Check(
        "encoding", "warning", found, "unset PYTHONIOENCODING, and export PYTHONUTF8=1 or a UTF-8 locale: LANG=C.UTF-8"
    )
