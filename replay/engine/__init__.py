"""The engine: rules and updates in, alerts out. Pure: it never reads a clock, logs, or opens a file.

Two halves. *Read* is stateless: an update in, facts out. *Decide* is stateful: facts in release order in, alerts out.
"""

from replay.engine.engine import Engine
from replay.engine.fact import Read
from replay.engine.packing import Packing
from replay.engine.virtual import Block, Declared, drive, evaluate

__all__ = ["Block", "Declared", "Engine", "Packing", "Read", "drive", "evaluate"]
