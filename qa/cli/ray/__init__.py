"""Commands for more than one machine: serving, switching and indexing on Ray."""
