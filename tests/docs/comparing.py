"""Compare what a document shows of a command with what the command prints."""

import re
from collections.abc import Sequence

from tests.docs.terminal import BAR

ELLIPSIS = "…"
_PROBLEM = re.compile(r"FAILED |\S+:\d+:\d+  |\d+ of \d+ alerts differ")
_VARIES = (
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"\b\d+(?:\.\d+)? ms\b"), "N ms"),
)


def difference(shown: Sequence[str], printed: Sequence[str]) -> str:
    """Return the first line that is shown and not printed where it should be; empty where there is none.

    A `…` in a line stands for anything; in a line of its own, for any number of lines. Ports and milliseconds vary.
    A progress bar ends what is shown: there the document shows a screen on which the command still runs.
    """
    screen = [line.rstrip() for line in shown if line.strip()]
    still_running = bool(screen) and BAR in screen[-1]
    screen = [*screen[:-1], ELLIPSIS] if still_running else screen
    at, skipping = 0, False
    for line in screen:
        if line.strip() == ELLIPSIS:
            skipping = True
            continue
        pattern = _pattern(line)
        while skipping and at < len(printed) and not pattern.fullmatch(_even(printed[at])):
            at += 1
        if at == len(printed) or not pattern.fullmatch(_even(printed[at])):
            there = printed[at] if at < len(printed) else "the end"
            return f"the document shows\n  {line}\nthe command printed\n  {there}"
        at, skipping = at + 1, False
    if at < len(printed) and not skipping:
        return f"the document ends, the command goes on\n  {printed[at]}"
    return ""


def ends_of(shown: Sequence[str]) -> set[int]:
    """Return the exit codes that fit what is shown of a command.

    One of the errors behind a first line of `replay: `, 1 where a problem, a failed test or an alert that
    differs is shown, and else 0.
    """
    if shown and shown[0].startswith("replay: "):
        return {2, 3, 4, 5}
    return {1} if any(_PROBLEM.match(line) for line in shown) else {0}


def _even(line: str) -> str:
    for pattern, same in _VARIES:
        line = pattern.sub(same, line)
    return line


def _pattern(line: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, _even(line).split(ELLIPSIS))))
