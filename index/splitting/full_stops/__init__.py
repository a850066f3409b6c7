"""Is this full stop, question mark or exclamation mark the end of a sentence? By what stands on both sides, and by the
language."""
