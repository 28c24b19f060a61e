"""What `backtest --jobs 2` gains over one job: wall clock, CPU of all processes, and CPU of the busiest one.

`python benchmarks/jobs.py [SOURCE] [--updates N] [--size BYTES]`: updates of 450 bytes in one file of our own lines,
made as `benchmarks/match.py` makes them; 10,000 match rules with 0.1 and 0.5 hits an update, and the shipped rules, on
fewer updates. Two gains are printed: that of the wall clock, which needs two cores that are idle, and what CPU allows
on those: one job's CPU by the larger of the busiest process's and half of all. Opening the streams counts, loading and
compiling the rules does not: both are kept between runs. Aim: 1.7.
"""

import gc
import random
import resource
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from made.corpus import make_lines, make_phrases, make_texts, read_words
from made.measuring import RUNS, read_options
from made.rules import match_rule
from made.table import print_row

from replay.alertlog import AlertLog
from replay.backtest import Backtest
from replay.cache import FileCache
from replay.engine import Engine
from replay.formats import open_streams
from replay.language.load import load_rules
from replay.language.ruleset import RuleSet
from replay.shipped import RULES

UPDATES, RULE_COUNT = 200_000, 10_000
SHIPPED_SHARE = 20
"""The shipped rules read casualties, and so are tried on one update in so many."""


@dataclass(frozen=True)
class Run:
    """What one backtest took.

    Attributes:
        wall_s: By the clock. [s]
        here_s: CPU of the process that decides. [s]
        there_s: CPU of those that read, together. [s]
        digest: Of its alerts.
    """

    wall_s: float
    here_s: float
    there_s: float
    digest: str


def run(path: Path, rules: RuleSet, jobs: int) -> Run:
    """Open a file and backtest rules over it."""
    kept = FileCache(path.parent)
    Engine(rules, kept).compile()
    began = _clocks()
    streams = open_streams([path], jobs=jobs)
    opened = _clocks()
    backtest, log = Backtest(rules, streams, kept, jobs=jobs), AlertLog()
    gc.collect()
    gc.freeze()  # as `replay backtest` does once the rules are there
    ready = _clocks()
    for block in backtest.blocks():
        log.extend(block.alerts, block.triggered())
    clocks = zip(began, opened, ready, _clocks(), strict=True)
    wall_s, here_s, there_s = (open_s - began_s + end_s - ready_s for began_s, open_s, ready_s, end_s in clocks)
    return Run(wall_s, here_s, there_s, log.digest)


def _clocks() -> tuple[float, float, float]:
    """Return the time, the CPU of this process, and that of its children which have ended [s]."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.monotonic(), time.process_time(), children.ru_utime + children.ru_stime


def write(path: Path, updates: bytes) -> Path:
    """Write updates as lines of our own."""
    lines = b"".join(b'{"type":"update","data":%s}\n' % line for line in updates.split(b"\n"))
    path.write_bytes(b'{"type":"stream","stream":"news","timezone":"UTC"}\n' + lines)
    return path


def _median(values: Iterable[float]) -> float:
    return statistics.median(list(values))


def measure(name: str, path: Path, rules: RuleSet, count: int) -> None:
    """Print a row of the table."""
    run(path, rules, 1)  # fills the disk's cache
    pairs = [(run(path, rules, 1), run(path, rules, 2)) for _ in range(RUNS)]
    assert len({each.digest for pair in pairs for each in pair}) == 1, "the alerts differ"
    one_s = _median(one.here_s for one, _ in pairs)
    here_s, there_s = (_median(getattr(two, part) for _, two in pairs) for part in ("here_s", "there_s"))
    wall = _median(one.wall_s / two.wall_s for one, two in pairs)
    bound_s = max(here_s, (here_s + there_s) / 2)
    one_us, here_us, there_us = (1e6 * each / count for each in (one_s, here_s, there_s))
    beside = f"{one_s / bound_s:.2f} by CPU; us an update: one job {one_us:.1f}, two {here_us:.1f} deciding"
    print_row("jobs", name, f"{wall:.2f} by the clock", "1.70", f"{beside}, {there_us:.1f} reading")


def main() -> None:
    """Measure rules that are many, and rules that are slow."""
    options = read_options(UPDATES)
    chance = random.Random(1)  # noqa: S311 -- no secret
    texts = list(make_texts(read_words(options.source), options.updates, options.size, chance))
    few = texts[: len(texts) // SHIPPED_SHARE]
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "news.jsonl", make_lines(texts))
        for hits in (0.1, 0.5):
            phrases = make_phrases(texts, RULE_COUNT, hits, chance)
            rules = RuleSet(tuple(match_rule(f"r{number:05}", phrase) for number, phrase in enumerate(phrases)))
            measure(f"{RULE_COUNT:,} match rules, {hits} hits an update", path, rules, len(texts))
        path = write(Path(folder) / "few.jsonl", make_lines(few))
        measure("the shipped rules", path, load_rules([RULES]), len(few))


if __name__ == "__main__":
    main()
