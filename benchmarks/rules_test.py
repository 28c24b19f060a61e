"""CPU of `replay rules test` over the shipped packs as a process, beside an interpreter that does nothing, in one run.

Prints medians of user plus system time and their ratio. Aim: under 2 s.
"""

import resource
import statistics
import subprocess
import sys

RUNS = 5


def cpu_s(command: list[str]) -> float:
    """Return the CPU time of one run of *command*, user plus system [s]."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> None:
    """Measure both in turn, so that a change of the machine's speed meets both."""
    replay, nothing = [], []
    for _ in range(RUNS):
        replay.append(cpu_s([sys.executable, "-m", "replay", "rules", "test"]))
        nothing.append(cpu_s([sys.executable, "-c", "pass"]))
    ours, theirs = statistics.median(replay), statistics.median(nothing)
    print(f"rules_test  replay rules test {ours:.2f} s CPU, python -c pass {theirs:.3f} s, ratio {ours / theirs:.0f}")


if __name__ == "__main__":
    main()
