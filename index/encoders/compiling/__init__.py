"""Models -> compiled folders; run in a process of its own, so that what it needs is never loaded elsewhere."""
