"""Commands for questions that are watched."""
