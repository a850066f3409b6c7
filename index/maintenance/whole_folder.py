"""Compact, copy and measure an open corpus folder as a whole.

Owns the order of the files. Callers make sure that nothing is changed meanwhile, except while it is copied.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.catalogue.connection import NAME as CATALOGUE
from index.catalogue.connection import Connection
from index.durable.files import make_private, make_private_folder, sync_file, sync_folder
from index.errors import CorpusFull, CorpusMissing, TargetTaken
from index.folder import sidecars
from index.folder.lock import NAME as LOCK
from index.folder.notes import is_still_there
from index.folder.opening import Opened, open_folder
from index.folder.reserve import NAME as RESERVE
from index.maintenance.checkpoint import leg_of, save_vectors
from index.originals.kept import FOLDER as ORIGINALS
from index.vectors import dense_search


def compact(opened: Opened, leg: dense_search.DenseLeg) -> None:
    """Rewrite the folder's files without the bytes of anything that was deleted."""
    with opened.notes.locked() as notes, opened.store.snapshot() as snapshot:
        notes.keep(lambda note: is_still_there(note, snapshot.find_article))
        opened.originals.sweep(snapshot.texts())
    opened.store.compact()
    save_vectors(opened, leg, even_if_current=True)


def copy(opened: Opened, target: Path) -> None:
    """Write a consistent copy of the corpus, in the same form, to a folder that is not there yet; also while it
    changes.

    A crash leaves nothing under the name. Raises TargetTaken when the folder exists, CorpusFull."""
    opened.store.check_open()
    if target.exists():
        raise TargetTaken(f"{target} exists; give a folder that does not")
    working = target.with_name(f"{target.name}.tmp{os.getpid()}")
    try:
        make_private_folder(working)
        _copy_catalogue(opened, working)
        sidecars.copy(opened.folder, working)
        copied = open_folder(working, writable=True, trust=True)
        try:
            save_vectors(copied, leg_of(copied))
            with copied.store.snapshot() as snapshot:
                opened.notes.copy_to(working, snapshot.find_article)
                opened.originals.copy_to(working, snapshot.texts())
        finally:
            copied.close()
        sync_file(working / CATALOGUE)
        sync_folder(working)
        working.rename(target)
        sync_folder(target.absolute().parent)
    except OSError as error:
        raise CorpusFull(f"{target} could not be written: {error.strerror}") from error
    finally:
        shutil.rmtree(working, ignore_errors=True)


def stats(opened: Opened, leg: dense_search.DenseLeg | None) -> dict[str, Any]:
    """Say what the folder holds. ``index`` is None when no vector index is loaded; ``bytes`` are each file's. Raises
    CorpusMissing where the folder was taken away."""
    with opened.store.snapshot() as snapshot:
        state = snapshot.state
    description = opened.store.description
    return {
        "articles": state.articles,
        "sentences": state.sentences,
        "earlier_revisions": state.earlier,
        "generation": state.generation,
        "encoder": description.encoder,
        "dimension": description.dimension,
        "recipe": description.recipe,
        "index": None if leg is None else leg.kind,
        "bytes": _sizes(opened),
    }


def _sizes(opened: Opened) -> dict[str, int]:
    """Return the bytes of each file, and of all originals. The catalogue's log is counted with it, since its pages move
    there; the lock, the reserve and SQLite's shared memory hold nothing."""
    folder, originals = opened.folder, opened.originals.size()
    try:
        paths = sorted(folder.iterdir())
    except FileNotFoundError:
        raise CorpusMissing(f"the folder {folder} is no longer there; put it back, or restore a backup") from None
    sizes: dict[str, int] = {}
    for path in paths:
        with suppress(FileNotFoundError):  # a temporary file that has just been given its name
            if path.is_file():
                sizes[path.name] = path.stat().st_size
    if CATALOGUE in sizes:
        sizes[CATALOGUE] += sizes.pop(f"{CATALOGUE}-wal", 0)
    kept = {name: size for name, size in sizes.items() if name not in (LOCK, RESERVE, f"{CATALOGUE}-shm")}
    return kept | ({ORIGINALS: originals} if originals else {})


def _copy_catalogue(opened: Opened, folder: Path) -> None:
    make_private(folder / CATALOGUE)
    connection = Connection(opened.store.path, writable=False)
    try:
        connection.rows("VACUUM INTO ?", (str(folder / CATALOGUE),))
    finally:
        connection.close()
