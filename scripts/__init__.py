"""Scripts that make, measure and keep; run as `python -m scripts.bench.retrieval` and the like."""
