"""Show what comparing two rule sets came to.

With `--json` it is one object: `rules` (a list of `rule`, `same`, `changed`, `moved`, `disappeared`, `appeared`, how
many alerts came to what) and `differences` (the first thousand in story time: `kind`, one of the last four, `changed`,
a list of `severity` and `state`, `before` and `after`, the alerts or null).
"""

from collections.abc import Iterator, Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from replay.backtest.compare import Comparison, Difference, Outcome
from replay.cli.backtest.cells import alert_text, clock_for, rule_text, table
from replay.cli.parts.screen import Screen

_OUTCOMES: tuple[Outcome, ...] = ("same", "changed", "moved", "disappeared", "appeared")
_SIGNS = {"disappeared": ("-", "red"), "appeared": ("+", "green"), "moved": (">", "cyan"), "changed": ("~", "yellow")}
_MOST_SHOWN = 100


def tell_comparison(comparison: Comparison, screen: Screen, timezone: str) -> None:
    """Show a comparison on stdout, times in *timezone*, an IANA name."""
    screen.show(lambda: _as_json(comparison), lambda console: _show(comparison, console, timezone))


def _as_json(comparison: Comparison) -> bytes:
    rules = [{"rule": rule, **dict(zip(_OUTCOMES, counts, strict=True))} for rule, counts in _by_rule(comparison)]
    differences = [
        {"kind": each.kind, "changed": each.changed, "before": each.before, "after": each.after}
        for each in comparison.listed
    ]
    return msgspec.json.encode({"rules": rules, "differences": differences})


def _show(comparison: Comparison, console: Console, timezone: str) -> None:
    """Print the differences, evidence side by side, and below them how many there are by rule."""
    differing = sum(comparison.total(outcome) for outcome in _OUTCOMES[1:])
    alerts = differing + comparison.total("same")
    if not differing:
        console.print(f"no difference in {alerts} alerts")
        return
    console.print(_differences(comparison.listed[:_MOST_SHOWN], timezone))
    if differing > _MOST_SHOWN:
        console.print(f"… and {differing - _MOST_SHOWN} more; --json lists the first thousand")
    rows = [(rule, *(str(count) for count in counts)) for rule, counts in _by_rule(comparison)]
    console.print()
    console.print(table(("alerts by rule", *_OUTCOMES), rows, left=1))
    console.print()
    console.print(f"{differing} of {alerts} alerts differ")


def _by_rule(comparison: Comparison) -> Iterator[tuple[str, list[int]]]:
    for rule in sorted({rule for rule, _ in comparison.counts}):
        yield rule, [comparison.counts[rule, outcome] for outcome in _OUTCOMES]


def _differences(listed: list[Difference], timezone: str) -> Table:
    alerts = [alert for each in listed for alert in (each.before, each.after) if alert]
    clock = clock_for((alert.time for alert in alerts), timezone)
    with_stream = len({alert.stream for alert in alerts}) > 1
    rows: list[Sequence[str | Text]] = []
    for each in listed:
        sign, style = _SIGNS[each.kind]
        times = dict.fromkeys(clock(alert.time) for alert in (each.before, each.after) if alert)
        sides = [alert_text(alert) if alert else "" for alert in (each.before, each.after)]
        rows.append(
            (Text(sign, style=style), " → ".join(times), rule_text(each.first, with_stream=with_stream), *sides)
        )
    names = ("", "time", "rule", "--rules", "--compare")
    return table(names, rows, left=len(names))
