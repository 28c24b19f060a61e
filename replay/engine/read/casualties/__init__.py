"""Casualties: what a text says about killed, wounded, missing, captured and displaced people (docs/rules.md, section 4).

`read` turns one field into mentions, `summarise` turns the mentions of an update into a range per kind.
"""

from replay.engine.read.casualties.mention import KINDS, Kind, Mention, Range, Status
from replay.engine.read.casualties.reader import read
from replay.engine.read.casualties.summary import summarise

__all__ = ["KINDS", "Kind", "Mention", "Range", "Status", "read", "summarise"]
