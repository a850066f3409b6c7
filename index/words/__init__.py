"""Words and their keys: two spellings or inflections of one word have the same key."""
