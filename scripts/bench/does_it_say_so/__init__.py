"""Does it say so? A small public yardstick for what answers questions of articles by quoting them."""
