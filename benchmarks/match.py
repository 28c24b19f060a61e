"""CPU from JSON lines to alerts with many match rules, beside what else could look for as many phrases.

`python benchmarks/match.py [SOURCE] [--updates N] [--size BYTES]`: updates of 450 bytes from the `text` of JSON lines
in or below SOURCE, or from the shipped days. Peers: a loop of `in` and a loop of `re` over all rules (on a sample,
extrapolated), ripgrep over lower-cased text, hyperscan alone on the words that are ready plus decoding JSON. Aims, in
updates a second: 180,000 with 10,000 rules and 0.1 hits an update, 120,000 with 0.5, 100,000 with 50,000 rules; at most
twice hyperscan and JSON.
"""

import random
import re
import resource
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from tempfile import NamedTemporaryFile

import msgspec
from made.corpus import make_lines, make_phrases, make_texts, read_words
from made.measuring import blocks_of, cpu_s, engine_s, read_options
from made.rules import match_rule
from made.table import print_row

from replay.engine import Engine
from replay.engine.read.row import Row
from replay.language.ruleset import RuleSet
from replay.model import Update

UPDATES = 200_000
CASES = (
    (10, 0.1, ""),
    (1000, 0.1, ""),
    (10_000, 0.1, "180,000"),
    (50_000, 0.1, "100,000"),
    (10_000, 0.5, "120,000"),
    (50_000, 0.5, ""),
)
"""Rules, hits an update, and the updates a second that are aimed at."""
PAIRS = 300_000
"""Rules times updates that the loops are tried on."""


@dataclass(frozen=True)
class Stream:
    """What is matched, in the forms that the peers take."""

    texts: Sequence[tuple[str, str]]
    blocks: Sequence[bytes]
    lowered: Sequence[str]


def decode(stream: Stream) -> None:
    """Decode all lines."""
    decoder = msgspec.json.Decoder(Update)
    for block in stream.blocks:
        decoder.decode_lines(block)


def hyperscan_s(stream: Stream, rules: RuleSet) -> float:
    """Return what hyperscan takes for the words that are ready, every match told [s]."""
    decoder = msgspec.json.Decoder(Update)
    rows = [Row(decoder.decode_lines(block)).words for block in stream.blocks]
    database = Engine(rules)._reader._index._database  # noqa: SLF001 -- the very automaton
    told: list[int] = []
    return cpu_s(lambda: [database.scan(row, lambda number, *_: told.append(number)) for row in rows])


def ripgrep_s(stream: Stream, phrases: Sequence[str]) -> float:
    """Return what `rg -F -o -f` takes over a file of lower-cased text [s]."""
    with NamedTemporaryFile("w", suffix=".txt") as text, NamedTemporaryFile("w", suffix=".txt") as patterns:
        text.write("\n".join(stream.lowered))
        patterns.write("\n".join(phrases))
        text.flush()
        patterns.flush()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["rg", "-F", "-o", "--no-filename", "-f", patterns.name, text.name]
        subprocess.run(command, stdout=subprocess.PIPE, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def loop_s(stream: Stream, found: Sequence[Callable[[str], object]]) -> float:
    """Return what a loop over all rules would take for all updates, judged by some [s]."""
    sample = stream.lowered[: max(5, PAIRS // len(found))]
    took = cpu_s(lambda: [[find(text) for find in found] for text in sample])
    return took / len(sample) * len(stream.lowered)


def measure(stream: Stream, phrases: Sequence[str], aim: str) -> None:
    """Print a row of the table: updates a second, and how many times as much CPU each peer takes."""
    rules = RuleSet(tuple(match_rule(f"r{number:05}", phrase) for number, phrase in enumerate(phrases)))
    count = len(stream.texts)
    ours, told = engine_s(rules, stream.blocks)
    decoding = cpu_s(lambda: decode(stream))
    raw = hyperscan_s(stream, rules) + decoding
    peers = {
        "rg": ripgrep_s(stream, phrases),
        "in": loop_s(stream, [lambda text, phrase=phrase: phrase in text for phrase in phrases]),
        "re": loop_s(stream, [re.compile(rf"\b{re.escape(phrase)}\b").search for phrase in phrases]),
    }
    times = "".join(f", {peer} {took / ours:,.1f}" for peer, took in peers.items())
    beside = f"CPU: {ours / raw:.1f} of hyperscan+JSON, JSON {decoding / ours:.0%}; peers, times ours{times}"
    what = f"{len(phrases):,} match rules, {told / count:.2f} hits an update"
    print_row("match", what, f"{count / ours:,.0f} updates/s", aim, beside)


def main() -> None:
    """Measure each number of rules and hits."""
    options = read_options(UPDATES)
    chance = random.Random(1)  # noqa: S311 -- no secret
    texts = list(make_texts(read_words(options.source), options.updates, options.size, chance))
    lines = make_lines(texts).split(b"\n")
    blocks = blocks_of(lines)
    stream = Stream(texts, blocks, [f"{headline} {body}".lower() for headline, body in texts])
    for count, hits, aim in CASES:
        measure(stream, make_phrases(texts, count, hits, chance), aim)


if __name__ == "__main__":
    main()
