"""Snapshot: one state of the catalogue, read.

Owns the SQL of today's articles and sentences, all of one generation; full text, revisions and ``verify`` have theirs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.catalogue import lexical
from index.catalogue.connection import NAME, Connection
from index.catalogue.rows import (
    ARTICLE,
    SENTENCE,
    SUMMARY,
    ArticleSummary,
    Numbers,
    article_from,
    condition,
    rows_digest,
    sentence_from,
    vectors_from,
)
from index.errors import CorpusDamaged, UnknownArticle
from index.limits import DEFAULT, Limits
from index.records import Article, Filters, Hit, Sentence, text_sha256
from index.unit_vectors import Vectors


@dataclass(frozen=True, slots=True)
class State:
    """What the catalogue counts: maintained with every change, recomputed by ``verify``. ``log_floor`` is the
    generation since which every deletion is in the log."""

    generation: int
    articles: int
    sentences: int
    last_number: int
    log_floor: int
    #: Earlier revisions that are kept.
    earlier: int = 0


class Snapshot:
    """Reads from one state of the catalogue. Used by one thread at a time, and only while its transaction is open."""

    def __init__(self, connection: Connection, dimension: int, limits: Limits = DEFAULT) -> None:
        """Fix the state: everything read later agrees with ``self.state``."""
        self.connection = connection
        #: The moment of the past that is shown; None for now.
        self.as_of: str | None = None
        self.dimension = dimension
        self.limits = limits
        row = connection.row("SELECT generation, articles, sentences, last_number, log_floor, earlier FROM state")
        if row is None:
            raise CorpusDamaged("catalogue.sqlite has lost its state; restore a backup")
        self.state = State(*row)

    def articles(self, *, offset: int = 0, limit: int | None = None) -> list[ArticleSummary]:
        """List articles, without their text, in the order in which they were last stored."""
        query = f"SELECT {SUMMARY} FROM articles ORDER BY key LIMIT ? OFFSET ?"  # noqa: S608 - a constant
        rows = self.connection.rows(query, (-1 if limit is None else limit, offset))
        return [ArticleSummary(*row) for row in rows]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield the id of every article, and the digest of its text."""
        yield from self.connection.rows("SELECT id, content_sha256 FROM articles")

    def find_article(self, article_id: str) -> Article | None:
        """Return an article, or None when there is none with the id."""
        row = self.connection.row(f"SELECT {ARTICLE} FROM articles WHERE id = ?", (article_id,))  # noqa: S608
        return None if row is None else article_from(row)

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticle, or CorpusDamaged when its text is not the one that was stored."""
        article = self.find_article(article_id)
        if article is None:
            raise UnknownArticle(f"no article has the id {article_id!r}; list the articles to see their ids")
        if text_sha256(article.text) != article.content_sha256:
            raise CorpusDamaged(
                f"the text of article {article_id!r} does not match its sha256: {NAME} is damaged; run `qa verify`, "
                "then restore a backup or add the article again"
            )
        return article

    def unknown(self, article_ids: Sequence[str]) -> list[str]:
        """Return the ids that no article has."""
        rows = self.connection.rows(
            "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM articles)", (json.dumps(article_ids),)
        )
        return [row[0] for row in rows]

    def numbers_of(self, article_id: str) -> range:
        """Return the numbers of an article's sentences. Raises UnknownArticle."""
        row = self.connection.row("SELECT first_number, sentence_count FROM articles WHERE id = ?", (article_id,))
        if row is None:
            raise UnknownArticle(f"no article has the id {article_id!r}; list the articles to see their ids")
        return range(row[0], row[0] + row[1])

    def sentences(self, numbers: range) -> list[Sentence]:
        """Return the sentences of a range of numbers, in order."""
        rows = self.connection.rows(
            f"SELECT {SENTENCE} FROM sentences s JOIN articles a ON a.key = s.article "  # noqa: S608 - a constant
            "WHERE s.number >= ? AND s.number < ? ORDER BY s.number",
            (numbers.start, numbers.stop),
        )
        return [sentence_from(row) for row in rows]

    def check(self, article: Article, sentences: Sequence[Sentence]) -> None:
        """Compare an article's fields and all of its sentences with what was stored. Raises CorpusDamaged."""
        query = "SELECT first_number, rows_sha256, stored, known FROM articles WHERE id = ?"
        first, digest, *times = self.connection.row(query, (article.id,))
        spans = ((s.start, s.end, s.role, s.section, s.place) for s in sentences)
        is_copy = all(article.text[s.start : s.end] == s.text for s in sentences)
        if not is_copy or rows_digest(article, first, spans=spans, times=(times[0], times[1])) != digest:
            cure = f"{NAME} is damaged; run `qa repair`, else restore a backup or add it again"
            raise CorpusDamaged(f"what is stored of article {article.id!r} does not match its sha256: {cure}")

    def rows(self, numbers: Sequence[int]) -> dict[int, Sentence]:
        """Return the sentences with these numbers; a number that is not there is left out."""
        rows = self.connection.rows(
            f"SELECT {SENTENCE} FROM json_each(?) wanted "  # noqa: S608 - a constant
            "JOIN sentences s ON s.number = wanted.value JOIN articles a ON a.key = s.article",
            (json.dumps(list(map(int, numbers))),),
        )
        return {row[0]: sentence_from(row) for row in rows}

    def around(self, number: int, *, before: int, after: int) -> range:
        """Return the numbers of a sentence and of up to so many before and after it in its article; none of one that
        is not there."""
        row = self.connection.row(
            "SELECT a.first_number, a.sentence_count FROM sentences s JOIN articles a ON a.key = s.article "
            "WHERE s.number = ?",
            (number,),
        )
        if row is None:
            return range(0)
        return range(max(row[0], number - before), min(row[0] + row[1], number + after + 1))

    def vectors(self, numbers: Sequence[int]) -> Vectors:
        """Return stored vectors: float32[n, dimension], in the order given. Raises KeyError for an unknown number."""
        rows = self.connection.rows(
            "SELECT v.number, v.vector FROM json_each(?) wanted JOIN vectors v ON v.number = wanted.value",
            (json.dumps(sorted(map(int, numbers))),),  # reading in the order of the file takes half the time
        )
        blobs = dict(rows)
        return self._decoded([blobs[int(number)] for number in numbers])

    def vectors_after(self, number: int, *, chunk: int = 10_000) -> Iterator[tuple[Numbers, Vectors]]:
        """Yield all vectors of sentences numbered higher, ascending, as (int64[n], float32[n, dimension])."""
        while True:
            rows = self.connection.rows(
                "SELECT number, vector FROM vectors WHERE number > ? ORDER BY number LIMIT ?", (number, chunk)
            )
            if not rows:
                return
            number = rows[-1][0]
            yield np.fromiter((row[0] for row in rows), np.int64, len(rows)), self._decoded([row[1] for row in rows])

    def deletions_after(self, generation: int) -> list[tuple[int, int, int]]:
        """Return the deleted ranges (first, last, generation) of later generations. Complete only from ``log_floor``
        on."""
        rows = self.connection.rows(
            "SELECT first, last, generation FROM deletions WHERE generation > ? ORDER BY first", (generation,)
        )
        return [(row[0], row[1], row[2]) for row in rows]

    def ranges_matching(self, filters: Filters | None) -> list[tuple[int, int]]:
        """Return (first number, count) of the sentences of each article that passes the filters."""
        where, values = condition(filters)
        rows = self.connection.rows(
            f"SELECT first_number, sentence_count FROM articles a WHERE {where}",  # noqa: S608 - fixed words
            values,
        )
        return [(row[0], row[1]) for row in rows]

    def earlier_numbers(self, filters: Filters | None) -> Numbers:
        """Return the numbers of the sentences to be searched that are of earlier revisions: int64[n]; none of now."""
        del filters
        return np.empty(0, np.int64)

    def undated(self, filters: Filters) -> int:
        """Count the articles without a date that pass all the filters but those of dates."""
        where, values = condition(replace(filters, published_from=None, published_to=None))
        row = self.connection.row(
            f"SELECT count(*) FROM articles a WHERE substr(a.published, 1, 10) IS NULL AND {where}",  # noqa: S608
            values,
        )
        return int(row[0])

    def sources(self, *, limit: int) -> list[tuple[str, int]]:
        """Count the articles of each source, and return the ``limit`` sources with the most."""
        rows = self.connection.rows(
            "SELECT source, count(*) AS articles FROM articles WHERE source > '' "
            "GROUP BY source ORDER BY articles DESC, source LIMIT ?",
            (limit,),
        )
        return [(row[0], row[1]) for row in rows]

    def without_articles(self, sources: Sequence[str]) -> list[str]:
        """Return those of the sources that no article has."""
        rows = self.connection.rows(
            "SELECT value FROM json_each(?) WHERE NOT EXISTS (SELECT 1 FROM articles WHERE source = value)",
            (json.dumps(sources),),
        )
        return [row[0] for row in rows]

    def first_and_last_day(self) -> tuple[str | None, str | None]:
        """Return the earliest and the latest day on which an article was published; None where none has a date."""
        # One aggregate in each statement: SQLite then reads one entry of the index on days, not all of them.
        first, last = (
            self.connection.row(f"SELECT {ends}(substr(published, 1, 10)) FROM articles")  # noqa: S608
            for ends in ("min", "max")
        )
        return first[0], last[0]

    def lexical(
        self, question: str, k: int, *, filters: Filters | None = None, most_rows: int | None = None
    ) -> list[Hit]:
        """Rank the k sentences that match the question's words best, by BM25 over each with its title and section.
        ``most_rows``: score no more rows than these, of the rarest words."""
        return lexical.search(self.connection, question, k=k, filters=filters, most_rows=most_rows)

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """Count, for each word, the sentences that hold it in any inflection, in text, title or section."""
        return lexical.document_frequency(self.connection, list(words))

    def key_frequency(self, keys: Sequence[str]) -> dict[str, int]:
        """Count the sentences under each key (``index.words.keys``) that the corpus holds; the others are left out."""
        return lexical.key_frequency(self.connection, keys)

    def keys_near(self, key: str, *, edits: int) -> dict[tuple[str, int], int]:
        """Return the keys of the corpus with the same first letter and at most ``edits`` letters different, as
        (key, number of edits) -> sentences that hold it."""
        return lexical.keys_near(self.connection, key, edits=edits)

    def _decoded(self, blobs: list[bytes]) -> Vectors:
        try:
            return vectors_from(blobs, self.dimension)
        except ValueError as error:
            raise CorpusDamaged("catalogue.sqlite holds a vector of another length; run `qa repair`") from error
