"""Judge what the files of a run say together: rules that go round in circles, and settings that disagree."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from graphlib import TopologicalSorter
from itertools import islice

from replay.errors import Problem
from replay.language.compiling.catalog import Catalog, Reference
from replay.language.compiling.digest import with_digest
from replay.language.compiling.frame import Frame
from replay.language.document import Document, NodePath
from replay.language.ruleset import Inhibition, Rule, StreamSettings, consumed_by
from replay.language.times import render_duration

MAX_CYCLES = 100
_VERBS = {"absence": "waits for", "change": "watches", "new_value": "watches", "sequence": "follows"}
_DEFAULT_VERB = "counts"


def check_cycles(catalog: Catalog) -> Iterator[Problem]:
    """Yield a problem for every circle of rules that look at each other's matches."""
    graph = {rule_id: rule.references for rule_id, rule in catalog.rules.items()}
    for circle in islice(_circles(graph), MAX_CYCLES):
        first = catalog.rules[circle[0]]
        reference = next(each for each in first.references if each.rule == circle[1 % len(circle)])
        yield first.document.problem(reference.path, f"{_tell(circle, catalog)}: a cycle")


def _tell(circle: Sequence[str], catalog: Catalog) -> str:
    verbs = [_VERBS.get(catalog.rules[each].type, _DEFAULT_VERB) for each in circle]
    start = f"rule '{circle[0]}' {verbs[0]}"
    if len(circle) == 1:
        return f"{start} itself"
    between = "".join(f" '{name}', which {verb}" for name, verb in zip(circle[1:], verbs[1:], strict=True))
    return f"{start} rule{between} '{circle[0]}'"


def _circles(graph: Mapping[str, Iterable[Reference]]) -> Iterator[list[str]]:
    """Yield circles of *graph*, at least one of every knot, each from the place where the search came upon it."""
    done: set[str] = set()
    for start in graph:
        way: dict[str, Iterator[Reference]] = {} if start in done else {start: iter(graph[start])}
        while way:
            here = next(reversed(way))
            onward = next(way[here], None)
            if onward is None:
                done.add(here)
                del way[here]
            elif onward.rule in way:
                names = list(way)
                yield names[names.index(onward.rule) :]
            elif onward.rule in graph and onward.rule not in done:
                way[onward.rule] = iter(graph[onward.rule])


def check_inhibitions(files: Iterable[tuple[Document, Mapping[NodePath, Inhibition]]]) -> Iterator[Problem]:
    """Yield a problem for every rule that inhibits itself, or one that inhibits it.

    Args:
        files: The inhibitions of each file by their paths.
    """
    first: dict[tuple[str, str], Problem] = {}
    for document, inhibitions in files:
        for path, each in inhibitions.items():
            for index, target in enumerate(each.targets):
                place = document.problem((*path, "target", index), "")
                told = f"rule '{each.source}' inhibits"
                if target == each.source:
                    yield replace(place, what=f"{told} itself")
                elif other := first.get((target, each.source)):
                    what = f"{told} rule '{target}', which inhibits '{each.source}' at {other.where}: mutual inhibition"
                    yield replace(place, what=what)
                first.setdefault((each.source, target), place)


def agree_on_stream(files: Iterable[Frame], problems: list[Problem]) -> StreamSettings:
    """Return the settings that the files make together; what a file leaves out it leaves to the others.

    Args:
        files: All files.
        problems: Gets one for each setting that differs from that of an earlier file.
    """
    agreed: dict[str, tuple[timedelta | str, Problem]] = {}
    for frame in files:
        given = frame.model.stream
        for name in (each for each in type(given).model_fields if each in given.model_fields_set):
            value: timedelta | str = getattr(given, name)
            place = frame.document.problem(("stream", name), "")
            before, other = agreed.setdefault(name, (value, place))
            if before != value:
                what = f"'{name}' of the stream is {_show(value)} here and {_show(before)} at {other.where}"
                problems.append(replace(place, what=f"{what}; make them agree"))
    settings = StreamSettings()
    return replace(settings, **{name: value for name, (value, _) in agreed.items()})  # type: ignore[arg-type]  # the model has checked each


def _show(value: timedelta | str) -> str:
    return render_duration(value) if isinstance(value, timedelta) else value


def with_digests(rules: Iterable[Rule]) -> list[Rule]:
    """Return *rules*, sorted by id, each with its digest.

    Args:
        rules: Ids unique, every rule that one consumes among them, no cycles.
    """
    by_id = {rule.id: rule for rule in rules}
    digests: dict[str, str] = {}
    for rule_id in TopologicalSorter({rule.id: consumed_by(rule) for rule in by_id.values()}).static_order():
        by_id[rule_id] = with_digest(by_id[rule_id], digests)
        digests[rule_id] = by_id[rule_id].digest
    return [by_id[rule_id] for rule_id in sorted(by_id)]
