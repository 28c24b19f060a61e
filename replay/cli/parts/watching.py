"""A monitor that attends, with rules that are loaded again when their files change: the last good ones stay."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog

from replay.cache import FileCache
from replay.cli.parts.runtime import background
from replay.errors import InputError, RuleFileError
from replay.language.keeping import load_kept
from replay.language.ruleset import RuleSet
from replay.monitor import LiveMonitor, Monitor
from replay.mqtt.address import BrokerAddress
from replay.mqtt.session import Session, open_session
from replay.mqtt.topics import Topics

LOOK_S = 0.5
"""How often the files are looked at."""

_log = structlog.get_logger("replay")


class RuleFiles:
    """Rule files and folders, and what they looked like when they were loaded last.

    Args:
        paths: As the user named them.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self._seen = self._look()

    def load(self) -> RuleSet:
        """Return the rules; errors are those of `load_rules`."""
        self._seen = self._look()
        return load_kept(self._paths, FileCache.of_user())

    def have_changed(self) -> bool:
        """Say whether a file changed, came or went since the last look."""
        return self._look() != self._seen

    def _look(self) -> dict[Path, tuple[int, int]]:
        folders = {path if path.is_dir() else path.parent for path in self._paths}
        seen = {}
        for file in (*self._paths, *(file for folder in folders for file in folder.glob("*.yaml"))):
            with suppress(OSError):  # it may go while we look
                stat = file.stat()
                seen[file] = stat.st_mtime_ns, stat.st_size
        return seen


async def reload_on_change(files: RuleFiles, use: Callable[[RuleSet], Awaitable[None]]) -> None:
    """Load *files* again whenever they change; never returns.

    Args:
        files: What was loaded before.
        use: Takes each set that is whole.
    """
    while True:
        await asyncio.sleep(LOOK_S)
        if not files.have_changed():
            continue
        try:
            rules = await asyncio.to_thread(files.load)
        except RuleFileError as error:
            for problem in error.problems:
                _log.error("rules not reloaded, the last good ones stay", problem=str(problem))
        except InputError as error:
            _log.error("rules not reloaded, the last good ones stay", problem=str(error))
        else:
            await use(rules)


@asynccontextmanager
async def attended(
    address: BrokerAddress, topics: Topics, monitor: Monitor | LiveMonitor, *, client: str, files: RuleFiles | None
) -> AsyncIterator[Session]:
    """Give the session of a monitor, which attends for as long as the block lasts.

    Args:
        address: The broker.
        topics: Of the stream.
        monitor: What hears them.
        client: Its client id.
        files: Its rules, where they are loaded again whenever they change.
    """
    async with open_session(address, client_id=client, topic_filter=topics.flat, handler=monitor.handle) as session:
        reloading = [reload_on_change(files, lambda rules: monitor.reload(session, rules))] if files else []
        async with background(monitor.attend(session), *reloading):
            yield session
