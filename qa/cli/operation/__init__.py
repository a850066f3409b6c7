"""Commands for those who run a service: its keys, and whether this machine can run it."""
