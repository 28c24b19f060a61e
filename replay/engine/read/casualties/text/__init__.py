"""From characters to words: what need not be read, where lines and sentences end, and the words of each sentence."""
