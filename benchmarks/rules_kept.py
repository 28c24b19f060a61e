"""CPU of loading 10,000 rules until the first update can come: from their files, and from what was kept of them.

Aims: under 3 s from the files, 0.5 s from the cache.
"""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from made.corpus import START
from made.table import print_row

from replay.cache import FileCache
from replay.engine import Engine
from replay.language.keeping import load_kept
from replay.model import Update

FILES, EACH, RUNS = 10, 1000, 3


def cpu_s(folder: Path, kept: FileCache) -> float:
    """Return the CPU time of one load [s]."""
    began = time.process_time()
    rules = load_kept([folder], kept)
    Engine(rules, kept).feed([Update(id="first", stream="first", seq=1, time=START)])
    return time.process_time() - began


def main() -> None:
    """Measure both, in turn."""
    cold, warm = [], []
    with TemporaryDirectory() as name:
        folder = Path(name) / "rules"
        folder.mkdir()
        for file in range(FILES):
            rules = [f"  - {{id: r{file}-{n}, match: '\"word{n} of{file} news\"'}}\n" for n in range(EACH)]
            (folder / f"pack{file}.yaml").write_text("version: 1\nrules:\n" + "".join(rules))
        for run in range(RUNS):
            kept = FileCache(Path(name) / f"cache{run}")
            cold.append(cpu_s(folder, kept))
            warm.append(cpu_s(folder, kept))
    ours, theirs, rules = statistics.median(warm), statistics.median(cold), f"{FILES * EACH:,} rules"
    print_row("rules_kept", f"load {rules} from their files", f"{theirs:.2f} s", "3")
    print_row("rules_kept", f"load {rules} from what was kept", f"{ours:.2f} s", "0.5", f"ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
