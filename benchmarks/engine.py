"""CPU from JSON lines to alerts with rules of all types and 1,000 keys, and with rules that match everything.

`python benchmarks/engine.py [FOLDER] [--updates N]`: updates as in match.py. Each type alone, all of them together, and
what 200 rules on a word of every update add to 1,000 others. Aim: 60,000 updates a second with all types together.
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
PATHOLOGICAL = 200
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
        (f"{headline} so", body) for headline, body in make_texts(read_words(options.folder), options.updates, chance)
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
    others = [match_rule(f"r{n}", phrase) for n, phrase in enumerate(make_phrases(texts, 1000, 0.1, chance))]
    everywhere = [match_rule(f"x{n}", "so") for n in range(PATHOLOGICAL)]
    few = blocks[:1]
    alone, _ = engine_s(RuleSet(tuple(others)), few)
    both, told = engine_s(RuleSet((*others, *everywhere)), few)
    updates = len(few[0].splitlines())
    show("1,000 match rules", alone, 0, updates)
    show(f"and {PATHOLOGICAL} on a word of every update", both, told, updates)
    share = (both - alone) / updates / PATHOLOGICAL * 1e6
    print_row("engine", f"each alert of those {PATHOLOGICAL}", f"{share:.1f} us")


def show(title: str, took_s: float, told: int, count: int, aim: str = "") -> None:
    """Print a row."""
    beside = f"{took_s / count * 1e6:.1f} us and {told / count:.3f} alerts an update"
    print_row("engine", title, f"{count / took_s:,.0f} updates/s", aim, beside)


if __name__ == "__main__":
    main()
