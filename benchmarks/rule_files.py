"""CPU of reading hostile rule files, beside that of the smallest valid one, in the same run.

Prints medians; the files of a folder that is named are measured too. Aims: under 100 ms for an alias bomb and for 5,000
nested brackets, under a second for any file of the folder.
"""

import statistics
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from replay.errors import RuleFileError
from replay.language.load import load_rules

RUNS = 9
VALID = "version: 1\nrules: [{id: a, match: truce}]\n"
HOSTILE = {
    "alias bomb": "a: &a [lol]\n" + "".join(f"b{n}: &b{n} [{'*a,' * 9}*a]\n" for n in range(20)),
    "5,000 brackets": "[" * 5000 + "]" * 5000,
    "5,000 braces": "{" * 5000,
    "5,000 brackets in a query": VALID.replace("truce", f"'{'(' * 5000}'"),
}


def cpu_ms(path: Path) -> float:
    """Return the CPU time of loading *path*, whatever comes of it; the median of several times [ms]."""
    samples = []
    for _ in range(RUNS):
        began = time.process_time()
        with suppress(RuleFileError):
            load_rules([path])
        samples.append((time.process_time() - began) * 1000)
    return statistics.median(samples)


def main() -> None:
    """Measure each text, then each file below the folder that the command line names, if it names one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.yaml"
        path.write_text(VALID)
        valid = cpu_ms(path)
        for name, text in HOSTILE.items():
            path.write_text(text)
            took = cpu_ms(path)
            print(f"rule_files  {name} {took:.1f} ms CPU, a valid file {valid:.1f} ms, ratio {took / valid:.1f}")
    for folder in sys.argv[1:]:
        files = [each for each in Path(folder).rglob("*") if each.is_file()]
        slowest = max(map(cpu_ms, files))
        print(f"rule_files  {len(files)} files, the slowest {slowest:.1f} ms CPU, ratio {slowest / valid:.1f}")


if __name__ == "__main__":
    main()
