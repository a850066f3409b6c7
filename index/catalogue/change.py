"""Change: what one transaction does to the catalogue.

Owns the writing SQL: rows, vectors and full-text index change together, and every change makes a new generation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime

from index.catalogue import full_text, revisions
from index.catalogue.connection import Connection
from index.catalogue.rows import Entry, blobs_from, known_from, rows_digest, vectors_digest
from index.durable.fault_points import reached
from index.limits import DEFAULT, Limits
from index.records import moment

_INSERT_ARTICLE = """
INSERT INTO articles (id, revision, first_number, sentence_count, content_sha256, rows_sha256, vectors_sha256,
                      published, source, author, url, title, text, updated, language, stored, known)
VALUES (:id, :revision, :first_number, :sentence_count, :content_sha256, :rows_sha256, :vectors_sha256,
        :published, :source, :author, :url, :title, :text, :updated, :language,
        :stored, :known) RETURNING key
"""


class Change:
    """One change in progress, inside ``Connection.writing()``."""

    def __init__(self, connection: Connection, limits: Limits = DEFAULT) -> None:
        """Begin: the change will make the next generation."""
        self._connection = connection
        self._limits = limits
        self._stored = moment(datetime.now(UTC).isoformat())
        row = connection.row("SELECT generation, articles, sentences, last_number, log_floor, earlier FROM state")
        self.generation = int(row[0]) + 1
        self._articles, self._sentences, self.last_number, self._log_floor, self._earlier = row[1:]

    def put(self, entries: Sequence[Entry]) -> list[range]:
        """Store articles, and return the numbers of each one's sentences. An article whose id exists is replaced, and
        its old state becomes an earlier revision."""
        before = self._remove([entry.article.id for entry in entries], is_kept=True)
        first = self.last_number + 1
        numbers = [self._insert(entry, before=before.get(entry.article.id)) for entry in entries]
        reached("rows written")
        full_text.put(self._connection, first)
        reached("full text written")
        self._articles += len(entries)
        return numbers

    def remove(self, article_ids: Sequence[str]) -> None:
        """Remove articles with everything stored of them, all their revisions."""
        self._remove(article_ids, is_kept=False)
        self._forget(*revisions.of_articles(article_ids))
        reached("rows written")

    def put_vectors(self, numbers: range, entry: Entry) -> None:
        """Store new vectors of a revision in place of its old ones."""
        blobs = blobs_from(entry.vectors)
        is_current = self._connection.row("SELECT 1 FROM articles WHERE first_number = ?", (numbers.start,))
        of = full_text.CURRENT if is_current else full_text.EARLIER
        self._connection.many(f"INSERT OR REPLACE INTO {of}vectors VALUES (?, ?)", zip(numbers, blobs, strict=True))  # noqa: S608
        values = (vectors_digest(blobs_from(entry.vectors)), numbers.start)
        self._connection.rows(f"UPDATE {of}articles SET vectors_sha256 = ? WHERE first_number = ?", values)  # noqa: S608

    def forget_superseded(self, by: str) -> int:
        """Delete for good the earlier revisions whose successor was known by a moment, and return how many."""
        count = self._forget(*revisions.superseded_by(by))
        reached("rows written")
        return count

    def finish(self) -> None:
        """Write the new generation and counts. The last step before the commit."""
        extra = self._connection.row(
            "SELECT max(generation) FROM (SELECT generation FROM deletions ORDER BY generation DESC LIMIT -1 OFFSET ?)",
            (self._limits.deletions_kept,),
        )[0]
        if extra is not None:
            self._connection.rows("DELETE FROM deletions WHERE generation <= ?", (extra,))
            self._log_floor = extra
        self._connection.rows(
            "UPDATE state SET generation = ?, articles = ?, sentences = ?, last_number = ?, log_floor = ?, earlier = ?",
            (self.generation, self._articles, self._sentences, self.last_number, self._log_floor, self._earlier),
        )

    def _insert(self, entry: Entry, *, before: str | None) -> range:
        """Store an article; ``before`` is the moment since which the revision that it replaces is known."""
        article, spans = entry.article, entry.spans
        first = self.last_number + 1
        times = (self._stored, known_from(article, stored=self._stored, before=before))
        rows = ((s.start, s.end, s.role, s.section, s.place) for s in spans)
        digest = rows_digest(article, first, spans=rows, times=times)
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
            "stored": times[0],
            "known": times[1],
        }
        self._insert_sentences(entry, self._connection.row(_INSERT_ARTICLE, values)[0])
        return range(first, first + len(spans))

    def _insert_sentences(self, entry: Entry, key: int) -> None:
        """Store the sentences and vectors of an article that is stored under ``key``."""
        article, spans, first = entry.article, entry.spans, self.last_number + 1
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

    def _forget(self, where: str, values: Sequence[object]) -> int:
        count = revisions.forget(self._connection, where, values=values)
        self._earlier -= count
        return count

    def _remove(self, article_ids: Sequence[str], *, is_kept: bool) -> dict[str, str]:
        """Remove articles from the current tables, and return the moment since which each was known."""
        rows = self._connection.rows(
            f"SELECT key, first_number, sentence_count, id, revision, {revisions.KNOWN} FROM articles "  # noqa: S608
            "WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(list(article_ids)),),
        )
        for key, first, count, article_id, revision, _ in rows:
            numbers = (first, first + count - 1)
            if is_kept and self._limits.revisions:
                revisions.keep(self._connection, numbers)
                self._earlier += 1
                self._forget("id = ? AND revision <= ?", (article_id, revision - self._limits.revisions))
            # The full-text index keeps no copy of the text: it needs the old text from the rows to remove its entries.
            full_text.remove(self._connection, numbers)
            self._connection.rows("DELETE FROM vectors WHERE number BETWEEN ? AND ?", numbers)
            self._connection.rows("DELETE FROM sentences WHERE number BETWEEN ? AND ?", numbers)
            self._connection.rows("DELETE FROM articles WHERE key = ?", (key,))
            self._connection.rows("INSERT INTO deletions VALUES (?, ?, ?)", (*numbers, self.generation))
            self._articles -= 1
            self._sentences -= count
        return {row[3]: row[5] for row in rows}
