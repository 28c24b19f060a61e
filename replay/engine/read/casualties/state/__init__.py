"""What is known at a place in a sentence: its clause, the triggers that wait for victims, and what was found."""
