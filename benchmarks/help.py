"""CPU of `replay --help` as a whole process, beside an interpreter that does nothing, in the same run.

Prints medians of user plus system time and their ratio. Aim: under 150 ms.
"""

import os
import statistics
import subprocess
import sys

RUNS = 15


def cpu_ms(command: list[str]) -> float:
    """Return the CPU time of one run of *command*, user plus system [ms]."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{command} failed"
    return (usage.ru_utime + usage.ru_stime) * 1000


def main() -> None:
    """Measure both in turn, so that a change of the machine's speed meets both."""
    replay, nothing = [], []
    for _ in range(RUNS):
        replay.append(cpu_ms([sys.executable, "-m", "replay", "--help"]))
        nothing.append(cpu_ms([sys.executable, "-c", "pass"]))
    ours, theirs = statistics.median(replay), statistics.median(nothing)
    print(f"help        replay --help {ours:.0f} ms CPU, python -c pass {theirs:.0f} ms, ratio {ours / theirs:.1f}")


if __name__ == "__main__":
    main()
