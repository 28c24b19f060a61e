"""From a rule file's document to compiled rules and tests: what stands in it, what it names, and what is wrong."""
