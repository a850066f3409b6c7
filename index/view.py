"""View: everything that can be read from a corpus, as of one generation.

Owns nothing but the pairing of a snapshot of the catalogue with the vector index that serves it. A view is used by
one thread, and within its ``with`` block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from types import MappingProxyType
from typing import Concatenate, ParamSpec, TypeVar

from index.catalogue import global_bm25, revisions
from index.catalogue.global_bm25 import Query, TermStatistics
from index.catalogue.lexical import Keys
from index.catalogue.rows import Revision
from index.catalogue.snapshot import Snapshot
from index.encoders.base import Encoder, Traits, traits
from index.errors import EncoderError
from index.records import Article, Filters, Hit, Sentence
from index.unit_vectors import Vectors
from index.vectors import dense_search
from index.vectors.faiss_index import checked

K = TypeVar("K")
P = ParamSpec("P")
T = TypeVar("T")

#: The most articles, and runs of sentences, that a view caches: more than an answer needs, and little memory when a
#: whole corpus is read.
_MOST_KEPT = 32


def _read(method: Callable[Concatenate[Snapshot, P], T]) -> Callable[Concatenate[View, P], T]:
    """Make a method of a view that calls the snapshot's method of the same name."""

    @wraps(method)
    def read(view: View, /, *arguments: P.args, **options: P.kwargs) -> T:
        # Looked up by name, because a snapshot of the past overrides some methods.
        value: T = getattr(view._snapshot, method.__name__)(*arguments, **options)
        return value

    return read


class View:
    """One generation of a corpus. ``dense`` needs the corpus to have been opened with an encoder."""

    #: The parts of a divided corpus that did not answer, each with why.
    missing: Mapping[str, str] = MappingProxyType({})

    def __init__(self, snapshot: Snapshot, version: dense_search.IndexVersion | None, encoder: Encoder | None) -> None:
        self._snapshot = snapshot
        self._version = version
        self._encoder = encoder
        self._traits = Traits() if encoder is None else traits(encoder.name)
        self.generation = snapshot.state.generation
        #: The moment that is looked at, YYYY-MM-DDTHH:MM:SSZ; None for now.
        self.as_of = snapshot.as_of
        self.article_count = snapshot.state.articles
        self.sentence_count = snapshot.state.sentences
        self.last_number = snapshot.state.last_number
        #: Vectors that the index in memory holds, those of deleted sentences included until they are dropped.
        self.indexed = 0 if version is None else len(version.index)
        # An answer needs the same few articles at many of its steps.
        self._articles: dict[str, Article] = {}
        self._spans: dict[range, tuple[Sentence, ...]] = {}
        self._whole: set[str] = set()

    lexical = _read(Snapshot.lexical)
    rows = _read(Snapshot.rows)
    vectors = _read(Snapshot.vectors)
    articles = _read(Snapshot.articles)
    unknown = _read(Snapshot.unknown)
    sources = _read(Snapshot.sources)
    without_articles = _read(Snapshot.without_articles)
    undated = _read(Snapshot.undated)
    first_and_last_day = _read(Snapshot.first_and_last_day)
    document_frequency = _read(Snapshot.document_frequency)
    key_frequency = _read(Snapshot.key_frequency)
    keys_near = _read(Snapshot.keys_near)

    def dense(self, question: str | Vectors, k: int, *, filters: Filters | None = None) -> list[Hit]:
        """Rank the k sentences nearest to a question, given as text or as its vector (float32[dimension], unit length).

        Scores are cosines; equal ones rank by number. Raises EncoderError without an encoder, or on a wrong vector."""
        if self._version is None or self._encoder is None:
            raise EncoderError("the corpus was opened without an encoder; open it with one to search by meaning")
        vector = self._encoder.encode_question(question) if isinstance(question, str) else question
        vector = checked(vector.reshape(1, -1), self._encoder.dimension)[0]
        return (
            dense_search.search(self._version, self._snapshot, question=vector, k=k, filters=filters) if k > 0 else []
        )

    def similarity(self, cosine: float) -> float:
        """Return a cosine on the scale that all encoders share: 0 of a question and a sentence about something else."""
        return self._traits.similarity(cosine)

    def counted(self, alternatives: Sequence[Keys], *, most: int) -> TermStatistics:
        """Count what BM25 needs to know of these words, as one part of a divided corpus (``index.shards``)."""
        return global_bm25.counted(self._snapshot.connection, alternatives, most=most)

    def lexical_by(self, query: Query, k: int, *, filters: Filters | None = None) -> list[Hit]:
        """Rank as ``lexical`` does, by the counts of all parts of a divided corpus."""
        return global_bm25.search(self._snapshot.connection, query, k=k, filters=filters)

    def searched(self, filters: Filters | None = None) -> tuple[int, int]:
        """Count the articles and the sentences that a search with these filters looks through."""
        if not filters:
            return self.article_count, self.sentence_count
        ranges = self._snapshot.ranges_matching(filters)
        return len(ranges), sum(count for _, count in ranges)

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticle."""
        return _kept(self._articles, article_id, self._snapshot.article)

    def sentences(self, article_id: str) -> list[Sentence]:
        """Return an article's sentences in order. Raises UnknownArticle, or CorpusDamaged when they, or what is said of
        the article, are not what was stored."""
        sentences = self._span(self._snapshot.numbers_of(article_id))
        if article_id not in self._whole:
            self._snapshot.check(self.article(article_id), sentences)
            self._whole.add(article_id)
        return list(sentences)

    def _span(self, numbers: range) -> tuple[Sentence, ...]:
        return _kept(self._spans, numbers, lambda span: tuple(self._snapshot.sentences(span)))

    def revisions(self, article_id: str) -> list[Revision]:
        """List the revisions of an article that are kept, the newest first, whatever moment is looked at. Raises
        UnknownArticle."""
        return revisions.listed(self._snapshot.connection, article_id)

    def revision(self, article_id: str, number: int | None = None) -> tuple[Article, list[Sentence]]:
        """Return a revision of an article with its sentences, the newest without a number, whatever moment is looked
        at. Raises UnknownArticle, UnknownRevision."""
        return revisions.read(self._snapshot.connection, article_id, number=number)

    def forgotten(self, filters: Filters | None = None) -> int:
        """Count the articles of which the revision that was known at the moment looked at is no longer kept."""
        return 0 if self.as_of is None else revisions.forgotten(self._snapshot.connection, self.as_of, filters=filters)

    def neighbours(self, number: int, *, before: int = 1, after: int = 1) -> list[Sentence]:
        """Return the sentences around one in its article, in order, without itself."""
        span = self._snapshot.around(number, before=before, after=after)
        return [sentence for sentence in self._span(span) if sentence.number != number]


def _kept(held: dict[K, T], key: K, read: Callable[[K], T]) -> T:
    """Return the value held under a key, or read it and hold it; the oldest one goes when there are too many."""
    if key not in held:
        if len(held) >= _MOST_KEPT:
            del held[next(iter(held))]
        held[key] = read(key)
    return held[key]
