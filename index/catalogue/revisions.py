"""Revisions: what an article said before it was replaced, in tables of its own beside those of today.

Owns the SQL that moves a replaced article there, reads it and deletes it. An earlier revision keeps the numbers of its
sentences, and so its digests stay valid.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from index.catalogue import full_text
from index.catalogue.connection import Connection
from index.catalogue.full_text import EARLIER
from index.catalogue.rows import ARTICLE, SENTENCE, Revision, article_from, condition, sentence_from
from index.errors import UnknownArticle, UnknownRevision
from index.records import Article, Filters, Sentence

#: The columns of an article in both tables, but for its key.
COLUMNS = (
    "id, revision, first_number, sentence_count, content_sha256, rows_sha256, vectors_sha256, "
    "published, source, author, url, title, text, updated, language, stored, known"
)
SENTENCES = 'number, position, start, "end", role, section, text, place'
#: The moment since which a revision is known. One stored by an earlier format is known since its own date; without a
#: date, always.
KNOWN = "CASE known WHEN '' THEN coalesce(substr(published, 1, 10), '') ELSE known END"
_LISTED = "revision, title, published, updated, stored, known, content_sha256, sentence_count"


def keep(connection: Connection, numbers: tuple[int, int]) -> None:
    """Copy an article of today, with the first and last number of its sentences, to the earlier revisions."""
    key = -numbers[0]
    statements = (
        f"INSERT INTO earlier_articles (key, {COLUMNS}) SELECT ?, {COLUMNS} FROM articles WHERE first_number = ?",  # noqa: S608
        f"INSERT INTO earlier_sentences (article, {SENTENCES}) "  # noqa: S608 - fixed words
        f"SELECT ?, {SENTENCES} FROM sentences WHERE number BETWEEN ? AND ?",
        "INSERT INTO earlier_vectors SELECT number, vector FROM vectors WHERE number BETWEEN ? AND ?",
    )
    for statement, values in zip(statements, ((key, numbers[0]), (key, *numbers), numbers), strict=True):
        connection.rows(statement, values)
    full_text.put_between(connection, numbers, of=EARLIER)


def forget(connection: Connection, where: str, *, values: Sequence[object]) -> int:
    """Delete the earlier revisions that fulfil a condition on their table, and return how many."""
    rows = connection.rows(
        f"SELECT key, first_number, sentence_count FROM earlier_articles WHERE {where}",  # noqa: S608 - fixed words
        values,
    )
    for key, first, count in rows:
        numbers = (first, first + count - 1)
        full_text.remove(connection, numbers, of=EARLIER)
        connection.rows("DELETE FROM earlier_vectors WHERE number BETWEEN ? AND ?", numbers)
        connection.rows("DELETE FROM earlier_sentences WHERE number BETWEEN ? AND ?", numbers)
        connection.rows("DELETE FROM earlier_articles WHERE key = ?", (key,))
    return len(rows)


def of_articles(article_ids: Sequence[str]) -> tuple[str, tuple[str]]:
    """Return the condition that names all earlier revisions of some articles, and its values."""
    return "id IN (SELECT value FROM json_each(?))", (json.dumps(list(article_ids)),)


def superseded_by(moment: str) -> tuple[str, tuple[str, str]]:
    """Return the condition that names the revisions whose successor was known by a moment, and its values."""
    by = f"n.id = earlier_articles.id AND n.revision > earlier_articles.revision AND ({KNOWN}) <= ?"
    either = [f"EXISTS (SELECT 1 FROM {table} n WHERE {by})" for table in ("articles", "earlier_articles")]  # noqa: S608
    return f"({' OR '.join(either)})", (moment, moment)


def listed(connection: Connection, article_id: str) -> list[Revision]:
    """List the revisions of an article, the newest first. Raises UnknownArticle."""
    rows = connection.rows(
        f"SELECT {_LISTED}, 1 FROM main.articles WHERE id = ? UNION ALL "  # noqa: S608 - fixed words
        f"SELECT {_LISTED}, 0 FROM earlier_articles WHERE id = ? ORDER BY 1 DESC",
        (article_id, article_id),
    )
    if not rows:
        raise UnknownArticle(f"no article has the id {article_id!r}; list the articles to see their ids")
    named = [dict(zip(Revision.__slots__, row, strict=True)) for row in rows]
    return [Revision(**one | {"is_current": bool(one["is_current"])}) for one in named]


def read(connection: Connection, article_id: str, *, number: int | None) -> tuple[Article, list[Sentence]]:
    """Return a revision of an article with its sentences. Raises UnknownArticle, UnknownRevision."""
    revisions = listed(connection, article_id)
    wanted = revisions[0] if number is None else next((one for one in revisions if one.revision == number), None)
    if wanted is None:
        kept = ", ".join(str(one.revision) for one in reversed(revisions))
        raise UnknownRevision(f"article {article_id!r} has no revision {number}, or it is no longer kept; kept: {kept}")
    of = "main." if wanted.is_current else f"main.{EARLIER}"
    row = connection.row(
        f"SELECT {ARTICLE} FROM {of}articles WHERE id = ? AND revision = ?",  # noqa: S608 - fixed words
        (article_id, wanted.revision),
    )
    rows = connection.rows(
        f"SELECT {SENTENCE} FROM {of}articles a JOIN {of}sentences s "  # noqa: S608 - fixed words
        "ON s.number BETWEEN a.first_number AND a.first_number + a.sentence_count - 1 "
        "WHERE a.id = ? AND a.revision = ? ORDER BY s.number",
        (article_id, wanted.revision),
    )
    return article_from(row), [sentence_from(one) for one in rows]


def stored_from(connection: Connection, first_number: int) -> tuple[Article, list[Sentence]]:
    """Return the revision, of today or earlier, whose sentences are numbered from here. Raises UnknownArticle."""
    for of in ("", EARLIER):
        row = connection.row(f"SELECT id, revision FROM {of}articles WHERE first_number = ?", (first_number,))  # noqa: S608
        if row is not None:
            return read(connection, row[0], number=row[1])
    raise UnknownArticle(f"no article has a sentence {first_number}")


def forgotten(connection: Connection, as_of: str, *, filters: Filters | None) -> int:
    """Count the articles that were known in another revision at a moment, which is no longer kept."""
    where, values = condition(filters)
    row = connection.row(
        f"SELECT count(*) FROM main.articles a WHERE {where} AND "  # noqa: S608 - fixed words
        f"NOT EXISTS (SELECT 1 FROM earlier_articles e WHERE e.id = a.id AND ({KNOWN}) <= ?) AND ({KNOWN}) > ? "
        "AND coalesce(substr(a.published, 1, 10), '') <= ? "
        "AND (SELECT coalesce(min(revision), a.revision) FROM earlier_articles e WHERE e.id = a.id) > 1",
        [*values, as_of, as_of, as_of],
    )
    return int(row[0])
