"""What the findings of one field say together: parts and sums, more victims, and what is told again."""
