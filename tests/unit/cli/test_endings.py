"""What the command line makes of errors of the operating system that no verb expects."""

import errno

import pytest

from replay.cli import _end_by_system


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (OSError(errno.EMFILE, "Too many"), 3, "Too many; allow more open files, with ulimit -n"),
        (OSError(errno.EMFILE, "Too many", "a\nb"), 3, "a\\nb: Too many; allow more open files, with ulimit -n"),
        (OSError(errno.EACCES, "Denied", "a\nb"), 3, "a\\nb: Denied; name another file"),
        (OSError(errno.ENOSPC, "Full"), 5, "output cannot be written: Full; make room, or name another place"),
    ],
)
def test_what_is_no_bug_is_one_line(error: OSError, code: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With the file where there is one, whatever its name holds."""
    with pytest.raises(SystemExit) as ended:
        _end_by_system(error)
    assert ended.value.code == code
    assert capsys.readouterr().err == f"replay: {line}\n"
