"""The rights of any user over files, also where the superuser runs the tests, as in CI: no mode refuses him."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522
_OVER_FILES = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""

_SET_SECUREBITS = 28
_NO_ROOT = 1


class _Capabilities(ctypes.Structure):
    """Half of a thread's capabilities, as Linux has them (capget(2))."""

    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


@contextmanager
def rights_of_any_user() -> Iterator[None]:
    """Pass over no file's mode while the block lasts, nor let a process do so that is started in it."""
    if os.geteuid() != 0:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    header, halves = (ctypes.c_uint32 * 2)(_VERSION, 0), (_Capabilities * 2)()
    _check(system.capget(header, halves))
    effective = halves[0].effective
    _check(system.prctl(_SET_SECUREBITS, _NO_ROOT, 0, 0, 0))
    try:
        halves[0].effective = effective & ~_OVER_FILES
        _check(system.capset(header, halves))
        yield
    finally:
        halves[0].effective = effective
        _check(system.capset(header, halves))
        _check(system.prctl(_SET_SECUREBITS, 0, 0, 0, 0))


def _check(failed: int) -> None:
    if failed:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
