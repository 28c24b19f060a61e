"""What the models of a rule file have in common."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """Keys and values, no others than these.

    Attributes:
        EXAMPLE: What a value looks like, for a message.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    EXAMPLE: ClassVar[str] = ""


def complaint(what: str) -> PydanticCustomError:
    """Return an error that says *what*, lower case, behind the name of the key."""
    return PydanticCustomError("ours", "{what}", {"what": what})
