"""CPU of `replay rules test` over the shipped packs as a process, beside an interpreter that does nothing, in one run.

Prints medians of user plus system time and their ratio. Aim: under 2 s.
"""

from made.measuring import beside_nothing

if __name__ == "__main__":
    ours, theirs = beside_nothing(["rules", "test"], runs=5)
    print(f"rules_test  replay rules test {ours:.2f} s CPU, python -c pass {theirs:.3f} s, ratio {ours / theirs:.0f}")
