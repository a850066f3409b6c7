"""What answering in the reader's browser would need: sizes, speed, and whether the shipped graphs compute the same
there."""
