"""The routes that show what articles were read from, as it looks."""
