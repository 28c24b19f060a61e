"""Memory and CPU of `replay import` on a large file of JSON lines, beside a loop over its lines, in the same run.

Measured on a file with its oldest update first, then on one with its newest first. Prints the highest memory (VmRSS) up
to where a tenth, a half and all of the file was read, and that of the whole run (ru_maxrss: sorting and writing come
last) with its ratio to the first; then rows for each second of CPU, and the ratio to decoding the lines with `json`.
Aims: memory that does not grow with the file, and at most 60 us of CPU a row.

The size in MB is an argument: `python benchmarks/streaming.py 1000` for 1 GB, which takes four times that in the
temporary folder. Linux only: it looks into /proc.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import struct_rusage
from tempfile import TemporaryDirectory

DEFAULT_MB = 100
START = datetime(2020, 3, 5, tzinfo=UTC)
WORDS = ("talks", "truce", "border", "convoy", "ministry", "says", "killed", "town", "aid", "after", "agree")
MARKS = (10, 50, 95)
OFTEN_S = 0.02


def write(path: Path, size_bytes: int, *, newest_first: bool) -> int:
    """Write rows until the file is so large, and return how many; every tenth edits the one before."""
    chance = random.Random(1)  # noqa: S311 -- the same rows each time
    rows = written_bytes = 0
    with path.open("wb") as file:
        while written_bytes < size_bytes:
            at = START + timedelta(milliseconds=-rows if newest_first else rows)
            row = {
                "published": f"{at:%Y-%m-%dT%H:%M:%S.%f}Z",
                "id": f"u{rows - (rows % 10 == 9)}",
                "headline": " ".join(chance.choices(WORDS, k=8)),
                "body": " ".join(chance.choices(WORDS, k=30)),
                "place": chance.choice(WORDS),
            }
            written_bytes += file.write(json.dumps(row).encode() + b"\n")
            rows += 1
    return rows


def plain_cpu_s(path: Path) -> float:
    """Return the CPU time of decoding each line, and nothing else [s]."""
    began = time.process_time()
    with path.open("rb") as file:
        for line in file:
            json.loads(line)
    return time.process_time() - began


@dataclass
class Import:
    """An import as a process.

    Attributes:
        process: It.
        path: What it reads.
        usage: What it took; empty until it has ended.
    """

    process: subprocess.Popen[bytes]
    path: Path
    usage: list[struct_rusage] = field(default_factory=list)

    def samples(self) -> Iterator[tuple[float, int]]:
        """Yield how much of the file has been read [%] and the memory then [bytes], until the process has ended."""
        size_bytes = self.path.stat().st_size
        while True:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.process.returncode = os.waitstatus_to_exitcode(status)
                self.usage.append(usage)
                return
            yield 100 * self._place() / size_bytes, self._memory()
            time.sleep(OFTEN_S)

    def _place(self) -> int:
        """Return how far it has read; 0 while it reads something else."""
        proc = Path(f"/proc/{self.process.pid}")
        try:
            for each in (proc / "fd").iterdir():
                if each.resolve() == self.path:
                    return int((proc / "fdinfo" / each.name).read_text().split()[1])
        except OSError:
            pass  # it has just closed the file, or ended
        return 0

    def _memory(self) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")), 0)


def measure(folder: Path, size_mb: int, *, newest_first: bool) -> None:
    """Write a file, import it, and print the figures."""
    path = (folder / "rows.jsonl").resolve()
    rows = write(path, size_mb * 1_000_000, newest_first=newest_first)
    theirs_s = plain_cpu_s(path)
    command = [sys.executable, "-m", "replay", "import", str(path), "--out", str(folder / "out.jsonl"), "--force"]
    environment = {**os.environ, "SQLITE_TMPDIR": str(folder)}
    ours = Import(subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment), path)
    highest, reached = 0, dict.fromkeys(MARKS, 0)
    for percent, memory in ours.samples():
        highest = max(highest, memory)
        reached |= {mark: highest for mark in MARKS if percent >= mark and not reached[mark]}
    assert ours.process.returncode == 0, "the import failed"
    [usage] = ours.usage
    top, ours_s = usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime
    marks = ", ".join(f"{memory / 1e6:.0f} MB at {mark} %" for mark, memory in reached.items())
    print(f"streaming   {size_mb} MB {'newest' if newest_first else 'oldest'} first: {marks} read, ", end="")
    print(f"at most {top / 1e6:.0f} MB, ratio {top / reached[MARKS[0]]:.2f}")
    print(f"streaming   {rows} rows in {ours_s:.1f} s CPU, {rows / ours_s:.0f} rows a second, ", end="")
    print(f"{ours_s / rows * 1e6:.0f} us a row; json alone {theirs_s:.1f} s, ratio {ours_s / theirs_s:.1f}")


def main() -> None:
    """Measure both orders."""
    size_mb = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_MB
    with TemporaryDirectory() as folder:
        for newest_first in (False, True):
            measure(Path(folder), size_mb, newest_first=newest_first)


if __name__ == "__main__":
    main()
