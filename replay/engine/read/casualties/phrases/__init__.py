"""From words to phrases: numbers and noun phrases, how many victims a phrase names, and whether it may name any."""
