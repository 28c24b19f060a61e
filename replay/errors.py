"""Every error that replay raises on purpose.

    ReplayError                      70  (a bug, unless a subclass says otherwise)
    ├── RuleFailed                   70  a rule that was loaded fails: a bug
    ├── UsageError                    2  options that do not fit together
    ├── InputError                    3  something read from outside is unusable
    │   ├── StreamError                  a recorded stream: path, line, what, hint
    │   └── RuleFileError                rule files: every problem of every file
    ├── BrokerError                   4  the broker is missing, refuses, or stays away
    ├── IncompleteDelivery            5  the day ended with updates unacknowledged or gaps unfilled
    ├── ProcessLost                   5  a process that shared the work was killed
    └── OutputError                   5  what was to be written could not be: a full disk; 2 if its name is wrong

A class builds its one-line message from typed arguments; `exit_code` is what the command line ends with.
"""

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

NO_MORE_FILES = frozenset({errno.EMFILE, errno.ENFILE})
"""Numbers of the errors that too many open files are."""

MORE_FILES = "allow more open files, with ulimit -n"
"""What to do about them."""

_WRONG_NAME = frozenset(
    {
        *(errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.ENXIO),
        *(errno.EACCES, errno.EPERM, errno.EROFS),
    }
)
"""Numbers of the errors that tell of where a file is to be, and not of the disk."""

_QUOTED = re.compile(r"(?<!\w)(['\"])(.*?)\1(?!\w)|[^\s/'\"]{200,}", re.DOTALL)
"""A value in its quotes, or a word that is too long for one; where a file stands has slashes."""

_MOST_QUOTED = 100
_MOST_KEPT = 1000


class ReplayError(Exception):
    """Base of the tree; `str()` of it is one line that says what, where and what to do."""

    exit_code = 70


class RuleFailed(ReplayError):  # noqa: N818 -- it is an outcome
    """Raise where a rule fails and nobody goes on without it.

    Args:
        rule: Its id.
        reason: What went wrong.
    """

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(f"rule '{rule}' failed: {reason}; please report it with the rule")


class UsageError(ReplayError):
    """Raise for options that are each well-formed but do not fit together."""

    exit_code = 2


class InputError(ReplayError):
    """Raise for input from outside that cannot be used."""

    exit_code = 3


class StreamError(InputError):
    """Raise for a recorded stream that cannot be read.

    Args:
        path: The file, as the user named it.
        what: What is wrong, lower case, without a full stop.
        line: 1-based line number, where one is known.
        hint: What to do about it.
    """

    def __init__(self, path: object, what: str, *, line: int | None = None, hint: str = "") -> None:
        place = f"{path}:{line}" if line else f"{path}"
        super().__init__(f"{place}: {what}" + (f"; {hint}" if hint else ""))


def _cut(quoted: re.Match[str]) -> str:
    """Return a value in its quotes, of a long one the beginning."""
    mark = quoted[1] or ""
    value = quoted[2] if mark else quoted[0]
    return quoted[0] if len(value) <= _MOST_QUOTED else f"{mark}{value[:_MOST_QUOTED]}…{mark}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a rule file.

    Attributes:
        path: The file, as the user named it.
        line: 1-based.
        column: 1-based, in code points.
        what: The message, with its suggestion; what it quotes is cut where it is long.
    """

    path: str
    line: int
    column: int
    what: str

    def __post_init__(self) -> None:
        what = self.what
        if len(what) > 2 * _MOST_KEPT:  # looking for quotation marks takes the square of its length
            what = f"{what[:_MOST_KEPT]}…{what[-_MOST_KEPT:]}"
        object.__setattr__(self, "what", _QUOTED.sub(_cut, what))

    @property
    def where(self) -> str:
        """Return its place as compilers write it, and editors open it."""
        return f"{self.path}:{self.line}:{self.column}"

    def __str__(self) -> str:
        return f"{self.where}  {self.what}"


class RuleFileError(InputError):
    """Raise once for all problems of all rule files of a run.

    Args:
        problems: At least one; kept sorted by (path, line, column).
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class BrokerError(ReplayError):
    """Raise when a broker cannot be reached, refuses us, or is lost for good.

    Args:
        address: The broker's URL without credentials.
        what: What happened.
        hint: What to do about it.
    """

    exit_code = 4

    def __init__(self, address: object, what: str, *, hint: str = "") -> None:
        super().__init__(f"broker {address}: {what}" + (f"; {hint}" if hint else ""))


class IncompleteDelivery(ReplayError):  # noqa: N818 -- it is an outcome; the exit code has this name
    """Raise at the end of a run that could not deliver everything.

    Args:
        stream: The stream's name.
        what: The numbers.
    """

    exit_code = 5

    def __init__(self, stream: str, what: str) -> None:
        super().__init__(f"stream '{stream}': incomplete delivery: {what}")


class ProcessLost(ReplayError):  # noqa: N818 -- it is an outcome
    """Raise where a process that shared the work is gone, and what it was at with it.

    Args:
        signal: Number of the signal that killed it, 0 if it ended by itself.
    """

    exit_code = 5

    def __init__(self, signal: int) -> None:
        how = f"was killed by signal {signal}" if signal else "ended early"
        super().__init__(f"a process of --jobs {how}; memory may have run out: use fewer --jobs")


class OutputError(ReplayError):
    """Raise when output cannot be written: there is no room for it, or its name is one that cannot be.

    Args:
        where: The file, or what is written.
        why: What the operating system says; words are of want of room.
        option: Which named the file, where that is known.
    """

    exit_code = 5

    def __init__(self, where: object, why: OSError | str, *, option: str = "") -> None:
        self.where, self.why = where, why
        what, hint = str(why), "make room, or name another place"
        if isinstance(why, OSError):
            what = str(why.strerror)
            if why.errno in NO_MORE_FILES:
                hint = MORE_FILES
            elif why.errno in _WRONG_NAME:
                hint, self.exit_code = "name a file that can be written", UsageError.exit_code
        super().__init__(f"{option} {where} cannot be written: {what}; {hint}".lstrip())


@contextmanager
def named_by(option: str) -> Iterator[None]:
    """Have an error of what cannot be written say which *option* named it."""
    try:
        yield
    except OutputError as error:
        raise OutputError(error.where, error.why, option=option) from None


@contextmanager
def ungrouped() -> Iterator[None]:
    """Raise the first of our own errors as itself if a group holds no others: a task group ends by its first error."""
    try:
        yield
    except BaseExceptionGroup as group:  # `except*` wraps what is raised in it once more before Python 3.11.4
        ours, others = group.split(ReplayError)
        if ours is None or others is not None:
            raise
        raise leaf_of(ours) from None


def leaf_of(error: BaseException) -> BaseException:
    """Return the first error in a group, at any depth; any other error is itself."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
