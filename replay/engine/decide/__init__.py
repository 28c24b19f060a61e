"""Decide: facts in release order in, alerts out. Stateful, one pass; one module for each rule type."""

from replay.engine.decide.decider import Decider

__all__ = ["Decider"]
