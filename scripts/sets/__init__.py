"""Readers of the public evaluation sets."""
