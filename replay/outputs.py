"""Keep the files that a verb writes apart from those that it reads."""

import os
from collections.abc import Mapping
from pathlib import Path

from replay.errors import UsageError
from replay.replacing import is_replaceable, real_path
from replay.shipped import RULES, SEEDS
from replay.text import printable

_NOWHERE = Path(os.devnull)


class Outputs:
    """Files that are to be written.

    Args:
        named: By the option that names each; None where it names none.

    Raises:
        UsageError: Two of them are one file, or one would be taken for what is shipped.
    """

    def __init__(self, named: Mapping[str, Path | None]) -> None:
        written = {option: path for option, path in named.items() if path is not None}
        self._options = {real_path(path): option for option, path in written.items() if is_replaceable(path)}
        first: dict[Path, str] = {}
        for option, path in written.items():
            other = first.setdefault(real_path(path), option)
            if other != option and real_path(path) != _NOWHERE:
                raise UsageError(f"{other} and {option} are one file, {printable(path)}; name two")
        self.keep_off(RULES, SEEDS)

    def keep_off(self, *paths: Path | None) -> None:
        """Refuse to write over a file that is read, or where it would be: all to seeds, a `.yaml` to rules.

        Args:
            paths: Files that are read, or would be if they were there, and such folders.

        Raises:
            UsageError: An output would change one of them.
        """
        for read in map(real_path, filter(None, paths)):
            for written, option in self._options.items():
                is_in = written.parent == read and (written.suffix == ".yaml" or read == real_path(SEEDS))
                if is_in or _is_same(written, read):
                    does, is_read = ("change", "is read") if written.exists() else ("make", "would be read")
                    what = f"{option} would {does} {printable(written)}, which {is_read}"
                    raise UsageError(f"{what}; name another file")


def _is_same(written: Path, read: Path) -> bool:
    """Say whether two names are of one file, also where it has both, or where case makes no other."""
    if written == read:
        return True
    try:
        return written.samefile(read)
    except OSError:
        return False


NO_OUTPUTS = Outputs({})
