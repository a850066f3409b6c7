"""Pending vectors: those of another encoder, gathered in the catalogue beside those in use, until all are there.

Owns the tables they are gathered in, and the one transaction in which they replace the old ones. An interrupted
gathering continues where it stopped, whatever was added or deleted in between. The names of its tables and of its key
in the file hold the word "beside", which earlier versions wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from index.catalogue.connection import Connection
from index.catalogue.rows import Entry, blobs_from, vectors_digest
from index.catalogue.store import Description, Store
from index.durable.fault_points import reached
from index.errors import CorpusDamaged

_TABLES = ("vectors_beside", "digests_beside")
_CREATE = (
    "CREATE TABLE IF NOT EXISTS vectors_beside (number INTEGER PRIMARY KEY, vector BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS digests_beside (first_number INTEGER PRIMARY KEY, vectors_sha256 TEXT NOT NULL)",
)


class PendingVectors:
    """A gathering of new vectors for a corpus as ``target`` describes it. Used by the one process that may write."""

    def __init__(self, store: Store, target: Description) -> None:
        """Begin, or continue, a gathering for this target; one for another target is dropped."""
        self._store = store
        self._target = json.dumps(asdict(target))
        with store.transaction() as writer:
            begun = writer.row("SELECT value FROM meta WHERE key = 'beside'")
            if begun is not None and begun[0] != self._target:
                for table in _TABLES:
                    writer.rows(f"DROP TABLE {table}")
            for statement in _CREATE:
                writer.rows(statement)
            writer.rows("INSERT OR REPLACE INTO meta VALUES ('beside', ?)", (self._target,))
            # Numbers are never given again, so what is left after this belongs to the sentences that are there.
            for table, column, of in (
                ("vectors_beside", "number", "sentences"),
                ("digests_beside", "first_number", "articles"),
            ):
                left = f"(SELECT {column} FROM {of} UNION ALL SELECT {column} FROM earlier_{of})"  # noqa: S608
                writer.rows(f"DELETE FROM {table} WHERE {column} NOT IN {left}")  # noqa: S608 - fixed words

    def missing(self) -> list[int]:
        """Return the first numbers of the articles, and of their earlier revisions, without new vectors yet."""
        query = (
            "SELECT first_number FROM (SELECT first_number FROM earlier_articles UNION ALL "
            "SELECT first_number FROM articles) WHERE first_number NOT IN (SELECT first_number FROM digests_beside) "
            "ORDER BY first_number"
        )
        with self._store.snapshot() as snapshot:
            return [row[0] for row in snapshot.connection.rows(query)]

    def put(self, numbers: Sequence[range], entries: Sequence[Entry]) -> None:
        """Keep the new vectors of some articles, durably. ``numbers``: those of each article's sentences."""
        with self._store.transaction() as writer:
            for span, entry in zip(numbers, entries, strict=True):
                blobs = blobs_from(entry.vectors)
                writer.many("INSERT INTO vectors_beside VALUES (?, ?)", zip(span, blobs, strict=True))
                digest = vectors_digest(blobs_from(entry.vectors))
                writer.rows("INSERT INTO digests_beside VALUES (?, ?)", (span.start, digest))
            reached("rows written")

    def take_over(self) -> None:
        """Put the new vectors in the place of the old ones: all of it or, after any crash, nothing of it."""
        with self._store.transaction() as writer:
            if problem := next(_gaps(writer), None):
                raise CorpusDamaged(f"{problem}; run `qa verify`")
            writer.rows("DELETE FROM earlier_vectors")
            earlier = "number IN (SELECT number FROM earlier_sentences)"
            writer.rows(f"INSERT INTO earlier_vectors SELECT number, vector FROM vectors_beside WHERE {earlier}")  # noqa: S608
            writer.rows(f"DELETE FROM vectors_beside WHERE {earlier}")  # noqa: S608 - fixed words
            writer.rows("DROP TABLE vectors")
            writer.rows("ALTER TABLE vectors_beside RENAME TO vectors")
            for articles in ("articles", "earlier_articles"):
                writer.rows(
                    f"UPDATE {articles} SET vectors_sha256 = (SELECT vectors_sha256 FROM digests_beside d "  # noqa: S608
                    f"WHERE d.first_number = {articles}.first_number)"
                )
            writer.rows("DROP TABLE digests_beside")
            writer.rows("DELETE FROM meta WHERE key = 'beside'")
            writer.rows("UPDATE meta SET value = ? WHERE key = 'description'", (self._target,))
            # A vector index of an earlier generation is of the old encoder: nothing can be brought forward from it.
            writer.rows("DELETE FROM deletions")
            writer.rows("UPDATE state SET generation = generation + 1, log_floor = generation + 1")
            reached("rows written")
        self._store.describe_again()


def _gaps(connection: Connection) -> Iterator[str]:
    for table, of in (("vectors_beside", "sentences"), ("digests_beside", "articles")):
        needs = f"(SELECT count(*) FROM {of}) + (SELECT count(*) FROM earlier_{of})"  # noqa: S608 - fixed words
        query = f"SELECT (SELECT count(*) FROM {table}), {needs}"  # noqa: S608 - fixed words
        count, needed = connection.row(query)
        if count != needed:
            yield f"there are new vectors for {count} of {needed} {of}"
