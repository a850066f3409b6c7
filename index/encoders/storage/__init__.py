"""The folder of a compiled model: which files it holds, and that they are the ones that were written."""
