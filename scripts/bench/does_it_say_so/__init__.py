"""Does it say so? A small public benchmark for programs that answer questions of articles by quoting them."""
