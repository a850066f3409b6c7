"""The full-text indexes: the keys of each sentence and of its title and section, derived from the catalogue's rows.

There are two alike: of the sentences of today, and (``of=EARLIER``) of those of earlier revisions.

Owns how they are filled, emptied, rebuilt and compared with the rows. They hold the keys of ``index.words.keys``,
separated by spaces, because SQLite's own stemmer gives other stems. Keys made by other rules cannot be compared with
these, so the catalogue records the version of the rules.
"""

from __future__ import annotations

from contextlib import closing
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from index.catalogue.connection import Connection
from index.words.keys import RULES, key_text

# The tokenizer does not divide keys: it takes every character outside ASCII for a letter.
_TABLE = """CREATE VIRTUAL TABLE {name} USING fts5(
  context, sentence, content='', tokenize="ascii tokenchars '.'"
)"""
CURRENT, EARLIER = "", "earlier_"
_SCHEMA = (
    _TABLE.format(name="{of}full_text") + ";\nCREATE VIRTUAL TABLE {of}terms USING fts5vocab('{of}full_text', 'row');\n"
)
_SUMS = "WHERE id = 1 AND EXISTS (SELECT 1 FROM main.{of}full_text_docsize)"  # of no rows they may be zeros or missing
# The parts of the index (temp.held, full_text) that are compared with a new one: every key at its place, the length of
# every row, and their sums, which are in row 1 of FTS5's own data. BM25 reads nothing else.
_COMPARED = (
    ("SELECT term, doc, col, offset FROM temp.held", "SELECT term, doc, col, offset FROM temp.right"),
    ("SELECT * FROM main.{of}full_text_docsize ORDER BY id", "SELECT * FROM temp.anew_docsize ORDER BY id"),
    (f"SELECT block FROM main.{{of}}full_text_data {_SUMS}", f"SELECT block FROM temp.anew_data {_SUMS}"),  # noqa: S608
)
_KEYS = "SELECT number, context_keys(context), keys(sentence) FROM {of}passages"

_context_keys = lru_cache(maxsize=1024)(key_text)  # many sentences share a title and a section


def create(connection: Connection, *, of: str = CURRENT) -> None:
    """Write the empty index, as part of the change in progress."""
    connection.script(_SCHEMA.format(of=of))
    if of == CURRENT:
        connection.rows("INSERT OR REPLACE INTO meta VALUES ('keys', ?)", (RULES,))


def is_current(connection: Connection) -> bool:
    """Tell whether the index holds keys by the rules of this program."""
    row = connection.row("SELECT value FROM meta WHERE key = 'keys'")
    return row is not None and row[0] == RULES


def put(connection: Connection, first: int, *, of: str = CURRENT) -> None:
    """Index the sentences from a number on."""
    put_between(connection, (first, 2**63 - 1), of=of)


def put_between(connection: Connection, numbers: tuple[int, int], *, of: str = CURRENT) -> None:
    """Index the sentences from the first to the last number."""
    _define(connection)
    statement = f"INSERT INTO {of}full_text (rowid, context, sentence) {_KEYS} WHERE number BETWEEN ? AND ?"
    connection.rows(statement.format(of=of), numbers)


def remove(connection: Connection, numbers: tuple[int, int], *, of: str = CURRENT) -> None:
    """Remove sentences, from the first to the last number; their rows must still be there."""
    _define(connection)
    connection.rows(
        f"INSERT INTO {of}full_text ({of}full_text, rowid, context, sentence) "  # noqa: S608 - fixed words
        f"SELECT 'delete', number, context_keys(context), keys(sentence) FROM {of}passages "
        "WHERE number BETWEEN ? AND ?",
        numbers,
    )


def rebuild(connection: Connection) -> None:
    """Rebuild both indexes from the rows, as part of the change in progress."""
    for of in (CURRENT, EARLIER):
        connection.rows(f"DROP TABLE IF EXISTS {of}terms")
        connection.rows(f"DROP TABLE IF EXISTS {of}full_text")
        create(connection, of=of)
        put(connection, 0, of=of)


def differs(catalogue: Path) -> bool:
    """Tell whether an index of a catalogue differs from its rows in keys, lengths or their sums. Only reads: SQLite's
    own check of an index is a statement that could write, which a process that is not the writer must not do."""
    return any(_differs(catalogue, of) for of in (CURRENT, EARLIER))


def _differs(catalogue: Path, of: str) -> bool:
    connection = Connection(catalogue, writable=False)
    try:
        _define(connection)
        connection.rows("PRAGMA temp_store=FILE")  # a large corpus has a large index
        with connection.reading():
            connection.rows(_TABLE.format(name="temp.anew"))
            connection.rows(f"INSERT INTO temp.anew (rowid, context, sentence) {_KEYS}".format(of=of))
            connection.rows(f"CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', '{of}full_text', 'instance')")
            connection.rows("CREATE VIRTUAL TABLE temp.right USING fts5vocab('temp', 'anew', 'instance')")
            return any(_differ(connection, *(query.format(of=of) for query in queries)) for queries in _COMPARED)
    finally:
        connection.close()


def _differ(connection: Connection, query: str, other: str) -> bool:
    with closing(connection.each(query)) as rows, closing(connection.each(other)) as others:
        return any(row != its_like for row, its_like in zip_longest(rows, others))


def _define(connection: Connection) -> None:
    connection.define("keys", key_text)
    connection.define("context_keys", _context_keys)
