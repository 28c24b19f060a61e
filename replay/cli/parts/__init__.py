"""What several verbs have: options, what a person sees, signals, and the parts that `run`, `play` and `watch` share."""
