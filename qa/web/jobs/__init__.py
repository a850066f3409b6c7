"""Work that takes longer than a request: its records, and the queue in which it is done."""
