"""What benchmarks of rules measure alike: their options, and what an engine takes."""

import argparse
import gc
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from made.corpus import START
from replay.backtest.merging import BLOCK
from replay.engine import Engine
from replay.language.ruleset import RuleSet
from replay.model import Update

RUNS = 3


def read_options(updates: int) -> argparse.Namespace:
    """Return `folder` and `updates` of the command line, and have the collector look as seldom as in `backtest`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--updates", type=int, default=updates)
    gc.set_threshold(100_000, 20, 100)
    return parser.parse_args()


def blocks_of(lines: Sequence[bytes]) -> list[bytes]:
    """Return lines as blocks to feed."""
    return [b"\n".join(lines[at : at + BLOCK]) for at in range(0, len(lines), BLOCK)]


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
