"""Keep the files that a backtest writes apart from those that it reads."""

import os
from collections.abc import Mapping
from pathlib import Path

from replay.errors import UsageError
from replay.replacing import is_replaceable
from replay.text import printable


class Outputs:
    """Files that are to be written, and replaced where they are there.

    Args:
        named: By the option that names each.

    Raises:
        UsageError: Two of them are one file.
    """

    def __init__(self, named: Mapping[str, Path]) -> None:
        self._options: dict[Path, str] = {}
        for option, path in named.items():
            if not is_replaceable(path):
                continue
            other = self._options.setdefault(_real(path), option)
            if other != option:
                raise UsageError(f"{other} and {option} are one file, {printable(str(path))}; name two")

    def keep_off(self, path: Path) -> None:
        """Refuse to write over a file that is read, or into a folder of rules what would be taken for rules.

        Args:
            path: A file that is read, or a folder of rule files.

        Raises:
            UsageError: An output would take its place.
        """
        read = _real(path)
        for written, option in self._options.items():
            if written == read or (written.parent == read and written.suffix == ".yaml"):
                raise UsageError(f"{option} would replace {printable(str(written))}, which is read; name another file")


def _real(path: Path) -> Path:
    """Return where a file really stands; `Path.resolve` fails where links go in circles."""
    return Path(os.path.realpath(path))


NO_OUTPUTS = Outputs({})
