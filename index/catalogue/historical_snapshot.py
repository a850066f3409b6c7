"""A historical snapshot: the catalogue with the revisions that were known at a moment, in place of those of today.

Temporary views hide the tables of the same names, so that everything that the snapshot reads is of that moment. The
full text of earlier revisions is ranked together with that of current ones.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from math import log

import numpy as np

from index.catalogue import lexical
from index.catalogue.connection import Connection
from index.catalogue.full_text import EARLIER
from index.catalogue.revisions import COLUMNS, KNOWN, SENTENCES
from index.catalogue.rows import Numbers, condition
from index.catalogue.snapshot import Snapshot
from index.limits import Limits
from index.records import Filters, Hit
from index.words.keys import key_text, keys_of

# One revision of an article is known at a moment: the newest of those known by then.
_VIEWS = f"""
CREATE TEMP VIEW articles AS
  SELECT key, {COLUMNS} FROM main.articles WHERE ({KNOWN}) <= '{{moment}}'
  UNION ALL
  SELECT key, {COLUMNS} FROM main.earlier_articles e WHERE ({KNOWN}) <= '{{moment}}'
    AND NOT EXISTS (SELECT 1 FROM main.articles n WHERE n.id = e.id AND ({KNOWN}) <= '{{moment}}')
    AND NOT EXISTS (
      SELECT 1 FROM main.earlier_articles n WHERE n.id = e.id AND n.revision > e.revision AND ({KNOWN}) <= '{{moment}}'
    );
CREATE TEMP VIEW sentences AS
  SELECT article, {SENTENCES} FROM main.sentences UNION ALL SELECT article, {SENTENCES} FROM main.earlier_sentences;
CREATE TEMP VIEW vectors AS
  SELECT number, vector FROM main.vectors UNION ALL SELECT number, vector FROM main.earlier_vectors;
"""  # noqa: S608 - fixed words, and a moment that this program wrote
# BM25 as FTS5 has it (https://sqlite.org/fts5.html#the_bm25_function).
_K1, _B = 1.2, 0.75
_LEAST_IDF = 1e-6


class HistoricalSnapshot(Snapshot):
    """Reads what was known at a moment. Used as a Snapshot is; the views go with its transaction."""

    def __init__(self, connection: Connection, dimension: int, limits: Limits, *, as_of: str) -> None:
        """Fix the state. ``as_of``: as ``index.records.moment`` writes it."""
        super().__init__(connection, dimension, limits)
        self.as_of = as_of
        connection.script(_VIEWS.format(moment=as_of))
        articles, sentences = connection.row("SELECT count(*), coalesce(sum(sentence_count), 0) FROM articles")
        self.state = replace(self.state, articles=articles, sentences=sentences)

    def earlier_numbers(self, filters: Filters | None) -> Numbers:
        """Return the numbers of the sentences to be searched that are of earlier revisions: int64[n]."""
        ranges = self._earlier_ranges(filters)
        parts = [np.arange(first, first + count, dtype=np.int64) for first, count in ranges]
        return np.concatenate(parts) if parts else np.empty(0, np.int64)

    def lexical(
        self, question: str, k: int, *, filters: Filters | None = None, most_rows: int | None = None
    ) -> list[Hit]:
        """Rank sentences by BM25 on the question's words: the current ones that were known then, and those of earlier
        revisions, as if all were in one index."""
        today = lexical.search(self.connection, question, k=k, filters=filters, most_rows=most_rows)
        earlier = self._ranked(question, filters)
        return sorted([*today, *earlier], key=lambda hit: (-hit.score, hit.number))[: max(0, k)]

    def document_frequency(self, words: Sequence[str]) -> dict[str, int]:
        """Count, for each word, the sentences that held it then, in any inflection, in text or title."""
        return {word: self._count(keys_of(word)) for word in words}

    def key_frequency(self, keys: Sequence[str]) -> dict[str, int]:
        """Count the sentences under each key that was known then."""
        return {key: count for key in keys if (count := self._count((key,)))}

    def keys_near(self, key: str, *, edits: int) -> dict[tuple[str, int], int]:
        """Find the keys known then with the same first letter and at most so many letters different."""
        near = lexical.keys_near(self.connection, key, edits=edits)
        near |= lexical.keys_near(self.connection, key, edits=edits, of=EARLIER)
        counted = {(near_key, distance): self._count((near_key,)) for near_key, distance in near}
        return {one: count for one, count in counted.items() if count}

    def _earlier_ranges(self, filters: Filters | None) -> list[tuple[int, int]]:
        where, values = condition(filters)
        rows = self.connection.rows(
            f"SELECT first_number, sentence_count FROM articles a WHERE key < 0 AND {where}",  # noqa: S608
            values,
        )
        return [(row[0], row[1]) for row in rows]

    def _count(self, keys: Sequence[str]) -> int:
        if not keys:
            return 0
        joined = "JOIN sentences s ON s.number = {of}full_text.rowid JOIN articles a ON a.key = s.article"
        query = f"SELECT count(*) FROM {{of}}full_text {joined} WHERE {{of}}full_text MATCH ?"  # noqa: S608
        expression = lexical.any_of([tuple(keys)])
        return sum(int(self.connection.row(query.format(of=of), (expression,))[0]) for of in ("", EARLIER))

    def _ranked(self, question: str, filters: Filters | None) -> list[Hit]:
        """Score the sentences of earlier revisions with the counts of the current index."""
        alternatives = lexical.alternatives(question)
        ranges = self._earlier_ranges(filters)
        if not alternatives or not ranges:
            return []
        matching = "SELECT rowid FROM earlier_full_text WHERE earlier_full_text MATCH ?"
        matches = {row[0] for row in self.connection.rows(matching, (lexical.any_of(alternatives),))}
        numbers = [n for first, count in ranges for n in range(first, first + count) if n in matches]
        total = self.connection.row("SELECT count(*) FROM main.sentences")[0]
        keys = [key for one in alternatives for key in one]
        held = lexical.key_frequency(self.connection, keys)
        idf = {
            key: max(_LEAST_IDF, log((total - held.get(key, 0) + 0.5) / (held.get(key, 0) + 0.5)) if total else 0.0)
            for key in keys
        }
        return [Hit(number, score) for number, score in self._scored(numbers, idf)]

    def _scored(self, numbers: Sequence[int], idf: dict[str, float]) -> list[tuple[int, float]]:
        query = "SELECT p.* FROM json_each(?) wanted JOIN earlier_passages p ON p.number = wanted.value"
        rows, scored = self.connection.each(query, (json.dumps(list(numbers)),)), []
        mean = self._mean_length()
        for number, context, sentence in rows:
            columns = [key_text(context).split(), key_text(sentence).split()]
            length = sum(map(len, columns))
            counts: dict[str, float] = defaultdict(float)
            for weight, column in zip(lexical.WEIGHTS, columns, strict=True):
                for key in column:
                    counts[key] += weight
            norm = _K1 * (1 - _B + _B * length / mean)
            scored.append((number, sum(i * counts[k] * (_K1 + 1) / (counts[k] + norm) for k, i in idf.items())))
        return scored

    def _mean_length(self) -> float:
        """Return how many keys a sentence has on average, as FTS5 keeps it: its sums stand in row 1 of its data."""
        block = self.connection.row("SELECT block FROM full_text_data WHERE id = 1")
        sums = _varints(block[0]) if block and block[0] else []
        return sum(sums[1:]) / sums[0] if sums and sums[0] else 1.0


def _varints(data: bytes) -> list[int]:
    """Read SQLite's numbers of variable length (https://sqlite.org/fileformat2.html#varint)."""
    numbers, value, size = [], 0, 0
    for byte in data:
        size += 1
        value = (value << 8 | byte) if size == 9 else (value << 7 | byte & 0x7F)
        if size == 9 or byte < 0x80:
            numbers.append(value)
            value = size = 0
    return numbers
