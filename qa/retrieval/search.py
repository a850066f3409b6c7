"""The search for one question: all the ways of finding a sentence, in their order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index import Vectors, View
from index.records import Filters
from qa.retrieval.hybrid import Candidate, matching, retrieve
from qa.retrieval.speaker_words import SpokenWords, words_alone
from qa.retrieval.spoken import with_spoken
from qa.text.spelling import as_spelt


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for."""

    question: str
    #: What full text is searched for.
    keywords: str
    #: Encodes it (float32[d], unit length), its names spelt as they are in the sentences that this is given.
    vector: Callable[[Sequence[str]], Vectors]


def search(
    view: View, query: Query, *, filters: Filters | None = None, words: SpokenWords | None = None
) -> list[Candidate]:
    """Find the sentences that might answer a question, best first; of ``words`` alone, where they are given."""
    if view.sentence_count == 0 or (words is not None and not words.lines):
        return []
    filters = filters if words is None else words.articles_alone(filters)
    encoded = query.vector(())
    candidates = retrieve(view, query.keywords, vector=encoded, filters=filters)
    if as_spelt(query.question, beside := matching(candidates)) != query.question:
        encoded = query.vector(beside)
        candidates = retrieve(view, query.keywords, vector=encoded, filters=filters)
    candidates = with_spoken(view, query.question, candidates=candidates, vector=encoded)
    return candidates if words is None else words_alone(view, words, candidates=candidates, vector=encoded)
