"""What benchmarks measure alike: what work, a process and an engine take, and the options of those on rules."""

import argparse
import gc
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from made.corpus import START
from replay.backtest.merging import BLOCK
from replay.engine import Engine
from replay.language.ruleset import RuleSet
from replay.model import Update

RUNS = 3
UPDATE_BYTES = 450


def read_options(updates: int) -> argparse.Namespace:
    """Return `source`, `updates` and `size` as given, and collect as `backtest` does."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source", nargs="?", type=Path, help="file or folder of JSON lines with `text`")
    parser.add_argument("--updates", type=int, default=updates)
    parser.add_argument("--size", type=int, default=UPDATE_BYTES, help="of an update")
    collect_seldom()
    return parser.parse_args()


def collect_seldom() -> None:
    """Have the garbage collector look as seldom as in `backtest`."""
    gc.set_threshold(100_000, 20, 100)


def blocks_of(lines: Sequence[bytes]) -> list[bytes]:
    """Return lines as blocks to feed."""
    return [b"\n".join(lines[at : at + BLOCK]) for at in range(0, len(lines), BLOCK)]


def cpu_s(work: Callable[[], object]) -> float:
    """Return the CPU time of *work*, the median of several runs [s]."""
    samples = []
    for _ in range(RUNS):
        began = time.process_time()
        work()
        samples.append(time.process_time() - began)
    return statistics.median(samples)


def beside_nothing(arguments: Sequence[str], runs: int) -> tuple[float, float]:
    """Return the CPU times of `replay` with *arguments* and of an interpreter that does nothing, medians [s].

    In turn, so that a change of the machine's speed meets both.
    """
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(_process_s(["-m", "replay", *arguments]))
        theirs.append(_process_s(["-c", "pass"]))
    return statistics.median(ours), statistics.median(theirs)


def _process_s(arguments: Sequence[str]) -> float:
    """Return the CPU time of one run of an interpreter, user plus system [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def engine_s(rules: RuleSet, blocks: Sequence[bytes]) -> tuple[float, int]:
    """Return what an engine takes from lines to alerts, compiled before [s], and the number of alerts."""
    decoder = msgspec.json.Decoder(Update)
    samples, told = [], 0
    for _ in range(RUNS):
        engine = Engine(rules)
        engine.feed([Update(id="first", stream="first", seq=1, time=START)])
        gc.collect()
        gc.freeze()  # as `replay backtest` does once the rules are there
        began = time.process_time()
        told = sum(len(engine.feed(decoder.decode_lines(block))) for block in blocks)
        samples.append(time.process_time() - began)
        assert not engine.failed
    return statistics.median(samples), told
