"""The rule language: YAML text in, a compiled and checked `RuleSet` out."""
