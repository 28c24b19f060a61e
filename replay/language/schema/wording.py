"""Turn pydantic's errors into messages that name the key, the rule and the remedy."""

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from replay.errors import Problem
from replay.language.document import Document, NodePath
from replay.language.names import suggest
from replay.language.schema.model import Model
from replay.language.schema.rule import RULE_MODELS

_SHAPES = {"list_type": "a list", "dict_type": "keys and values", "model_type": "keys and values"}
_SHAPES |= {"model_attributes_type": "keys and values", "string_type": "text"}


def problems_of(
    error: ValidationError, document: Document, path: NodePath, *, model: type[Model], what: str
) -> Iterator[Problem]:
    """Yield the problems that *error* stands for.

    Args:
        error: From validating what stands at *path*.
        document: The file.
        path: Where the validated value stands.
        model: What it was validated as.
        what: What to call it: "match rule 'ceasefire'".
    """
    for detail in error.errors(include_url=False):
        loc = tuple(step for step in detail["loc"] if step != "[key]")
        is_key = detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",)
        yield document.problem((*path, *loc), _message(detail, loc, model, what), at_key=is_key)


def _message(  # noqa: PLR0911 -- one return a kind of error
    detail: ErrorDetails, loc: NodePath, model: type[Model], what: str
) -> str:
    name = str(loc[-1]) if loc else ""
    around = _around(loc[:-1], what)
    label = _label(loc) if loc else what
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(name, _keys_at(model, loc[:-1]), around, is_top=len(loc) == 1)
        case "missing":
            return f"{around} has no key '{name}'{'; begin it with version: 1' * (name == 'version')}"
        case "ours":
            return f"{label}: {detail['msg']}"
        case kind if detail["input"] is None and (kind in _SHAPES or kind == "literal_error"):
            return f"{label} is empty"
        case "literal_error":
            known = _choices(detail)
            return f"{label}: '{detail['input']}' is not known{suggest(str(detail['input']), known, 'known')}"
        case "too_short":
            least = detail["ctx"]["min_length"]
            return (
                f"{label} is an empty list; give it an entry"
                if least == 1
                else f"{label} needs at least {least} entries"
            )
        case "too_long":
            return f"{label} holds more than {detail['ctx']['max_length']} entries; take some out"
        case "list_type" if isinstance(detail["input"], str):
            return f"{label} must be a list, such as [{detail['input']}]"
        case kind if kind in _SHAPES:
            return f"{label} must be {_SHAPES[kind]}{_example(model, loc)}"
    return f"{label}: {detail['msg']}"


def _label(loc: NodePath) -> str:
    """Return the last key, with the number of the entry if it is a list's: `'tags' entry 2`."""
    last = loc[-1]
    if isinstance(last, int):
        return f"{_label(loc[:-1])} entry {last + 1}" if len(loc) > 1 else f"entry {last + 1}"
    return f"'{last}'"


def _around(loc: NodePath, what: str) -> str:
    steps = [step for step in loc if isinstance(step, str)]
    return f"'{'.'.join(steps)}' of {what}" if steps else what


def _unknown_key(name: str, known: Sequence[str], around: str, *, is_top: bool) -> str:
    owners = [kind for kind, model in RULE_MODELS.items() if name in model.model_fields]
    if owners and is_top and "type" in known:
        return f"unknown key '{name}' in {around}; it is a key of {_listed(owners)} rules"
    return f"unknown key '{name}' in {around}{suggest(name, known, 'known keys')}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _choices(detail: ErrorDetails) -> list[str]:
    expected: str = detail["ctx"]["expected"]
    return expected.replace(" or ", ", ").replace("'", "").split(", ")


def _keys_at(model: type[Model], loc: NodePath) -> Sequence[str]:
    found = _model_at(model, loc)
    return sorted(field.alias or name for name, field in found.model_fields.items()) if found else ()


def _example(model: type[Model], loc: NodePath) -> str:
    found = _model_at(model, loc)
    return f", such as {found.EXAMPLE}" if found and found.EXAMPLE else ""


def _model_at(model: type[Model] | None, loc: NodePath) -> type[Model] | None:
    for step in loc:
        if isinstance(step, str) and model is not None:
            field = model.model_fields.get(step)
            model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: Any) -> type[Model] | None:  # noqa: ANN401 -- a type, a union or an alias
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation if issubclass(annotation, Model) else None
    return next((found for each in get_args(annotation) if (found := _model_in(each))), None)
