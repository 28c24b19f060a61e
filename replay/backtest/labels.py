"""Labels: what should alert, as a person writes it down in a YAML file (docs/how-to/score-rules.md), and its schema."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from replay.backtest.cutting import spans_of
from replay.errors import Problem, RuleFileError
from replay.language.document import Document, NodePath
from replay.language.names import suggest
from replay.language.reader import load_document
from replay.language.schema.draft07 import DIALECT, Draft07
from replay.language.schema.model import Model, complaint
from replay.language.schema.scalars import Duration, Id, Instant, Text, Version
from replay.language.schema.wording import problems_of
from replay.model import Stream
from replay.text import printable

_NOT_A_FILE = "a label file is keys and values: version, labels and, where wanted, within"
_NOT_A_LABEL = "a label is keys and values, such as {rule: ceasefire, time: 2020-03-05T10:21:00Z}"


class LabelModel(Model):
    """One thing that should alert."""

    EXAMPLE = "{rule: ceasefire, time: 2020-03-05T10:21:00Z}"
    rule: Id | None = Field(None, description="The rule that should alert; any, if it is left out.")
    stream: Id | None = Field(None, description="The stream in which it should; any, if it is left out.")
    time: Instant | None = Field(None, description="From when on an alert is right: 2020-03-05T10:21:00Z.")
    update: Text | None = Field(None, description="Instead of time: the id of an update that the alert rests on.")
    within: Duration | None = Field(None, description="How long after its time an alert finds it: 10m.")

    @model_validator(mode="after")
    def _names_one_thing(self) -> "LabelModel":
        if (self.time is None) == (self.update is None):
            raise complaint("needs either the time or the update that should alert")
        return self


class LabelFileModel(Model):
    """The frame of a label file; its labels are read one by one."""

    version: Annotated[Version, Field(description="The version of the label file: 1.")]
    within: Duration = Field(timedelta(minutes=30), description="How long after its time a label may be found: 10m.")
    labels: Annotated[list[Any], Field(min_length=1, description="What should alert, at least one thing.")]


@dataclass(frozen=True, slots=True, eq=False)
class Label:
    """One thing that should alert.

    Attributes:
        place: Where it stands.
        rule: The rule that should; None for any.
        stream: In which stream; None for whichever.
        time: From when on; None for the time of the update.
        update: Id of the update that the alert must rest on; None where the time is given.
        within: How long after that time an alert finds it.
    """

    place: Problem
    rule: str | None
    stream: str | None
    time: datetime | None
    update: str | None
    within: timedelta

    def problem(self, what: str) -> Problem:
        """Return that something is wrong with it."""
        return Problem(self.place.path, self.place.line, self.place.column, printable(what))


def load_labels(path: Path) -> tuple[Label, ...]:
    """Return the labels of a file, at least one.

    Raises:
        RuleFileError: With all that is no label.
        InputError: If there is no such file, or it cannot be read.
    """
    document = load_document(path)
    problems = list(document.problems)
    frame = None if problems else _frame(document, problems)
    found = []
    for index, raw in enumerate(frame.labels if frame else ()):
        label = _label(document, ("labels", index), raw, frame.within if frame else timedelta(0), problems)
        if label:
            found.append(label)
    if problems:
        raise RuleFileError(problems)
    return tuple(found)


def check_labels(labels: Sequence[Label], rules: Sequence[str], streams: Sequence[Stream]) -> None:
    """See that the rules and streams that labels name are there, and that some label may be found in these.

    Args:
        labels: The labels.
        rules: The ids of the rules.
        streams: The streams, at least one.

    Raises:
        RuleFileError: With every label that names another, and the first where all are outside of the streams.
    """
    names = [stream.name for stream in streams]
    problems = [problem for label in labels for problem in _unknown(label, rules, names)]
    start, end = min(stream.start for stream in streams), max(stream.end for stream in streams)
    judged = [each.time is None or (each.time <= end and start - each.time <= each.within) for each in labels]
    if labels and not any(judged):
        what = f"no label is within the streams: {spans_of(streams)}; correct the times"
        problems.append(labels[0].problem(what))
    if problems:
        raise RuleFileError(problems)


def _unknown(label: Label, rules: Sequence[str], streams: Sequence[str]) -> Iterator[Problem]:
    for what, name, known in (("rule", label.rule, rules), ("stream", label.stream, streams)):
        if name is not None and name not in known:
            yield label.problem(f"unknown {what} '{name}'{suggest(name, known, f'{what}s')}")


def _frame(document: Document, problems: list[Problem]) -> LabelFileModel | None:
    if not isinstance(document.value, dict):
        what = "the file is empty; " if document.value is None else ""
        problems.append(document.problem((), what + _NOT_A_FILE))
        return None
    try:
        return LabelFileModel.model_validate(document.value)
    except ValidationError as error:
        problems += problems_of(error, document, (), model=LabelFileModel, what="the label file")
        return None


def _label(document: Document, path: NodePath, raw: object, within: timedelta, problems: list[Problem]) -> Label | None:
    if not isinstance(raw, dict):
        problems.append(document.problem(path, _NOT_A_LABEL))
        return None
    try:
        model = LabelModel.model_validate(raw)
    except ValidationError as error:
        problems += problems_of(error, document, path, model=LabelModel, what=f"label {int(path[-1]) + 1}")
        return None
    lasting = within if model.within is None else model.within
    return Label(document.problem(path, ""), model.rule, model.stream, model.time, model.update, lasting)


class _WholeFileModel(LabelFileModel):
    """What should alert, for 'replay backtest --labels'."""

    labels: Annotated[list[LabelModel], Field(min_length=1, description="What should alert, at least one thing.")]


def label_schema() -> dict[str, Any]:
    """Return the schema of a label file, draft 7."""
    made = _WholeFileModel.model_json_schema(ref_template="#/definitions/{model}", schema_generator=Draft07)
    label = made.pop("$defs")[LabelModel.__name__]
    label["oneOf"] = [{"required": [key]} for key in ("time", "update")]
    made["properties"]["labels"]["items"] = _without_null(label)
    return {"$schema": DIALECT, **made, "title": "Label file of replay"}


def _without_null(label: dict[str, Any]) -> dict[str, Any]:
    """Return a label whose keys are left out where they say nothing, as an editor should propose it."""
    properties = {
        key: {**value["anyOf"][0], "description": value["description"]} for key, value in label["properties"].items()
    }
    return {**label, "title": "label", "properties": properties}
