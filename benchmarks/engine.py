"""CPU from JSON lines to alerts with rules of all types and 1,000 keys, and with rules that match everything.

`python benchmarks/engine.py [SOURCE] [--updates N] [--size N]`: updates as in match.py. Each type alone, all of them
together, and 200 rules on a word of every update beside 1,000 others. Aim: 60,000 updates a second with all types
together; both together as much as each alone, so that such rules cost their own share only.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from made.corpus import make_lines, make_phrases, make_texts, read_words
from made.measuring import blocks_of, engine_s, read_options
from made.rules import match_rule
from made.table import print_row

from replay.language.load import load_rules
from replay.language.ruleset import RuleSet

UPDATES, KEYS = 50_000, 1000
OTHERS, PATHOLOGICAL, EVERYWHERE = 1000, 200, "so"
FEW = 1000
"""Updates that rules on a word of every update are tried on."""
HEAD = "version: 1\ndefaults: {group_by: [source]}\nrules:\n"
TYPES = {
    "match": "{id: match, match: 'salvador AND (army OR guerrilla*)'}",
    "count": "{id: count, type: count, match: attack*, timespan: 2h, condition: {gte: 3}}",
    "distinct": "{id: distinct, type: distinct, match: attack*, field: stream, timespan: 2h, condition: {gte: 2}}",
    "sequence": "{id: seq, type: sequence, timespan: 2h, steps: [{id: a, match: attack*}, {id: b, match: arrest*}]}",
    "change": "{id: change, type: change, match: attack*, value: data.level}",
    "new_value": "{id: new-value, type: new_value, field: source, group_by: []}",
    "absence": "{id: absence, type: absence, match: '*', timespan: 5h}",
    "spike": "{id: spike, type: spike, match: '*', timespan: 1h, baseline: 3h, condition: {ratio_gte: 3}}",
    "casualties": "{id: casualties, type: casualties, condition: {killed: {gte: 10}}}",
}


def rules_of(types: Sequence[str]) -> RuleSet:
    """Return one rule of each type, loaded from a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "rules.yaml"
        path.write_text(HEAD + "".join(f"  - {TYPES[each]}\n" for each in types))
        return load_rules([path])


def main() -> None:
    """Measure each type, all together, and what a pathological rule costs."""
    options = read_options(UPDATES)
    chance = random.Random(1)  # noqa: S311 -- no secret
    texts = [
        (f"{headline} {EVERYWHERE}", body)
        for headline, body in make_texts(read_words(options.source), options.updates, options.size, chance)
    ]
    sources = [f"s{number}" for number in range(KEYS)]
    lines = make_lines(texts, source=sources, data=[{"level": 1}, {"level": 2}, {"level": 2}]).split(b"\n")
    blocks = blocks_of(lines)
    count = len(lines)
    textual = [name for name in TYPES if name != "casualties"]
    for title, types in ((name, [name]) for name in TYPES):
        show(title, *engine_s(rules_of(types), blocks), count)
    show("all types but casualties", *engine_s(rules_of(textual), blocks), count)
    show("all types", *engine_s(rules_of(list(TYPES)), blocks), count, aim="60,000")
    few = lines[:FEW]
    show_everywhere(b"\n".join(few), make_phrases(texts, OTHERS, 0.1, chance), len(few))


def show_everywhere(block: bytes, phrases: Sequence[str], count: int) -> None:
    """Measure rules on a word of every update beside others: each alone, and what both take of the sum together."""
    others = [match_rule(f"r{number}", phrase) for number, phrase in enumerate(phrases)]
    everywhere = [match_rule(f"x{number}", EVERYWHERE) for number in range(PATHOLOGICAL)]
    alone, told = engine_s(RuleSet(tuple(others)), [block])
    show(f"{OTHERS:,} match rules", alone, told, count)
    theirs, told = engine_s(RuleSet(tuple(everywhere)), [block])
    show(f"{PATHOLOGICAL} on a word of every update", theirs, told, count)
    both, told = engine_s(RuleSet((*others, *everywhere)), [block])
    show("both together", both, told, count)
    print_row("engine", "both together, of the CPU of each alone", f"{both / (alone + theirs):.2f}", "1")


def show(title: str, took_s: float, told: int, count: int, aim: str = "") -> None:
    """Print a row."""
    beside = f"{took_s / count * 1e6:.1f} us and {told / count:.3f} alerts an update"
    print_row("engine", title, f"{count / took_s:,.0f} updates/s", aim, beside)


if __name__ == "__main__":
    main()
