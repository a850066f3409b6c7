"""What one corpus folder on disk is: its manifest, its lock, its notes, the files kept beside it, and opening it."""
