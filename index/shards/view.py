"""ShardedView: a divided corpus, queried like one corpus.

Owns how the answers of the parts are combined, and what happens when a part does not answer. A search continues without
that part, and reports it as missing. When a part stops answering after its sentences were found, ShardLost is raised,
and the caller begins the question again without the part.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from index.catalogue import global_bm25, lexical
from index.catalogue.rows import ArticleSummary, Revision
from index.encoders.base import Encoder, traits
from index.errors import EncoderError, ShardLost, ShardsDown
from index.records import Article, Filters, Hit, Sentence
from index.shards.fleet import Call, ShardGroup
from index.shards.searcher import ShardSearcher, merged, raised
from index.unit_vectors import Vectors
from index.vectors.faiss_index import checked
from index.view import View

T = TypeVar("T")

#: The most sources that are requested from each part to be added up; in a corpus with more, those with few articles may
#: be missing.
_MANY_SOURCES = 10_000


class ShardedView(View):
    """One view of a divided corpus. ``missing`` grows as parts turn out not to answer."""

    def __init__(self, fleet: ShardGroup, encoder: Encoder | None, *, budget: float) -> None:
        """View a fleet; ``budget``: seconds for each call to it."""
        self._fleet, self._encoder, self._budget = fleet, encoder, budget
        self._layout = fleet.layout
        self._traits = traits(self._layout.encoder)
        self._lost: dict[int, str] = {}
        self.generation, self.as_of = 1, None
        self.indexed = sum(part.sentences for part in self._layout.parts)
        self.missing: dict[str, str] = {}

    @property
    def article_count(self) -> int:  # type: ignore[override]
        """The articles of the parts that answer."""
        return sum(part.articles for place, part in enumerate(self._layout.parts) if place not in self._lost)

    @property
    def sentence_count(self) -> int:  # type: ignore[override]
        """The sentences of the parts that answer."""
        return sum(part.sentences for place, part in enumerate(self._layout.parts) if place not in self._lost)

    def dense(self, question: str | Vectors, k: int, *, filters: Filters | None = None) -> list[Hit]:
        """See ``View.dense``."""
        if self._encoder is None:
            raise EncoderError("the corpus was opened without an encoder; open it with one to search by meaning")
        vector = self._encoder.encode_question(question) if isinstance(question, str) else question
        vectors = checked(vector.reshape(1, -1), self._layout.dimension)
        if k < 1:
            return []
        hits = ShardSearcher(self._fleet).search(vectors, k, budget=self._budget, filters=filters)
        places = {part.folder: place for place, part in enumerate(self._layout.parts)}
        self._note({places[folder]: why for folder, why in hits.missing.items()})
        return list(hits.rows[0])

    def lexical(
        self, question: str, k: int, *, filters: Filters | None = None, most_rows: int | None = None
    ) -> list[Hit]:
        """See ``View.lexical``."""
        alternatives = lexical.alternatives(question)
        if not alternatives or k < 1:
            return []
        newest = sum(part.last for part in self._layout.parts)
        most = lexical.lowered(lexical.limit_of(newest), most_rows)
        counts = self._all("counted", alternatives, most=most + 1)
        query = global_bm25.query_of(alternatives, global_bm25.summed(list(counts.values())), most_rows=most_rows)
        if query is None:
            return []
        replies = self._all("lexical_by", query, k, filters=filters)
        return merged([raised(hits, self._layout.bases[place]) for place, hits in replies.items()], k)

    def searched(self, filters: Filters | None = None) -> tuple[int, int]:
        """See ``View.searched``."""
        if not filters:
            return self.article_count, self.sentence_count
        counts = list(self._all("searched", filters).values())
        return sum(articles for articles, _ in counts), sum(sentences for _, sentences in counts)

    def unknown(self, article_ids: Sequence[str]) -> list[str]:
        """See ``View.unknown``."""
        by_part: defaultdict[int, list[str]] = defaultdict(list)
        for article_id in article_ids:
            by_part[self._layout.part_of_article(article_id)].append(article_id)
        none = {one for ids in self._some("unknown", by_part).values() for one in ids}
        return [article_id for article_id in article_ids if article_id in none]

    def without_articles(self, sources: Sequence[str]) -> list[str]:
        """See ``View.without_articles``; while a part is missing, nobody can tell."""
        lists = [set(reply) for reply in self._all("without_articles", sources).values()]
        return [] if self._lost else [source for source in sources if all(source in reply for reply in lists)]

    def undated(self, filters: Filters) -> int:
        """See ``View.undated``."""
        return sum(self._all("undated", filters).values())

    def sources(self, *, limit: int) -> list[tuple[str, int]]:
        """See ``View.sources``."""
        counts: Counter[str] = Counter()
        for reply in self._all("sources", limit=max(limit, _MANY_SOURCES)).values():
            counts.update(dict(reply))
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:limit]

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        """See ``View.first_and_last_day``."""
        days = [day for both in self._all("first_and_last_day").values() for day in both if day is not None]
        return min(days, default=None), max(days, default=None)

    def derived(self, key: tuple[str, Hashable], make: Callable[[], T]) -> T:
        """Return what ``make`` makes: nothing is kept, since the parts that answer may change."""
        del key
        return make()

    def rows(self, numbers: Sequence[int]) -> dict[int, Sentence]:
        """See ``View.rows``; of a part that is missing there are no rows."""
        wanted = {place: own for place, own in self._by_part(numbers).items() if place not in self._lost}
        replies = self._some("rows", wanted)
        raised = [self._raised(rows.values(), place) for place, rows in replies.items()]
        return {sentence.number: sentence for sentences in raised for sentence in sentences}

    def vectors(self, numbers: Sequence[int]) -> Vectors:
        """See ``View.vectors``."""
        parts = self._by_part(numbers)
        replies = self._some("vectors", parts)
        vectors = np.empty((len(numbers), self._layout.dimension), dtype=np.float32)
        where = {int(number): i for i, number in enumerate(numbers)}
        for place, rows in replies.items():
            vectors[[where[number + self._layout.bases[place]] for number in parts[place]]] = rows
        return vectors

    def article(self, article_id: str) -> Article:
        """See ``View.article``."""
        article: Article = self._one("article", self._layout.part_of_article(article_id), article_id)
        return article

    def articles(self, *, offset: int = 0, limit: int | None = None) -> list[ArticleSummary]:
        """List articles, those of the first part first, each part's in the order in which they were stored."""
        listed: list[ArticleSummary] = []
        for place, part in enumerate(self._layout.parts):
            if place in self._lost:
                continue
            wanted = None if limit is None else limit - len(listed)
            if offset < part.articles and wanted != 0:
                listed += self._one("articles", place, offset=offset, limit=wanted)
            offset = max(0, offset - part.articles)
        return listed

    def sentences(self, article_id: str) -> list[Sentence]:
        """See ``View.sentences``."""
        place = self._layout.part_of_article(article_id)
        return self._raised(self._one("sentences", place, article_id), place)

    def revisions(self, article_id: str) -> list[Revision]:
        """See ``View.revisions``; a part holds the newest alone."""
        revisions: list[Revision] = self._one("revisions", self._layout.part_of_article(article_id), article_id)
        return revisions

    def revision(self, article_id: str, number: int | None = None) -> tuple[Article, list[Sentence]]:
        """See ``View.revision``."""
        place = self._layout.part_of_article(article_id)
        article, sentences = self._one("revision", place, article_id, number)
        return article, self._raised(sentences, place)

    def forgotten(self, filters: Filters | None = None) -> int:
        """See ``View.forgotten``; no moment of the past is looked at."""
        del filters
        return 0

    def neighbours(self, number: int, *, before: int = 1, after: int = 1) -> list[Sentence]:
        """See ``View.neighbours``."""
        place = self._layout.part_of_number(number)
        own = number - self._layout.bases[place]
        return self._raised(self._one("neighbours", place, own, before=before, after=after), place)

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """See ``View.document_frequency``."""
        return dict(self._summed("document_frequency", words))

    def key_frequency(self, keys: Sequence[str]) -> dict[str, int]:
        """See ``View.key_frequency``."""
        return dict(self._summed("key_frequency", keys))

    def keys_near(self, key: str, *, edits: int) -> dict[tuple[str, int], int]:
        """See ``View.keys_near``."""
        return dict(self._summed("keys_near", key, edits=edits))

    def _summed(self, name: str, *arguments: Any, **options: Any) -> Counter[Any]:
        counts: Counter[Any] = Counter()
        for reply in self._all(name, *arguments, **options).values():
            counts.update(reply)
        return counts

    def _all(self, name: str, *arguments: Any, **options: Any) -> dict[int, Any]:
        """Ask all parts that are not missing yet, and continue without those that do not answer."""
        places = [place for place in range(len(self._layout.parts)) if place not in self._lost]
        replies = self._fleet.ask(dict.fromkeys(places, Call(name, arguments, options)), budget=self._budget)
        self._note(replies.missing)
        if not replies.values:
            raise ShardsDown(f"no part of the corpus answers: {'; '.join(sorted(set(self._lost.values())))[:500]}")
        return replies.values

    def _some(self, name: str, by_part: dict[int, list[Any]]) -> dict[int, Any]:
        """Ask parts for what only they have."""
        calls = {place: Call(name, (wanted,)) for place, wanted in by_part.items()}
        replies = self._fleet.ask(calls, budget=self._budget)
        if replies.missing:
            raise ShardLost("; ".join(f"{self._layout.parts[p].folder}: {why}" for p, why in replies.missing.items()))
        return replies.values

    def _one(self, name: str, place: int, *arguments: Any, **options: Any) -> Any:
        replies = self._fleet.ask({place: Call(name, arguments, options)}, budget=self._budget)
        if replies.missing:
            raise ShardLost(f"{self._layout.parts[place].folder}: {replies.missing[place]}")
        return replies.values[place]

    def _note(self, missing: dict[int, str]) -> None:
        self._lost |= missing
        self.missing |= {self._layout.parts[place].folder: why for place, why in missing.items()}

    def _by_part(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        by_part: defaultdict[int, list[int]] = defaultdict(list)
        for number in numbers:
            place = self._layout.part_of_number(int(number))
            by_part[place].append(int(number) - self._layout.bases[place])
        return by_part

    def _raised(self, sentences: Iterable[Sentence], place: int) -> list[Sentence]:
        base = self._layout.bases[place]
        return [replace(sentence, number=sentence.number + base) for sentence in sentences]
