"""CPU of `replay --help` as a whole process, beside an interpreter that does nothing, in the same run.

Prints medians of user plus system time and their ratio. Aim: under 150 ms.
"""

from made.measuring import beside_nothing

if __name__ == "__main__":
    ours, theirs = (1000 * each for each in beside_nothing(["--help"], runs=15))
    print(f"help        replay --help {ours:.0f} ms CPU, python -c pass {theirs:.0f} ms, ratio {ours / theirs:.1f}")
