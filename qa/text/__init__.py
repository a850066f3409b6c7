"""What every part knows of language: words and their keys, synonyms, names, kinds of answer, near-duplicates."""
