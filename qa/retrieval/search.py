"""The search for one question: all the ways of finding a sentence, in their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from index import Vectors, View
from index.records import Filters
from qa.retrieval.hybrid import Candidate, matching, retrieve
from qa.retrieval.speaker_words import SpokenWords, words_alone
from qa.retrieval.spoken import with_spoken
from qa.text.spelling import as_spelt, slips_of


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for."""

    question: str
    #: What full text is searched for.
    keywords: str
    #: Encodes it (float32[d], unit length), each of its texts spelt as this is given.
    vector: Callable[[Callable[[str], str]], Vectors]


def search(
    view: View, query: Query, *, filters: Filters | None = None, words: SpokenWords | None = None
) -> list[Candidate]:
    """Find the sentences that might answer a question, best first; of ``words`` alone, where they are given."""
    if view.sentence_count == 0 or (words is not None and not words.lines):
        return []
    filters = filters if words is None else words.articles_alone(filters)
    slips = slips_of(view, query.question)
    keywords = " ".join([query.keywords, *(key for slip in slips.values() for key in slip.keys)])
    encoded = query.vector(str)
    candidates = retrieve(view, keywords, vector=encoded, filters=filters)
    spelt = partial(as_spelt, sentences=matching(candidates), slips=slips)
    if (question := spelt(query.question)) != query.question:
        encoded = query.vector(spelt)
        candidates = retrieve(view, keywords, vector=encoded, filters=filters)
    candidates = with_spoken(view, question, candidates=candidates, vector=encoded)
    return candidates if words is None else words_alone(view, words, candidates=candidates, vector=encoded)
