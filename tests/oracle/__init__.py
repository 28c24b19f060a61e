"""A brute-force reading of the rule language (docs/rules.md), and the strategies that hold the engine against it."""
