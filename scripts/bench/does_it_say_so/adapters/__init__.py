"""One adapter in each module: each system is used as its own documentation shows, with nothing tuned."""
