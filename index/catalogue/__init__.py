"""The one SQLite file: articles, sentences, their vectors and the full-text index, changed in one transaction."""
