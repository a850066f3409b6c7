"""The same work in the libraries that one would pick instead."""
