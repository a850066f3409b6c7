"""Articles -> sentences -> embeddings -> a searchable corpus on disk. Knows nothing of questions; never imports
``qa``."""

import index.offline  # noqa: F401 - before all others: its switches are read when a library is loaded
from index.corpus import Corpus
from index.errors import IndexingError
from index.records import Article, Filters, Hit, Sentence, Span

__all__ = ["Article", "Corpus", "Filters", "Hit", "IndexingError", "Sentence", "Span"]
