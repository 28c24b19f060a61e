"""From phrases to findings: the automaton that reads a sentence once, and what each item does to its state."""
