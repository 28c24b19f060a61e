"""What the reader knows of words: lists in TOML with their phrases, forms of words, and what each spelling means."""
