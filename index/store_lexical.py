"""The lexical leg: a question's words against the catalogue's full-text index, ranked by BM25.

Owns which words of a question are searched, and how. Knows nothing of vectors or of how rankings are combined.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Sequence

from index.records import Filters, Hit
from index.store_rows import condition
from index.store_schema import TOKENIZER, Connection

#: Weights of a match in the title and section, and of one in the sentence itself.
WEIGHTS = (0.5, 1.0)
#: At most so many rows are scored for one question: those of the rarest words, whose rows fit, and of one word always.
#: Larger corpora get fewer, as each row then costs more: the lists of the other words, which are read alongside, grow.
MOST_ROWS, LEAST_ROWS = 20_000, 2_000
_HALVED_AT = 100_000

_WORD = re.compile(r"[^\W_]+")
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


class _Stemmer(threading.local):
    """The catalogue's own tokenizer, asked through an empty full-text table in memory: one for each thread."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.execute(f"CREATE VIRTUAL TABLE probe USING fts5(word, tokenize='{TOKENIZER}')")
        self.connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab('probe', 'instance')")

    def stems(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Return the terms that each word is indexed under; none for a word of punctuation only."""
        self.connection.execute("BEGIN")
        self.connection.executemany("INSERT INTO probe (rowid, word) VALUES (?, ?)", enumerate(words))
        found: list[list[str]] = [[] for _ in words]
        for term, row in self.connection.execute("SELECT term, doc FROM stems ORDER BY doc, offset"):
            found[row].append(term)
        self.connection.execute("ROLLBACK")
        return [tuple(terms) for terms in found]


_stemmer = _Stemmer()


def searched_words(question: str) -> list[str]:
    """Return the different words of a question that are worth searching for, lower-cased, in order.

    Function words are dropped, unless there are no others."""
    words = list(dict.fromkeys(_WORD.findall(question.lower())))
    return [word for word in words if word not in _STOP_WORDS] or words


def document_frequency(connection: Connection, words: Sequence[str]) -> dict[str, int]:
    """Count, for each word, the sentences that hold it in any inflection, in text or title; 0 for an unknown word."""
    counts = {}
    for word, stems in zip(words, _stemmer.stems(words), strict=True):
        counts[word] = min((_rows_with(connection, stem) for stem in stems), default=0)
    return counts


def search(
    connection: Connection,
    question: str,
    *,
    k: int,
    filters: Filters | None = None,
    weights: tuple[float, float] = WEIGHTS,
) -> list[Hit]:
    """Rank the k sentences that match any word of the question best; the larger score first, then the lower number."""
    expression, times = _expression(connection, question)
    if not expression or k < 1:
        return []
    where, values = condition(filters)
    joined = "JOIN sentences s ON s.number = full_text.rowid JOIN articles a ON a.key = s.article"
    joins = "" if where == "1" else joined
    rows = connection.rows(
        f"SELECT full_text.rowid, bm25(full_text, ?, ?) AS cost FROM full_text {joins} "  # noqa: S608 - fixed words
        f"WHERE full_text MATCH ? AND {where} ORDER BY cost, full_text.rowid LIMIT ?",
        [*weights, expression, *values, k],
    )
    return [Hit(number, -cost / times) for number, cost in rows]


def _expression(connection: Connection, question: str) -> tuple[str, int]:
    """Return what to match, and how often each word stands in it.

    Only rows with one of the rarest words are scored, by all words; FTS5 has no optional terms, so those that choose
    the rows are named again among those that score, and the others twice too, which leaves the score a BM25.
    """
    limit = rows_limit(connection)
    counts = {w: n for w in searched_words(question) if (n := _rows_up_to(connection, w, most=limit + 1))}
    choosing: list[str] = []
    rows = 0
    for word in sorted(counts, key=counts.__getitem__):
        rows += counts[word]
        if rows > limit:
            break
        choosing.append(word)
    if counts and not choosing:  # all are common: only now is it worth counting them to the end
        frequencies = document_frequency(connection, list(counts))
        choosing = [min(frequencies, key=frequencies.__getitem__)]
    others = [word for word in counts if word not in choosing]
    if not others:
        return _any_of(choosing), 1
    return f"({_any_of(choosing)}) AND ({_any_of([*choosing, *others, *others])})", 2


def rows_limit(connection: Connection) -> int:
    """Return how many rows are scored at most for one question, by the size of the corpus."""
    newest = connection.row("SELECT max(number) FROM sentences")[0] or 0
    return max(LEAST_ROWS, round(MOST_ROWS / (1 + int(newest) / _HALVED_AT)))


def _any_of(words: Sequence[str]) -> str:
    return " OR ".join(map(_quoted, words))


def _quoted(word: str) -> str:
    return f'"{word}"'  # a word is letters and digits only, so quotes suffice


def _rows_up_to(connection: Connection, word: str, *, most: int) -> int:
    """Count the rows with a word, no further than decides whether they fit: a common word has very many."""
    query = "SELECT count(*) FROM (SELECT 1 FROM full_text WHERE full_text MATCH ? LIMIT ?)"
    return int(connection.row(query, (_quoted(word), most))[0])


def _rows_with(connection: Connection, stem: str) -> int:
    row = connection.row("SELECT doc FROM terms WHERE term = ?", (stem,))
    return 0 if row is None else int(row[0])
