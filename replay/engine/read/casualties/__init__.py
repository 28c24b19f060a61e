"""Casualties: what a text says about people killed, wounded, missing, captured and displaced (docs/rules.md).

`read` turns one field into mentions, `summarise` turns the mentions of an update into a range per kind, `group_of` what
victims are called into what keys call them, `source_of` likewise who says so.
"""

from replay.engine.read.casualties.lexicon.groups import group_of
from replay.engine.read.casualties.mention import KINDS, Kind, Mention, Range, Status
from replay.engine.read.casualties.reader import read, read_all
from replay.engine.read.casualties.sources import source_of
from replay.engine.read.casualties.summary import summarise

__all__ = ["KINDS", "Kind", "Mention", "Range", "Status", "group_of", "read", "read_all", "source_of", "summarise"]
