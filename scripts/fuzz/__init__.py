"""Looks for files that make a loader fail with an error other than LoadError."""
