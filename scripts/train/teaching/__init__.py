"""A teacher for the reader: a larger cross-encoder with low-rank adapters; the reader learns its probabilities."""
