"""Why our own checks stand around SQLite: what it lets pass in silence. One that SQLite mends is no failure of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.xfail(strict=False, reason="SQLite has got better: the check of ours may go")


def test_integrity_check_says_ok_of_a_changed_text(tmp_path: Path) -> None:
    """Why each article carries digests of its rows."""
    path = tmp_path / "db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE texts (text TEXT)")
        connection.execute("INSERT INTO texts VALUES ('nine people were seen')")
    path.write_bytes(path.read_bytes().replace(b"nine people", b"oine people"))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT text FROM texts").fetchall() == [("oine people were seen",)]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_one_flipped_bit_in_the_log_drops_all_later_commits(tmp_path: Path) -> None:
    """Why the log is kept empty, and looked at before it is opened (``index.folder.torn_log``)."""
    with closing(sqlite3.connect(tmp_path / "db")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE numbers (number INTEGER)")
        for number in range(20):
            connection.execute("INSERT INTO numbers VALUES (?)", (number,))
            connection.commit()
        for name in ("db", "db-wal"):
            (tmp_path / f"copy-of-{name}").write_bytes((tmp_path / name).read_bytes())
    log = bytearray((tmp_path / "copy-of-db-wal").read_bytes())
    log[len(log) // 2] ^= 1
    (tmp_path / "copy-of-db-wal").write_bytes(log)
    with closing(sqlite3.connect(tmp_path / "copy-of-db")) as connection:
        assert len(connection.execute("SELECT * FROM numbers").fetchall()) < 20
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
