"""The lexical leg: a question's words against the catalogue's full-text index, ranked by BM25.

Owns which words of a question are searched, and how.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from index.catalogue.connection import Connection
from index.catalogue.rows import condition
from index.records import Filters, Hit
from index.words.edits import edit_distance
from index.words.keys import keys_of, words
from index.words.word import Word

#: Weights of a match in the title and section, and of one in the sentence itself.
WEIGHTS = (0.5, 1.0)
#: The most rows that are scored for one question: those that hold its rarest words, as many words as stay within the
#: limit, but at least one. A larger corpus has a lower limit, since a row costs more there: the lists of its other
#: words are longer.
MOST_ROWS, LEAST_ROWS = 20_000, 2_000
_HALVED_AT = 100_000
#: The most counts that a connection keeps, about a MB, and the longest text whose count is kept.
_MOST_COUNTED, _LONGEST_COUNTED = 4_096, 100

Keys = tuple[str, ...]
_FUNCTION_WORDS = (
    "a about after again against all also am an and any are as at be because been before being below between "
    "both but by can could d did do does doing don down during each few for from further had has have having "
    "he her here hers herself him himself his how i if in into is it its itself just ll m me more most my "
    "myself no nor not now o of off on once only or other our ours ourselves out over own re s same she "
    "should so some such t than that the their theirs them themselves then there these they this those "
    "through to too under until up ve very was we were what when where which while who whom whose why will "
    "with would you your yours yourself yourselves"
)
_STOP_WORDS = frozenset(_FUNCTION_WORDS.split())


def _searched(question: str) -> list[Word]:
    """Return the words of a question that are worth searching for: not function words, unless there are no others."""
    all_words = words(question)
    return [word for word in all_words if not _is_function_word(word.text)] or all_words


def _is_function_word(word: str) -> bool:
    """Tell a function word, a contraction of one ("didn't", "he's"), or a Kana that stands alone: a particle."""
    plain = word.removesuffix("n't").partition("'")[0]
    return word in _STOP_WORDS or ("'" in word and plain in _STOP_WORDS) or "\u3041" <= word <= "\u3096"


def document_frequency(connection: Connection, texts: Sequence[str]) -> dict[str, int]:
    """Count, for each word, the sentences that hold it in any form, in text or title; 0 for an unknown word."""
    counts = {}
    for word in texts:
        held = {key: count for key in keys_of(word) if (count := rows_with(connection, key))}
        exact = rows_up_to(connection, tuple(held), most=-1) if len(held) > 1 else sum(held.values())
        counts[word] = exact
    return counts


def key_frequency(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    """Count the sentences under each key that is known."""
    return {key: count for key in keys if (count := rows_with(connection, key))}


def keys_near(connection: Connection, key: str, *, edits: int, of: str = "") -> dict[tuple[str, int], int]:
    """Find the known keys with the same first letter and at most so many letters different, with their sentences."""
    query = f"SELECT term FROM {of}terms WHERE term > ? AND term < ? AND length(term) BETWEEN ? AND ?"  # noqa: S608
    bounds = (key[0], chr(ord(key[0]) + 1), len(key) - edits, len(key) + edits)
    near = {}
    for (term,) in connection.rows(query, bounds):
        if len(set(term) ^ set(key)) <= 2 * edits and (distance := edit_distance(key, term, most=edits)) <= edits:
            near[term, distance] = rows_with(connection, term)
    return near


def search(
    connection: Connection,
    question: str,
    *,
    k: int,
    filters: Filters | None = None,
    most_rows: int | None = None,
) -> list[Hit]:
    """Rank the k sentences that match any word of the question best; the larger score first, then the lower number.

    ``most_rows``: a lower limit on the rows that are scored. Where the connection shows the articles of a moment, only
    sentences of these are ranked."""
    limit = lowered(rows_limit(connection), most_rows)
    counts = {n: c for n in alternatives(question) if (c := rows_up_to(connection, n, most=limit + 1))}
    rows = choosing(counts, limit=limit, whole=lambda keys: sum(rows_with(connection, key) for key in keys))
    if not rows or k < 1:
        return []
    return [Hit(*one) for one in ranked(connection, rows, scoring=list(counts), k=k, filters=filters)]


def ranked(
    connection: Connection, chosen: Sequence[Keys], *, scoring: Sequence[Keys], k: int, filters: Filters | None = None
) -> list[tuple[int, float]]:
    """Return the k best (number, BM25) of the rows that hold a chosen word, scored by all words.

    FTS5 has no optional words, and BM25 counts the rows of every word that stands in an expression, as often as it
    stands there: most of the time goes into that where words are common. So each of the others stands once, in an
    expression for the rows that hold any of them as well, and what holds none of them is ranked by the chosen alone."""
    best = dict(matching(connection, any_of(chosen), k=k, filters=filters))
    if others := [keys for keys in scoring if keys not in chosen]:
        both = f"({any_of(chosen)}) AND ({any_of(others)})"
        best.update(matching(connection, both, k=k, filters=filters))
    return sorted(best.items(), key=lambda row: (-row[1], row[0]))[:k]


def matching(
    connection: Connection,
    expression: str,
    *,
    k: int,
    filters: Filters | None = None,
    weights: tuple[float, float] = WEIGHTS,
) -> list[tuple[int, float]]:
    """Return the k best (number, BM25) of what an expression of FTS5 matches."""
    where, values = condition(filters)
    joined = "JOIN sentences s ON s.number = full_text.rowid JOIN articles a ON a.key = s.article"
    joins = "" if where == "1" and not _shows_a_moment(connection) else joined
    rows = connection.rows(
        f"SELECT full_text.rowid, bm25(full_text, ?, ?) AS cost FROM full_text {joins} "  # noqa: S608 - fixed words
        f"WHERE full_text MATCH ? AND {where} ORDER BY cost, full_text.rowid LIMIT ?",
        [*weights, expression, *values, k],
    )
    return [(number, -cost) for number, cost in rows]


def _shows_a_moment(connection: Connection) -> bool:
    """Tell whether the connection's temporary views hide the tables (``index.catalogue.historical_snapshot``)."""
    return connection.row("SELECT 1 FROM temp.sqlite_schema WHERE name = 'sentences'") is not None


def choosing(counts: Mapping[Keys, int], *, limit: int, whole: Callable[[Keys], int]) -> list[Keys]:
    """Return the rarest words, whose rows together are no more than the limit, and the rarest at least.

    ``counts`` are rows up to one above the limit, ``whole`` counts them to the end."""
    chosen: list[Keys] = []
    rows = 0
    for keys in sorted(counts, key=counts.__getitem__):
        rows += counts[keys]
        if rows > limit:
            break
        chosen.append(keys)
    if counts and not chosen:  # all words are common: only now is it worth counting all their rows
        chosen = [min(counts, key=whole)]
    return chosen


def alternatives(question: str) -> list[Keys]:
    """Return, for each word searched, the keys that it may stand under, each key once."""
    known: set[str] = set()
    every = []
    for word in _searched(question):
        keys = tuple(key for key in word.keys if key not in known)
        known.update(keys)
        if keys:
            every.append(keys)
    return every


def rows_limit(connection: Connection) -> int:
    """Return how many rows are scored at most for one question, by the size of the corpus."""
    return limit_of(int(connection.row("SELECT max(number) FROM sentences")[0] or 0))


def limit_of(newest: int) -> int:
    """Return how many rows are scored at most in a corpus whose newest sentence has this number."""
    return max(LEAST_ROWS, round(MOST_ROWS / (1 + newest / _HALVED_AT)))


def lowered(limit: int, most_rows: int | None) -> int:
    """Return the lower of a corpus's limit on rows and that of a search, where it has one."""
    return limit if most_rows is None else min(limit, most_rows)


def any_of(alternatives: Sequence[Keys]) -> str:
    """Return what matches the rows with any of these keys."""
    return " OR ".join(f'"{key}"' for keys in alternatives for key in keys)  # no key holds a quotation mark


def rows_up_to(connection: Connection, keys: Keys, *, most: int) -> int:
    """Count the rows that hold any of these keys, up to ``most``: a common word has very many."""
    query = "SELECT count(*) FROM (SELECT 1 FROM full_text WHERE full_text MATCH ? LIMIT ?)"
    return _count(connection, query, any_of([keys]), most)


def rows_with(connection: Connection, key: str) -> int:
    """Count the sentences under a key; 0 for an unknown one."""
    return _count(connection, "SELECT doc FROM terms WHERE term = ?", key)


def _count(connection: Connection, query: str, text: str, *limits: int) -> int:
    """Return the number that a query finds, 0 where it finds none; kept while the connection reads one state: full text
    counts a word by passing over all that hold it, an answer asks some words twice, and questions share many."""
    counts, key = connection.counts, (query, text, *limits)
    if counts is not None and (held := counts.get(key)) is not None:
        return held
    row = connection.row(query, (text, *limits))
    count = 0 if row is None else int(row[0])
    if counts is not None and len(text) <= _LONGEST_COUNTED:
        if len(counts) >= _MOST_COUNTED:
            counts.clear()
        counts[key] = count
    return count
