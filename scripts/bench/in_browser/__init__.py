"""What answering in the reader's browser would take: sizes, speed, and whether the shipped graphs compute the same."""
