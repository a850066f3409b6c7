"""View: everything that can be read from a corpus, as of one generation.

Owns the pairing of a snapshot of the catalogue with the vector index that serves it, and what is kept of what was read
for other views of the same generation. A view is used by one thread, and within its ``with`` block.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar

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

P = ParamSpec("P")
T = TypeVar("T")

_NOTHING = object()

# What is kept of each kind: some MB of sentences and of what is made of them; fewer articles and runs of sentences,
# which are larger.
_MOST, MOST_LARGER = 4_096, 128
# Longer ones are kept for one view alone, and of them no more than an answer needs.
_LONGEST_ARTICLE, _LONGEST_RUN, _MOST_LONG = 20_000, 200, 32


class Memory:
    """What was read of one generation, and what was made of it, for the questions to come: by kind, and a key of its
    own. The oldest of a kind is forgotten first. May be used by several threads at once."""

    def __init__(self) -> None:
        """Begin without anything."""
        self._kept: defaultdict[str, dict[Hashable, Any]] = defaultdict(dict)
        self._mutex = threading.Lock()

    def of(self, kind: str) -> dict[Hashable, Any]:
        """Return what is kept of a kind, by key."""
        return self._kept[kind]

    def keep(self, key: tuple[str, Hashable], value: T, *, most: int = _MOST) -> T:
        """Keep something under its kind and key, and return it."""
        kept = self._kept[key[0]]
        with self._mutex:
            while len(kept) >= most:
                del kept[next(iter(kept))]
            kept[key[1]] = value
        return value

    def recall(self, key: tuple[str, Hashable], make: Callable[[], T], *, most: int = _MOST) -> T:
        """Return what is kept under a kind and key, made now where nothing is."""
        value = self._kept[key[0]].get(key[1], _NOTHING)
        return self.keep(key, make(), most=most) if value is _NOTHING else value


class Memories:
    """The memory of the newest generation of a corpus: what its views read and make. May be used by several threads."""

    def __init__(self) -> None:
        """Begin without a generation."""
        self._newest = (-1, Memory())

    @contextmanager
    def of(self, snapshot: Snapshot) -> Iterator[Memory]:
        """Yield what is kept of a snapshot's generation: nothing yet of a new one; nothing of the past, nor where a
        newer one has been looked at. After an error nothing is kept, since damage may have been read."""
        newest, memory = self._newest
        generation = snapshot.state.generation
        if snapshot.as_of is not None or generation < newest:
            memory = Memory()
        elif generation > newest:
            memory = Memory()
            self._newest = (generation, memory)
        try:
            yield memory
        except Exception:
            self._newest = (-1, Memory())
            raise


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

    def __init__(
        self,
        snapshot: Snapshot,
        version: dense_search.IndexVersion | None,
        encoder: Encoder | None,
        *,
        memory: Memory | None = None,
    ) -> None:
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
        # An answer needs the same few articles at many of its steps, and so do many answers.
        self._memory, self._own = memory or Memory(), Memory()

    lexical = _read(Snapshot.lexical)
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

    def derived(self, key: tuple[str, Hashable], make: Callable[[], T]) -> T:
        """Return what ``make`` makes of the articles as they are, kept under its kind and key while none changes."""
        return self._memory.recall(key, make)

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticle."""
        key = ("article", article_id)
        return self._known(
            key, lambda: self._snapshot.article(article_id), lambda one: len(one.text) > _LONGEST_ARTICLE
        )

    def rows(self, numbers: Sequence[int]) -> dict[int, Sentence]:
        """Return the sentences with these numbers; a number that is not there is left out."""
        kept = self._memory.of("row")
        rows = {number: row for number in numbers if (row := kept.get(number)) is not None}
        if len(rows) == len(numbers):
            return rows
        read = self._snapshot.rows([number for number in numbers if number not in rows])
        rows |= {number: self._memory.keep(("row", number), row) for number, row in read.items()}
        return {number: rows[number] for number in numbers if number in rows}

    def sentences(self, article_id: str) -> list[Sentence]:
        """Return an article's sentences in order. Raises UnknownArticle, or CorpusDamaged when they, or what is said of
        the article, are not what was stored."""
        numbers = self._memory.recall(("numbers", article_id), partial(self._snapshot.numbers_of, article_id))
        sentences = self._span(numbers)
        self._memory.recall(("whole", article_id), lambda: self._snapshot.check(self.article(article_id), sentences))
        return list(sentences)

    def _span(self, numbers: range) -> tuple[Sentence, ...]:
        key = ("span", numbers)
        return self._known(key, lambda: tuple(self._snapshot.sentences(numbers)), lambda span: len(span) > _LONGEST_RUN)

    def _known(self, key: tuple[str, Hashable], read: Callable[[], T], is_long: Callable[[T], bool]) -> T:
        """Return what is kept of all views, or of this one alone, or else read it."""
        for memory in (self._memory, self._own):
            if (value := memory.of(key[0]).get(key[1])) is not None:
                return value  # type: ignore[no-any-return]
        value = read()
        if is_long(value):
            return self._own.keep(key, value, most=_MOST_LONG)
        return self._memory.keep(key, value, most=MOST_LARGER)

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
        around = partial(self._snapshot.around, number, before=before, after=after)
        span = self._memory.recall(("around", (number, before, after)), around)
        return [sentence for sentence in self._span(span) if sentence.number != number]
