"""The way of a question through the parts: evidence, quotes and citations, in the order of the pipeline."""
