"""The full-text index: the keys of each sentence and of its title and section, derived from the catalogue's rows.

Owns how it is filled, emptied, built again and compared with the rows. It holds keys alone, made by
``index.words.keys``
and cut at their spaces: SQLite's own stemmer knows other words than we do. Keys of other rules are no use with ours, so
the catalogue says which it holds.
"""

from __future__ import annotations

from contextlib import closing
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path

from index.catalogue.connection import Connection
from index.words.keys import RULES, key_text

# The tokenizer leaves keys whole: outside of ASCII it takes every character for a letter.
_TABLE = """CREATE VIRTUAL TABLE {name} USING fts5(
  context, sentence, content='', tokenize="ascii tokenchars '.'"
)"""
_SCHEMA = f"""
{_TABLE.format(name="full_text")};
CREATE VIRTUAL TABLE terms USING fts5vocab('full_text', 'row');
"""
_KEYS = "SELECT number, context_keys(context), keys(sentence) FROM passages"

_context_keys = lru_cache(maxsize=1024)(key_text)  # a title and a section stand with many sentences


def create(connection: Connection) -> None:
    """Write the empty index, as part of the change in progress."""
    connection.script(_SCHEMA)
    connection.rows("INSERT OR REPLACE INTO meta VALUES ('keys', ?)", (RULES,))


def is_current(connection: Connection) -> bool:
    """Tell whether the index holds keys by the rules of this program."""
    row = connection.row("SELECT value FROM meta WHERE key = 'keys'")
    return row is not None and row[0] == RULES


def put(connection: Connection, first: int) -> None:
    """Index the sentences from a number on."""
    _define(connection)
    connection.rows(f"INSERT INTO full_text (rowid, context, sentence) {_KEYS} WHERE number >= ?", (first,))


def remove(connection: Connection, numbers: tuple[int, int]) -> None:
    """Take sentences out, from the first to the last number, while the rows still say what they hold."""
    _define(connection)
    connection.rows(
        "INSERT INTO full_text (full_text, rowid, context, sentence) "
        "SELECT 'delete', number, context_keys(context), keys(sentence) FROM passages WHERE number BETWEEN ? AND ?",
        numbers,
    )


def rebuild(connection: Connection) -> None:
    """Build the index anew from the rows, as part of the change in progress."""
    connection.rows("DROP TABLE IF EXISTS terms")
    connection.rows("DROP TABLE IF EXISTS full_text")
    create(connection)
    put(connection, 0)


def differs(catalogue: Path) -> bool:
    """Tell whether the index of a catalogue that can be written holds anything else than its rows say."""
    connection = Connection(catalogue, writable=True)
    try:
        connection.rows("INSERT INTO full_text (full_text) VALUES ('integrity-check')")
        _define(connection)
        connection.rows("PRAGMA temp_store=FILE")  # a large corpus has a large index
        connection.rows(_TABLE.format(name="temp.anew"))
        connection.rows(f"INSERT INTO temp.anew (rowid, context, sentence) {_KEYS}")
        connection.rows("CREATE VIRTUAL TABLE temp.held USING fts5vocab('main', 'full_text', 'instance')")
        connection.rows("CREATE VIRTUAL TABLE temp.right USING fts5vocab('temp', 'anew', 'instance')")
        held, right = (connection.each(f"SELECT term, doc, col, offset FROM temp.{t}") for t in ("held", "right"))  # noqa: S608
        with closing(held), closing(right):
            return any(one != other for one, other in zip_longest(held, right))
    finally:
        connection.close()


def _define(connection: Connection) -> None:
    connection.define("keys", key_text)
    connection.define("context_keys", _context_keys)
