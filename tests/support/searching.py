"""Single looks at a corpus, each in a view of its own."""

from __future__ import annotations

from index import Corpus, Filters, Hit, Sentence, Vectors


def dense(corpus: Corpus, question: str | Vectors, k: int, *, filters: Filters | None = None) -> list[Hit]:
    """Rank the k sentences nearest to a question."""
    with corpus.view() as view:
        return view.dense(question, k, filters=filters)


def lexical(corpus: Corpus, question: str, k: int, *, filters: Filters | None = None) -> list[Hit]:
    """Rank the k sentences that match the question's words best."""
    with corpus.view() as view:
        return view.lexical(question, k, filters=filters)


def sentences(corpus: Corpus, article_id: str) -> list[Sentence]:
    """Return an article's sentences."""
    with corpus.view() as view:
        return view.sentences(article_id)
