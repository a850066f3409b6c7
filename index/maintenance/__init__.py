"""Keeping a corpus well: verify, repair, compact, rebuild in the background, change of encoder."""
