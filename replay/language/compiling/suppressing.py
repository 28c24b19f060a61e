"""Turn `inhibit` and `silences` of a rule file into what the engine works on."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from pydantic import ValidationError

from replay.errors import Problem
from replay.language.compiling.assembling import where_of
from replay.language.compiling.catalog import Catalog
from replay.language.compiling.frame import Frame
from replay.language.compiling.ruletext import check_where, unknown_path
from replay.language.document import Document, NodePath
from replay.language.names import key_names
from replay.language.ruleset import Inhibition, Silence
from replay.language.schema.file import InhibitModel, SilenceModel
from replay.language.schema.model import Model
from replay.language.schema.wording import problems_of

_M = TypeVar("_M", bound=Model)
_KEYS = key_names(casualties=True)
"""Casualties too: where a rule knows none, no value agrees."""


def compile_inhibitions(frame: Frame, catalog: Catalog, problems: list[Problem]) -> Mapping[NodePath, Inhibition]:
    """Return the inhibitions of a file by their paths.

    Args:
        frame: The top of the file.
        catalog: The rules of all files.
        problems: Gets everything that is wrong with them.
    """
    found: dict[NodePath, Inhibition] = {}
    for index, raw in enumerate(frame.model.inhibit):
        path: NodePath = ("inhibit", index)
        what = f"inhibit entry {index + 1}"
        model = _read(raw, InhibitModel, path, what, frame.document, problems)
        if model is None:
            continue
        problems += _check_inhibition(model, path, what, frame.document, catalog)
        targets, equal = tuple(dict.fromkeys(model.target)), tuple(dict.fromkeys(model.equal))
        found[path] = Inhibition(model.source, targets, equal, model.lasting)
    return found


def compile_silences(frame: Frame, catalog: Catalog, problems: list[Problem]) -> list[Silence]:
    """Return the silences of a file; the arguments are those of `compile_inhibitions`."""
    found = []
    for index, raw in enumerate(frame.model.silences):
        path: NodePath = ("silences", index)
        what = f"silences entry {index + 1}"
        model = _read(raw, SilenceModel, path, what, frame.document, problems)
        if isinstance(raw, dict):
            problems += check_where(raw, path, what, frame.document, _KEYS)
        if model is None:
            continue
        if model.rule and (unknown := catalog.unknown(model.rule)):
            problems.append(frame.document.problem((*path, "rule"), f"{what} names an {unknown}"))
        found.append(Silence(model.rule, where_of(model.where), model.start, model.end, model.reason))
    return found


def _read(  # noqa: PLR0917 -- what to read, where, and for whom
    raw: object, kind: type[_M], path: NodePath, what: str, document: Document, problems: list[Problem]
) -> _M | None:
    if not isinstance(raw, dict):
        problems.append(document.problem(path, f"{what} must be keys and values, such as {kind.EXAMPLE}"))
        return None
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        problems += problems_of(error, document, path, model=kind, what=what)
        return None


def _check_inhibition(
    model: InhibitModel, path: NodePath, what: str, document: Document, catalog: Catalog
) -> Iterator[Problem]:
    named: list[tuple[NodePath, str]] = [((*path, "source"), model.source)]
    named += [((*path, "target", index), target) for index, target in enumerate(model.target)]
    for place, name in named:
        if unknown := catalog.unknown(name):
            yield document.problem(place, f"{what} names an {unknown}")
    for index, name in enumerate(model.equal):
        if wrong := unknown_path(name, _KEYS):
            yield document.problem((*path, "equal", index), f"{what} cannot compare {wrong}")
    if not model.lasting and catalog.is_event(model.source):
        what = f"{what} needs 'for', such as for: 30m; '{model.source}' happens at an instant"
        yield document.problem((*path, "source"), what)
