"""The same work in other libraries for retrieval."""
