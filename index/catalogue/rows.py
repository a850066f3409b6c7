"""Rows and records: how articles, sentences and vectors look inside the catalogue.

Owns the column lists, the conversions and the digests that let ``verify`` find a silently changed bit. Pure; runs no
SQL.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.records import Article, Filters, Sentence, Span, moment
from index.unit_vectors import Vectors

Stored = NDArray[np.float16]
Numbers = NDArray[np.int64]

ARTICLE = "id, title, text, url, source, author, published, content_sha256, revision, updated, language"
SENTENCE = 's.number, a.id, s.position, s.start, s."end", s.role, s.section, s.text, s.place'


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article without its text, as listed."""

    id: str
    title: str
    url: str | None
    source: str | None
    author: str | None
    published: str | None
    revision: int
    sentences: int
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of an article, as listed. ``stored`` is the moment at which it was added, "" where an earlier format
    did not record it; ``known`` is the moment since which it counts as known (``known_from``)."""

    revision: int
    title: str
    published: str | None
    updated: str | None
    stored: str
    known: str
    content_sha256: str
    sentences: int
    is_current: bool


SUMMARY = "id, title, url, source, author, published, revision, sentence_count, language"


@dataclass(frozen=True, slots=True)
class Entry:
    """An article ready to be stored: its sentences' spans, and their vectors as float16[len(spans), dimension]."""

    article: Article
    spans: tuple[Span, ...]
    vectors: Stored


def article_from(row: Sequence[Any]) -> Article:
    """Make an article of a row of ``ARTICLE``."""
    return Article(*row)


def sentence_from(row: Sequence[Any]) -> Sentence:
    """Make a sentence of a row of ``SENTENCE``."""
    return Sentence(*row)


def known_from(article: Article, *, stored: str, before: str | None) -> str:
    """Return the moment since which a revision counts as known: the date that its source gives, if that is earlier than
    the time of storing (an archive is imported long after it was printed); else the time of storing.

    ``before``: the moment of the revision that it replaces, None for the first. The source's date of a later revision
    is that of its last change, never that of the first publication."""
    day = article.published if before is None else article.updated
    return max(before or "", min(stored, moment(day) if day else stored))


def rows_digest(
    article: Article, first_number: int, *, spans: Iterable[Sequence[Any]], times: tuple[str, str] = ("", "")
) -> str:
    """Digest everything stored of an article but its text, which ``content_sha256`` covers, and its vectors.

    ``spans``: (start, end, role, section, place) of each sentence in order; ``times``: when it was stored, and since
    when it is known. What earlier formats did not have is left out where it is empty, so that their digests still
    hold."""
    head = [article.id, article.title, article.url, article.source, article.author, article.published]
    if article.updated or article.language:
        head += [article.updated, article.language]
    numbers = [article.content_sha256, article.revision, first_number, *(times if any(times) else ())]
    whole = json.dumps([head, numbers, [_digested(span) for span in spans]], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode("ascii")).hexdigest()


def _digested(span: Sequence[Any]) -> list[Any]:
    *rest, place = span
    return [*rest, place] if place != "" else rest


def vectors_digest(blobs: Iterable[bytes]) -> str:
    """Digest an article's stored vectors in the order of their sentences, as one text of bytes or as several."""
    digest = hashlib.sha256()
    for blob in blobs:
        digest.update(blob)
    return digest.hexdigest()


def to_stored(vectors: Vectors) -> Stored:
    """Round vectors as they are stored; a search index built from them later is then identical to one built now."""
    return vectors.astype(np.float16)


def blobs_from(vectors: Stored) -> Iterator[bytes]:
    """Turn float16[n, d] into n blobs, little-endian, one after the other."""
    for row in np.ascontiguousarray(vectors, dtype="<f2"):
        yield row.tobytes()


def vectors_from(blobs: Sequence[bytes], dimension: int) -> Vectors:
    """Turn blobs back into float32[n, dimension]. Raises ValueError when one has another length."""
    flat = np.frombuffer(b"".join(blobs), dtype="<f2")
    return flat.reshape(len(blobs), dimension).astype(np.float32)


def condition(filters: Filters | None) -> tuple[str, list[Any]]:
    """Return filters as an SQL condition on the table ``a`` of articles, and its values. "1" when nothing is
    restricted."""
    parts: list[str] = []
    values: list[Any] = []
    filters = filters or Filters()
    for column, names in (("a.id", filters.article_ids), ("a.source", filters.sources)):
        if names:
            parts.append(f"{column} IN (SELECT value FROM json_each(?))")  # noqa: S608 - a constant
            values.append(json.dumps(list(names)))
    if filters.languages:
        tag = "lower(a.language)"
        region = f"substr({tag}, 1, length(value) + 1) = value || '-'"
        parts.append(f"EXISTS (SELECT 1 FROM json_each(?) WHERE {tag} = value OR {region})")  # noqa: S608
        values.append(json.dumps([name.lower() for name in filters.languages]))
    day = "substr(a.published, 1, 10)"
    for comparison, date in ((f"{day} >= ?", filters.published_from), (f"{day} <= ?", filters.published_to)):
        if date:
            parts.append(comparison)
            values.append(date[:10])
    return " AND ".join(parts) or "1", values
