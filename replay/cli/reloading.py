"""Reload rules when their files change; a set with a problem is told, and the last good one stays."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import structlog
from watchfiles import awatch

from replay.errors import InputError, RuleFileError
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet

Use = Callable[[RuleSet], Awaitable[None]]
"""Takes each set of rules that is whole."""

_log = structlog.get_logger("replay")


def reloads(wanted: bool, paths: Sequence[Path], use: Use) -> list[Coroutine[Any, Any, None]]:  # noqa: FBT001 -- the option itself
    """Return what `--reload` runs in the background: one coroutine if it is *wanted*."""
    return [_reload_on_change(paths, use)] if wanted else []


async def _reload_on_change(paths: Sequence[Path], use: Use) -> None:
    """Load *paths* again whenever something in them, or beside a file of them, changes; never returns.

    Args:
        paths: Rule files and folders.
        use: Takes what was loaded.
    """
    folders = {path if path.is_dir() else path.parent for path in paths}
    async for _ in awatch(*folders, watch_filter=lambda _change, name: name.endswith(".yaml"), recursive=False):
        try:
            rules = load_rules(paths)
        except RuleFileError as error:
            for problem in error.problems:
                _log.error("rules not reloaded, the last good ones stay", problem=str(problem))
        except InputError as error:
            _log.error("rules not reloaded, the last good ones stay", problem=str(error))
        else:
            await use(rules)
