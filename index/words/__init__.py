"""Words and their keys: by what two ways to write a word are one and the same."""
