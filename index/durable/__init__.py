"""Files that survive a crash: written whole or not at all, sealed with a digest. Knows nothing of articles."""
