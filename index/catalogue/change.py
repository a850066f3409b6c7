"""Change: what one transaction does to the catalogue.

Owns the writing SQL: rows, vectors and full-text index change together, and every change makes a new generation.
Knows nothing of encoders or of the search index that is derived from the catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from index.catalogue import full_text
from index.catalogue.connection import Connection
from index.catalogue.rows import Entry, blobs_from, rows_digest, vectors_digest
from index.durable.fault_points import reached

_INSERT_ARTICLE = """
INSERT INTO articles (id, revision, first_number, sentence_count, content_sha256, rows_sha256, vectors_sha256,
                      published, source, author, url, title, text, updated, language)
VALUES (:id, :revision, :first_number, :sentence_count, :content_sha256, :rows_sha256, :vectors_sha256,
        :published, :source, :author, :url, :title, :text, :updated, :language) RETURNING key
"""


class Change:
    """One change in progress, inside ``Connection.writing()``."""

    def __init__(self, connection: Connection, *, deletions_kept: int) -> None:
        """Begin: the change will make the next generation."""
        self._connection = connection
        self._deletions_kept = deletions_kept
        row = connection.row("SELECT generation, articles, sentences, last_number, log_floor FROM state")
        self.generation = int(row[0]) + 1
        self._articles, self._sentences, self.last_number, self._log_floor = row[1:]

    def put(self, entries: Sequence[Entry]) -> list[range]:
        """Store articles, replacing those whose id is there, and return the numbers of each one's sentences."""
        self._remove([entry.article.id for entry in entries])
        first = self.last_number + 1
        numbers = [self._insert(entry) for entry in entries]
        reached("rows written")
        full_text.put(self._connection, first)
        reached("full text written")
        self._articles += len(entries)
        return numbers

    def remove(self, article_ids: Sequence[str]) -> None:
        """Remove articles with everything stored of them."""
        self._remove(article_ids)
        reached("rows written")

    def put_vectors(self, numbers: range, entry: Entry) -> None:
        """Store an article's vectors again, in the place of those that are there."""
        blobs = blobs_from(entry.vectors)
        self._connection.many("INSERT OR REPLACE INTO vectors VALUES (?, ?)", zip(numbers, blobs, strict=True))
        values = (vectors_digest(blobs_from(entry.vectors)), entry.article.id)
        self._connection.rows("UPDATE articles SET vectors_sha256 = ? WHERE id = ?", values)

    def finish(self) -> None:
        """Write the new generation and counts. The last step before the commit."""
        extra = self._connection.row(
            "SELECT max(generation) FROM (SELECT generation FROM deletions ORDER BY generation DESC LIMIT -1 OFFSET ?)",
            (self._deletions_kept,),
        )[0]
        if extra is not None:
            self._connection.rows("DELETE FROM deletions WHERE generation <= ?", (extra,))
            self._log_floor = extra
        self._connection.rows(
            "UPDATE state SET generation = ?, articles = ?, sentences = ?, last_number = ?, log_floor = ?",
            (self.generation, self._articles, self._sentences, self.last_number, self._log_floor),
        )

    def _insert(self, entry: Entry) -> range:
        article, spans = entry.article, entry.spans
        first = self.last_number + 1
        digest = rows_digest(article, first, spans=((s.start, s.end, s.role, s.section, s.place) for s in spans))
        values = {
            "id": article.id,
            "revision": article.revision,
            "first_number": first,
            "sentence_count": len(spans),
            "content_sha256": article.content_sha256,
            "rows_sha256": digest,
            "vectors_sha256": vectors_digest(blobs_from(entry.vectors)),
            "published": article.published,
            "source": article.source,
            "author": article.author,
            "url": article.url,
            "title": article.title,
            "text": article.text,
            "updated": article.updated,
            "language": article.language,
        }
        key = self._connection.row(_INSERT_ARTICLE, values)[0]
        self._connection.many(
            'INSERT INTO sentences (number, article, position, start, "end", role, section, text, place) '
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (first + i, key, i, s.start, s.end, s.role, s.section, article.text[s.start : s.end], s.place)
                for i, s in enumerate(spans)
            ),
        )
        self._connection.many(
            "INSERT INTO vectors (number, vector) VALUES (?, ?)",
            zip(range(first, first + len(spans)), blobs_from(entry.vectors), strict=True),
        )
        self.last_number += len(spans)
        self._sentences += len(spans)
        return range(first, first + len(spans))

    def _remove(self, article_ids: Sequence[str]) -> None:
        rows = self._connection.rows(
            "SELECT key, first_number, sentence_count FROM articles WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(article_ids)),),
        )
        for key, first, count in rows:
            numbers = (first, first + count - 1)
            # The full-text index keeps no copy of the text: it must be told what to forget while the rows still say it.
            full_text.remove(self._connection, numbers)
            self._connection.rows("DELETE FROM vectors WHERE number BETWEEN ? AND ?", numbers)
            self._connection.rows("DELETE FROM sentences WHERE number BETWEEN ? AND ?", numbers)
            self._connection.rows("DELETE FROM articles WHERE key = ?", (key,))
            self._connection.rows("INSERT INTO deletions VALUES (?, ?, ?)", (*numbers, self.generation))
            self._articles -= 1
            self._sentences -= count
