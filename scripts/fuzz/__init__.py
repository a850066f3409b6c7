"""Looks for files that trip a loader in a way that it does not know."""
