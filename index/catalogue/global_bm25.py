"""BM25 with global term statistics: the lexical leg of one part of a divided corpus ranks as a whole corpus does.

BM25 weighs a word by the number of sentences that hold it, and a sentence by its length relative to the mean. FTS5
knows only the sentences of its own part; so the words are first counted in all parts, and the rows that each part finds
are scored again with the sums. ``lexical`` chooses the words and the rows, as it does for one corpus.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.catalogue import lexical
from index.catalogue.connection import Connection
from index.catalogue.lexical import WEIGHTS, Keys
from index.records import Filters, Hit
from index.words.keys import key_text

#: Rows that a part scores again for each hit wanted, and the least number: its own counts rank nearly as those of all
#: parts do.
_SCORED_ANEW, _SCORED_ANEW_LEAST = 8, 500
#: The constants of BM25 in FTS5.
_K1, _B = 1.2, 0.75
_LEAST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True)
class TermStatistics:
    """The counts that BM25 needs of a corpus. ``alternatives``: for each word searched, the number of sentences that
    hold it in any form, counted only up to one above the limit on rows; ``keys``: the number that hold each form."""

    sentences: int = 0
    tokens: int = 0
    newest: int = 0
    alternatives: tuple[int, ...] = ()
    keys: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Query:
    """The query that every part gets: the forms that choose the rows, all forms that score them, and the counts of all
    parts."""

    choosing: tuple[Keys, ...]
    scoring: tuple[Keys, ...]
    counts: TermStatistics


def counted(connection: Connection, alternatives: Sequence[Keys], *, most: int) -> TermStatistics:
    """Count these words in one part, up to ``most`` rows a word."""
    sentences, tokens = _totals(connection)
    held = {key: lexical.rows_with(connection, key) for keys in alternatives for key in keys}
    known = [tuple(key for key in keys if held[key]) for keys in alternatives]
    return TermStatistics(
        sentences,
        tokens,
        int(connection.row("SELECT max(number) FROM sentences")[0] or 0),
        tuple(lexical.rows_up_to(connection, keys, most=most) if keys else 0 for keys in known),
        {key: count for key, count in held.items() if count},
    )


def summed(parts: Sequence[TermStatistics]) -> TermStatistics:
    """Add up the counts of all parts."""
    keys: Counter[str] = Counter()
    for part in parts:
        keys.update(part.keys)
    return TermStatistics(
        sum(part.sentences for part in parts),
        sum(part.tokens for part in parts),
        sum(part.newest for part in parts),
        tuple(map(sum, zip(*(part.alternatives for part in parts), strict=True))),
        dict(keys),
    )


def query_of(alternatives: Sequence[Keys], counts: TermStatistics, *, most_rows: int | None = None) -> Query | None:
    """Choose the words whose rows are scored, as ``lexical.search`` does; None where no part holds any word."""
    counted = {
        tuple(key for key in keys if key in counts.keys): rows
        for keys, rows in zip(alternatives, counts.alternatives, strict=True)
        if rows
    }
    choosing = lexical.choosing(
        counted,
        limit=lexical.lowered(lexical.limit_of(counts.newest), most_rows),
        whole=lambda keys: sum(counts.keys[key] for key in keys),
    )
    return Query(tuple(choosing), tuple(counted), counts) if choosing else None


def search(connection: Connection, query: Query, *, k: int, filters: Filters | None = None) -> list[Hit]:
    """Rank the k sentences of this part that match best, by the counts of all parts."""
    known = [keys for keys in query.choosing if any(lexical.rows_with(connection, key) for key in keys)]
    if not known or k < 1:
        return []
    most = max(_SCORED_ANEW * k, _SCORED_ANEW_LEAST)
    rows = lexical.ranked(connection, known, scoring=query.scoring, k=most, filters=filters)
    passages = connection.rows(
        "SELECT number, context, sentence FROM json_each(?) wanted JOIN passages ON number = wanted.value",
        (json.dumps([number for number, _ in rows]),),
    )
    hits = [Hit(number, _score(query, (context, sentence))) for number, context, sentence in passages]
    return sorted(hits, key=lambda hit: (-hit.score, hit.number))[:k]


def _score(query: Query, passage: tuple[str, str]) -> float:
    counts = query.counts
    columns = [Counter(key_text(text).split()) for text in passage]
    length = sum(column.total() for column in columns)
    damping = _K1 * (1 - _B + _B * length * counts.sentences / max(1, counts.tokens))
    score = 0.0
    for keys in query.scoring:
        for key in keys:
            frequency = sum(weight * column[key] for weight, column in zip(WEIGHTS, columns, strict=True))
            if frequency:
                held = counts.keys[key]
                weight = max(_LEAST_WEIGHT, math.log((counts.sentences - held + 0.5) / (held + 0.5)))
                score += weight * frequency * (_K1 + 1) / (frequency + damping)
    return score


def _totals(connection: Connection) -> tuple[int, int]:
    """Return how many rows the full-text index holds, and how many keys in all: the sums that FTS5 keeps in row 1."""
    row = connection.row("SELECT block FROM full_text_data WHERE id = 1")
    numbers, number = [], 0
    for byte in row[0] if row else b"":
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            numbers.append(number)
            number = 0
    return (numbers[0], sum(numbers[1:])) if numbers else (0, 0)
