"""The shell door: one module a group of commands."""
