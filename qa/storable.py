"""May an article be stored, by what the corpus takes and by the settings: asked before any of a batch is stored.

So one that may not stops no other. Knows nothing of where articles come from.
"""

from __future__ import annotations

from index.errors import InvalidArticle
from index.ingest.batches import prepared
from index.records import Article


def check_storable(article: Article, *, most_chars: int) -> None:
    """Raise InvalidArticle when the article is longer than ``most_chars``, or the corpus would not take it."""
    check_length(article, most_chars=most_chars)
    list(prepared([article]))


def check_length(article: Article, *, most_chars: int) -> None:
    """Raise InvalidArticle when the article is longer than ``most_chars``."""
    if len(article.text) > most_chars:
        raise InvalidArticle(
            f"the text of article {article.id!r} has {len(article.text):,} characters, more than {most_chars:,}; "
            "divide it, or raise QA_MAX_ARTICLE_CHARS"
        )
