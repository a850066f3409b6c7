"""The commands that measure on questions of one's own, and fit confidence to them."""
