"""Quality and speed of the casualties reader on labelled rows, beside two regular expressions.

`python benchmarks/casualties.py FOLDER [--half work|aside|all]`; without a folder it measures speed on sentences of its
own. FOLDER holds NAME.dev.jsonl with `id`, `text`, `killed`, `tier`, and for agnews_hand `is_report`; a row is in the
half `work` if the SHA-256 of its id begins with an even hex digit. Aims: 50,000 texts a CPU second on other news,
15,000 on conflict news of 230 characters, 20 ms for 64 KiB of anything.
"""

import argparse
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Any

from made.measuring import collect_seldom

from replay.engine.read.casualties import read, read_all, summarise

RESAMPLES = 400
SPEED_S = 1.0
OTHER = "news-non-conflict-unlabelled"
ITEMS_AIM, ALARMS_AIM = 5700, 25
CONFLICT = ("agnews_hand", "acled_southasia2015", "acled_burkina", "acled_realtime2016", "gtd")
OWN_CONFLICT = (
    "A car bomb exploded near a checkpoint on Monday, killing at least 12 guards and wounding 30, officials said. " * 2
)
OWN_OTHER = (
    "The firm said that profit rose by 12 percent in the quarter, as sales of its phones picked up in Asia. " * 2
)
PIECES = (
    *("killed and ", "killed 3 men ", "12 ", '"', "a ", "no one, who said that 3 ", "dead. ", "toll from 3 to 4, "),
    *("-", "(", "of ", "12-", "killed\u00ad", "\ufb01", "a\u0301", "1\u00b2", "a\n", "two hundred and ", "men "),
    *("Ivan Petrov, 25, ", "killed 3 men. ", "A1 "),
)
HOSTILE = (
    *(*PIECES, *(f"killed {piece * 60}" for piece in PIECES), f"\u00bd {'killed 3 men and ' * 200}"),
    *(
        "Two men died.  ",
        "He died. ",
        "lost his life. ",
        "shot in 1947. Some say 4 died. ",
        "an attack. Nine died. ",
        f"men died\u2029{'a' * 300}",
        f"men died \u017f killed- {'a' * 300} ",
    ),
)


@dataclass(frozen=True)
class Told:
    """What a reader makes of a text: whether it reports casualties, whether dead, and how many."""

    is_report: bool
    is_killed: bool
    killed: int | None


Reader = Callable[[str], Told]
Row = dict[str, Any]


def ours(text: str) -> Told:
    """Read with the project's reader; a headline is not told apart from the body."""
    counts = summarise([read(text)], statuses=("reported",))
    killed = counts.get("killed")
    number = None if killed is None else killed.min if killed.min is not None else killed.max
    return Told(bool(counts), killed is not None and number != 0, number)


_WORDS = r"kill(?:s|ed|ing)?|dead|die[sd]?|deaths?|murder(?:s|ed)?|massacred?|executed|slain"
_HARM = re.compile(
    rf"\b(?:{_WORDS}|wound(?:s|ed|ing)|injur(?:es|ed|ing)|casualties|kidnapped|missing)\b", re.IGNORECASE
)
_KILL = re.compile(rf"\b(?:{_WORDS})\b", re.IGNORECASE)
_SPELLED = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = re.compile(rf"\b(\d{{1,3}}(?:,\d{{3}})*|\d+|{'|'.join(_SPELLED)})\b", re.IGNORECASE)
_BESIDE = re.compile(
    rf"{_NUMBER.pattern}(?:\W+\w+){{0,4}}?\W+(?:{_WORDS})\b|\b(?:{_WORDS})(?:\W+\w+){{0,2}}?\W+{_NUMBER.pattern}",
    re.IGNORECASE,
)


def keyword(text: str) -> Told:
    """Look for a word of harm, and take the first number."""
    killed = _KILL.search(text) is not None
    number = _NUMBER.search(text) if killed else None
    return Told(_HARM.search(text) is not None, killed, _value(number.group()) if number else 1 if killed else None)


def beside(text: str) -> Told:
    """Take the number next to a word for killing."""
    found = _BESIDE.search(text)
    number = _value(found.group(1) or found.group(2)) if found else None
    return Told(_HARM.search(text) is not None, found is not None, number)


def _value(word: str) -> int:
    return _SPELLED.index(word.lower()) + 1 if word.lower() in _SPELLED else int(word.replace(",", ""))


def load(folder: Path, name: str, half: str) -> list[Row]:
    """Return the rows of a set that are in *half*."""
    lines = (folder / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row for row in rows if half == "all" or (half == "work") == is_work(row["id"])]


def is_work(row_id: str) -> bool:
    """Say whether a row is in the half that is worked on."""
    return int(sha256(row_id.encode()).hexdigest()[0], 16) % 2 == 0


Pairs = Sequence[tuple[bool, bool]]


def f1(pairs: Pairs) -> float:
    """Return F1 of (said, true) pairs."""
    hits = sum(said and true for said, true in pairs)
    return 2 * hits / max(1, sum(said for said, _ in pairs) + sum(true for _, true in pairs))


def f1_interval(pairs: Pairs) -> tuple[float, float]:
    """Return the 95 % interval of F1 by resampling."""
    chance = random.Random(1)  # noqa: S311 -- no secret
    values = sorted(f1(chance.choices(pairs, k=len(pairs))) for _ in range(RESAMPLES))
    return values[RESAMPLES // 40], values[-RESAMPLES // 40 - 1]


def wilson(hits: int, of: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    reach = z / (1 + z * z / of) * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return middle - reach, middle + reach


def scores(rows: dict[str, list[Row]], reader: Reader) -> Iterable[tuple[str, float, tuple[float, float], int]]:
    """Yield each measure: name, value, its interval, and how many rows it rests on."""
    told = {name: [(row, reader(row["text"])) for row in each] for name, each in rows.items()}
    measures: list[tuple[str, Pairs]] = [
        ("is_report F1 agnews", [(said.is_report, row["is_report"]) for row, said in told["agnews_hand"]])
    ]
    for name in CONFLICT[1:4]:
        known = [(row, said) for row, said in told[name] if row["tier"] != "unstated"]
        measures.append((f"killed>0 F1 {name}", [(said.is_killed, row["killed"] > 0) for row, said in known]))
    for name in CONFLICT[:4]:
        known = [(row, said) for row, said in told[name] if row["killed"] is not None]
        measures.append(
            (f"killed>=10 F1 {name}", [((said.killed or 0) >= 10, row["killed"] >= 10) for row, said in known])
        )
    for title, pairs in measures:
        yield title, f1(pairs), f1_interval(pairs), len(pairs)
    for tier in ("one", "stated", "sum2"):
        for name in CONFLICT[1:]:
            right = [said.killed == row["killed"] for row, said in told[name] if row["tier"] == tier]
            if right:
                yield f"exact {tier} {name}", sum(right) / len(right), wilson(sum(right), len(right)), len(right)
        right = [said.killed == row["killed"] for n in CONFLICT[1:] for row, said in told[n] if row["tier"] == tier]
        yield f"exact {tier} together", sum(right) / len(right), wilson(sum(right), len(right)), len(right)
    alarms = [said.is_report for _, said in told[OTHER]]
    low, high = wilson(sum(alarms), len(alarms))
    yield (
        f"false alarms of {ITEMS_AIM}",
        sum(alarms) / len(alarms) * ITEMS_AIM,
        (low * ITEMS_AIM, high * ITEMS_AIM),
        len(alarms),
    )


def each(work: Callable[[str], object]) -> Callable[[Sequence[str]], object]:
    """Return what does *work* with each of some texts."""
    return lambda texts: [work(text) for text in texts]


def rate(texts: Sequence[str], work: Callable[[Sequence[str]], object]) -> float:
    """Return texts per CPU second, the median of three runs."""
    rates = []
    for _ in range(3):
        began, done = time.process_time(), 0
        while (spent := time.process_time() - began) < SPEED_S / 3:
            work(texts)
            done += len(texts)
        rates.append(done / spent)
    return statistics.median(rates)


def longest_ms(work: Callable[[str], object]) -> tuple[float, str]:
    """Return the CPU time of the worst hostile text of 64 KiB, and its piece [ms]."""
    worst = (0.0, "")
    for piece in HOSTILE:
        text = (piece * (65536 // len(piece) + 1))[:65536]
        samples = []
        for _ in range(3):
            began = time.process_time()
            work(text)
            samples.append(time.process_time() - began)
        worst = max(worst, (min(samples) * 1000, piece))
    return worst


def print_quality(rows: dict[str, list[Row]]) -> None:
    """Print the table of quality."""
    columns = [list(scores(rows, reader)) for reader in (ours, keyword, beside)]
    print(f"{'casualties':38}  rows   ours  95 % interval   keyword  number beside")
    for (title, value, (low, high), count), (_, second, _, _), (_, third, _, _) in zip(*columns, strict=True):
        digits = 0 if value > 1 or "alarms" in title else 3
        shown = [f"{number:.{digits}f}" for number in (value, low, high, second, third)]
        print(f"{title:38} {count:5d}  {shown[0]:>5}  {shown[1]:>5} .. {shown[2]:>5}  {shown[3]:>7}  {shown[4]:>7}")


def main() -> None:
    """Measure quality on the rows of a folder, and speed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--half", choices=("work", "aside", "all"), default="all")
    options = parser.parse_args()
    collect_seldom()
    conflict, other = [OWN_CONFLICT], [OWN_OTHER]
    if options.folder:
        rows = {name: load(options.folder, name, options.half) for name in (*CONFLICT, OTHER)}
        print_quality(rows)
        conflict = [row["text"] for name in CONFLICT for row in rows[name]]
        other = [row["text"] for row in rows[OTHER]]
    for title, texts in (("conflict news", conflict), ("other news", other)):
        speeds = [rate(texts, work) for work in (read_all, each(read), each(keyword), each(beside))]
        mean = sum(map(len, texts)) / len(texts)
        print(
            f"casualties  {title}, {mean:.0f} characters: {speeds[0]:,.0f} texts/CPU s, one by one {speeds[1]:,.0f}; "
            f"keyword {speeds[2]:,.0f}, ratio {speeds[0] / speeds[2]:.2f}; "
            f"number beside {speeds[3]:,.0f}, ratio {speeds[0] / speeds[3]:.2f}"
        )
    for name, work in (("ours", read), ("keyword", keyword), ("number beside", beside)):
        took, piece = longest_ms(work)
        print(f"casualties  worst 64 KiB, {name}: {took:.1f} ms CPU ({piece[:24]!r})")


if __name__ == "__main__":
    main()
