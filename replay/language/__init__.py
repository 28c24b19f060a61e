"""The rule language: YAML text in, a compiled and checked `RuleSet` out.

`document` and `reader` know YAML, `schema` which keys there are, `query` and `template` what stands in them;
`compiling` makes of all that what `ruleset` holds, and `load` is the way through.
"""
