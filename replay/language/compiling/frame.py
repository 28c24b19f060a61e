"""Read the top of a rule file: everything but its rules, its tests, and what suppresses alerts."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from replay.errors import Problem
from replay.language.document import Document
from replay.language.query import Term
from replay.language.query.terms import Lists, TermError, parse_item, union
from replay.language.schema.file import RuleFileModel
from replay.language.schema.wording import problems_of

_NOT_A_FILE = (
    "a rule file is keys and values: version, rules and, where wanted, "
    "timezone, lists, defaults, stream, inhibit, silences, tests"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rule file without its broken top-level keys.

    Attributes:
        document: The file.
        model: Its top, read.
        defaults: Its `defaults` as written; empty where they are broken.
        lists: Of each list the items that are terms.
    """

    document: Document
    model: RuleFileModel
    defaults: dict[str, Any]
    lists: Lists


def read_frame(document: Document, problems: list[Problem]) -> Frame | None:
    """Return the top of *document*, or None where it is no rule file at all.

    Args:
        document: A file without a problem as YAML.
        problems: Gets everything that is wrong with its top.
    """
    if not isinstance(document.value, dict):
        what = "the file is empty; " if document.value is None else ""
        problems.append(document.problem((), what + _NOT_A_FILE))
        return None
    model = _read_model(document, problems)
    defaults = document.value.get("defaults") if model.defaults.model_fields_set else None
    raw = document.value.get("lists")
    lists = {
        name: _list(document, name, items, problems) for name, items in (raw.items() if isinstance(raw, dict) else ())
    }
    return Frame(document, model, defaults or {}, lists)


def _read_model(document: Document, problems: list[Problem]) -> RuleFileModel:
    try:
        return RuleFileModel.model_validate(document.value)
    except ValidationError as error:
        problems += problems_of(error, document, (), model=RuleFileModel, what="the rule file")
        broken = {detail["loc"][0] for detail in error.errors()}
        sound = {key: value for key, value in document.value.items() if key not in broken}
        return RuleFileModel.model_validate({"version": "1", "rules": [{}], **sound}).model_copy(
            update={} if "rules" in sound else {"rules": []}
        )


def _list(document: Document, name: str, items: object, problems: list[Problem]) -> Term:
    """Return a term of those items that are one; the model has judged the others."""
    terms = []
    for index, item in enumerate(items if isinstance(items, list) else ()):
        try:
            terms += [parse_item(item)] if isinstance(item, str) and item.strip() else []
        except TermError as error:
            problems.append(document.problem(("lists", name, index), f"list '{name}': {error}"))
    return union(terms, f"list:{name}")
