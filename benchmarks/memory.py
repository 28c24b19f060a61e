"""Memory of a backtest, from a file of our own lines to the alert log, over the run.

Prints the memory (VmRSS) when a fifth, a half and all of the updates are through, the ratio of the highest since a
fifth to that at a fifth, and the peak of the process. Aims: a ratio of at most 1.05, and a peak under 400 MB,
for any number of updates; the engine remembers the newest 100,000, so that fewer than a million show less.

How many updates is an argument: `python benchmarks/memory.py 10000000` takes 5 GB in the temporary folder and two
minutes. Linux only: it looks into /proc.
"""

import os
import random
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from made.table import print_row

from replay.alertlog import AlertLog
from replay.backtest import Backtest, Summary
from replay.formats import open_streams
from replay.formats.readers.native import Header, render_line
from replay.language.load import load_rules

DEFAULT_UPDATES = 1_000_000
MARKS = (20, 50, 100)
"""When memory is told [%]; it should not grow behind the first."""
START = datetime(2015, 1, 1, tzinfo=UTC)
WORDS = ("talks", "truce", "convoy", "quake", "town", "aid", *(f"word{number}" for number in range(600)))
RULES = """
version: 1
rules:
  - {id: quake, match: quake ONEAR/2 town}
  - {id: truce, match: truce NOT killed, group_by: [source]}
  - {id: many, type: count, rules: [quake], group_by: [source], timespan: 10m, condition: {gte: 3}}
  - {id: sources, type: distinct, rules: [quake], field: source, timespan: 10m, condition: {gte: 20}}
  - {id: silent, type: absence, match: aid, group_by: [source], timespan: 1d, forget_after: 7d}
  - {id: more, type: spike, match: convoy, timespan: 10m, baseline: 1h, condition: {ratio_gte: 2, min_count: 20}}
  - {id: new, type: new_value, match: quake, field: source, forget_after: 1d}
  - {id: both, type: sequence, steps: [{id: a, rule: quake}, {id: b, match: truce}], timespan: 1m, group_by: [source]}
"""


def write(path: Path, updates: int) -> None:
    """Write a stream of updates of about 450 bytes, a second apart, of a thousand sources."""
    chance = random.Random(1)  # noqa: S311 -- the same updates each time
    texts = [
        f'"headline":"{" ".join(chance.choices(WORDS, k=8))}","body":"{" ".join(chance.choices(WORDS, k=30))}"'
        for _ in range(5000)
    ]
    with path.open("wb") as file:
        file.write(render_line(Header(stream="long")))
        for seq in range(1, updates + 1):
            at = START + timedelta(seconds=seq)
            file.write(
                f'{{"type":"update","data":{{"id":"u{seq}","rev":1,"stream":"long","seq":{seq},'
                f'"time":"{at:%Y-%m-%dT%H:%M:%SZ}",{chance.choice(texts)},"source":"agency {chance.randrange(1000)}",'
                f'"author":null,"url":null,"tags":[],"on":"published","time_inferred":false,"data":{{}}}}}}\n'.encode()
            )


def memory() -> int:
    """Return the memory of this process [bytes]."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Write the stream, run the backtest, and print the figures."""
    updates = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_UPDATES
    with TemporaryDirectory() as folder, Path(os.devnull).open("wb") as out:
        (Path(folder) / "r.yaml").write_text(RULES)
        write(Path(folder) / "long.jsonl", updates)
        began = time.process_time()
        streams = open_streams([Path(folder) / "long.jsonl"])
        backtest, summary, log = (
            Backtest(load_rules([Path(folder) / "r.yaml"]), streams),
            Summary(streams),
            AlertLog([out.write]),
        )
        marks: dict[int, int] = {}  # and no sample a block, which would be memory that grows
        highest = 0
        for block in backtest.blocks():
            summary.take(block)
            log.extend(block.alerts, block.triggered())
            percent, now = 100 * summary.updates / updates, memory()
            highest = max(highest, now) if percent >= MARKS[0] else 0
            marks |= {mark: now for mark in MARKS if percent >= mark and mark not in marks}
        cpu_s = time.process_time() - began
    told = ", ".join(f"{size / 1e6:.0f} MB at {mark} %" for mark, size in marks.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    what = f"{updates:,} updates"
    print_row("memory", f"{what}, highest since 20 % to 20 %", f"{highest / marks[MARKS[0]]:.3f}", "1.05", told)
    print_row("memory", f"{what}, peak", f"{peak / 1e6:.0f} MB", "400", f"{log.by_rule.total():,} alerts")
    print_row("memory", f"{what}, file to log", f"{updates / cpu_s:,.0f} updates/s")


if __name__ == "__main__":
    main()
