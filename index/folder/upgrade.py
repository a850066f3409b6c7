"""Upgrade: convert a corpus folder of an earlier format to this one, when it is opened for writing.

Owns the step from each earlier format. After a crash the catalogue is either unchanged or converted; the manifest is
written after it, and is then converted at the next opening.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from index.catalogue import full_text
from index.catalogue.connection import EARLIER, FORMAT, REVISIONS_SCHEMA, Connection
from index.catalogue.connection import NAME as CATALOGUE
from index.durable.fault_points import reached
from index.durable.files import publish
from index.durable.sealed_json import sealed, unsealed
from index.errors import CorpusDamaged
from index.folder import manifest

STALE = "its full-text index was made by other rules, so some words may not be met; run `qa repair` to make it again"

#: Formats 1 and 2 did not say where in its source a sentence stands, when an article was changed, and its language.
_ADDED = """
ALTER TABLE sentences ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN updated TEXT;
ALTER TABLE articles ADD COLUMN language TEXT;
"""

#: Format 3 kept no earlier revisions, and did not say when an article was stored. Such an article is taken to be known
#: since the day it bears.
_ADDED_LATER = (
    """
ALTER TABLE articles ADD COLUMN stored TEXT NOT NULL DEFAULT '';
ALTER TABLE articles ADD COLUMN known TEXT NOT NULL DEFAULT '';
ALTER TABLE state ADD COLUMN earlier INTEGER NOT NULL DEFAULT 0;
"""
    + REVISIONS_SCHEMA
)


def convert(folder: Path) -> list[str]:
    """Convert a folder that is locked for writing to this format, and return a notice for people."""
    if not (folder / CATALOGUE).is_file():
        return []
    connection = Connection(folder / CATALOGUE, writable=True)
    try:
        notices = _catalogue(connection)
        if notices:
            connection.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    _manifest(folder)
    return notices


def _catalogue(connection: Connection) -> list[str]:
    if not connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'meta'"):
        return []
    described = dict(connection.rows("SELECT key, value FROM meta WHERE key IN ('description', 'beside')"))
    was = _format(described.get("description"))
    if was not in (*EARLIER, FORMAT) or (was == FORMAT and full_text.is_current(connection)):
        return []
    rebuilt = was == 1 or not full_text.is_current(connection)
    with connection.writing():
        if was in (1, 2):
            connection.script(_ADDED)
        if was in EARLIER:
            connection.script(_ADDED_LATER)
            full_text.create(connection, of=full_text.EARLIER)
        for key, value in described.items():  # 'beside' is the same, of a change of the encoder that was interrupted
            written = json.dumps({**json.loads(value), "format": FORMAT})
            connection.rows("UPDATE meta SET value = ? WHERE key = ?", (written, key))
        if rebuilt:
            full_text.rebuild(connection)
    reached("catalogue brought up")
    came = [f"the corpus was brought from format {was} to {FORMAT}"] if was != FORMAT else []
    return [": ".join(came + ["its full-text index was made again"] * rebuilt)]


def _manifest(folder: Path) -> None:
    try:
        body: dict[str, Any] = unsealed(folder / manifest.NAME, mend="run `qa repair`")
        if body["description"]["format"] not in EARLIER:
            return
    except (CorpusDamaged, LookupError, TypeError):
        return  # reported, or repaired, where the manifest is read
    publish(folder / manifest.NAME, sealed({**body, "description": {**body["description"], "format": FORMAT}}))


def _format(description: str | None) -> Any:
    try:
        return json.loads(description or "{}").get("format")
    except (ValueError, AttributeError):
        return None  # reported where the catalogue is opened
