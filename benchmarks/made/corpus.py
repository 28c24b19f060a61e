"""Make streams of updates, and phrases that occur in them as often as wanted, from recorded news."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from replay.formats import open_stream, shipped_streams

HEADLINE_BYTES = 60
SAMPLE = 10_000
"""Updates by which it is told how often a phrase occurs."""

START = datetime(2020, 3, 5, tzinfo=UTC)
_WORD = re.compile("[a-z]+")


def read_words(source: Path | None) -> list[str]:
    """Return the words of the `text` of all JSON lines in or below *source*, or of the shipped days, as written."""
    if source is None:
        updates = [update for name in sorted(shipped_streams()) for update in open_stream(name).updates]
        return " ".join(f"{each.headline} {each.body}" for each in updates).split()
    paths = [source] if source.is_file() else sorted(source.rglob("*.jsonl"))
    lines = (line for path in paths for line in path.read_text("utf-8").splitlines())
    return " ".join(json.loads(line)["text"] for line in lines).split()


def make_texts(words: Sequence[str], count: int, size: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield headlines and bodies: stretches of the words, from anywhere, together of *size* characters."""
    joined = " ".join(words)
    for _ in range(count):
        start = joined.index(" ", chance.randrange(len(joined) - 2 * size)) + 1
        middle = joined.index(" ", start + HEADLINE_BYTES)
        yield joined[start:middle], joined[middle + 1 : joined.index(" ", start + size)]


def make_lines(texts: Sequence[tuple[str, str]], **fields: Sequence[Any]) -> bytes:
    """Return updates as JSON lines, a second apart; *fields* are taken in turn."""
    lines = []
    for seq, (headline, body) in enumerate(texts, 1):
        time = START + timedelta(seconds=seq)
        given = {name: values[seq % len(values)] for name, values in fields.items()}
        update = {"id": str(seq), "stream": "news", "seq": seq, "time": time, "headline": headline, "body": body}
        lines.append(msgspec.json.encode(update | given))
    return b"\n".join(lines)


def make_phrases(texts: Sequence[tuple[str, str]], count: int, hits: float, chance: random.Random) -> list[str]:
    """Return phrases of one to three words that together occur in *hits* updates for each update; most in none."""
    some = chance.sample(texts, min(SAMPLE, len(texts)))
    sample = [_WORD.findall(f"{headline} {body}".lower()) for headline, body in some]
    found = Counter(phrase for words in sample for phrase in _phrases_of(words))
    wanted, share = hits * len(sample), hits * len(sample) / count
    common = [phrase for phrase, times in found.items() if share / 3 <= times <= max(3, share * 3)]
    chance.shuffle(common)
    chosen: dict[str, None] = {}
    for phrase in common:
        if wanted < found[phrase] or len(chosen) == count:
            break
        wanted -= found[phrase]
        chosen[phrase] = None
    vocabulary = sorted({word for words in sample for word in words})
    while len(chosen) < count:
        phrase = _absent(vocabulary, chance)
        if phrase not in found:
            chosen[phrase] = None
    return list(chosen)


def _phrases_of(words: Sequence[str]) -> set[str]:
    return {" ".join(words[at : at + length]) for length in (1, 2, 3) for at in range(len(words) - length + 1)}


def _absent(vocabulary: Sequence[str], chance: random.Random) -> str:
    """Return words that stand in the texts, but hardly so; a single one is made of two halves."""
    words = chance.choices(vocabulary, k=chance.choice((1, 2, 3)))
    if len(words) > 1:
        return " ".join(words)
    other = chance.choice(vocabulary)
    return words[0][: len(words[0]) // 2 + 1] + other[len(other) // 2 :]
