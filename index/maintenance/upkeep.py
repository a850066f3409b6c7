"""Upkeep: save the vector index, compact and copy an open corpus folder.

Owns when saving is worth its cost, and the order of the files. Callers make sure that nothing is changed meanwhile.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

from index.catalogue.connection import NAME as CATALOGUE
from index.catalogue.connection import Connection
from index.catalogue.snapshot import Snapshot, State
from index.durable.fault_points import reached
from index.durable.files import make_private, make_private_folder, publish, sha256, sync_file, sync_folder
from index.errors import CorpusFull, TargetTaken
from index.folder import manifest, sidecars
from index.folder.lock import NAME as LOCK
from index.folder.manifest import Checkpoint, Manifest
from index.folder.notes import is_still_there
from index.folder.opening import Opened, open_folder, sweep
from index.folder.reserve import NAME as RESERVE
from index.originals.kept import FOLDER as ORIGINALS
from index.vectors import dense_search


def acknowledge(opened: Opened) -> None:
    """Record the catalogue's generation outside it, after a commit and before the change is reported to anyone.

    When the disk is full the change is durable nevertheless, only a later loss would not be detected: that is a notice,
    not an error."""
    with opened.store.snapshot() as snapshot:
        generation = snapshot.state.generation
    try:
        with opened.recording:
            _record(opened, replace(opened.manifest, generation=generation))
    except CorpusFull as error:
        opened.notices.append(f"the change is stored, but its generation could not be recorded: {error}")


def save_vectors(opened: Opened, leg: dense_search.DenseLeg, *, even_if_current: bool = False) -> None:
    """Save the vector index as of now, without deleted vectors and in the form that fits its size. After a crash either
    the old or the new file is in use. Raises CorpusFull; the old one is then in use."""
    with opened.saving:
        version = leg.clean_up(opened.store.snapshot)
        saved = opened.manifest.vectors
        if saved is not None and saved.generation == version.generation and not even_if_current:
            return
        data, count, last_number = version.index.saved()
        checkpoint = Checkpoint(
            file=f"vectors-{version.generation}.faiss",
            size=len(data),
            sha256=sha256(data),
            generation=version.generation,
            kind=version.index.kind,
            count=count,
            last_number=last_number,
        )
        publish(opened.folder / checkpoint.file, data)
        with opened.recording:
            newest = max(opened.manifest.generation, version.generation)
            _record(opened, Manifest(opened.store.description, newest, checkpoint))
            reached("vectors published")
            sweep(opened.folder, checkpoint)
        reached("old vectors removed")


def tail_is_long(saved: Checkpoint | None, snapshot: Snapshot) -> bool:
    """Tell whether so much was added since the index was saved that opening would be slow after a crash."""
    state = snapshot.state
    return _added(saved, state) > max(snapshot.limits.unsaved_sentences, state.sentences // 4)


def save_on_closing(opened: Opened, leg: dense_search.DenseLeg) -> None:
    """Save the index if that is worth its cost: always while the corpus is small, else when a good part of it is new.
    On a full disk it uses the reserve. Raises CorpusFull when that is not enough."""
    with opened.store.snapshot() as snapshot:
        state = snapshot.state
    if (
        state.sentences < opened.limits.unsaved_sentences
        or _added(opened.manifest.vectors, state) > state.sentences // 50
    ):
        try:
            save_vectors(opened, leg)
        except CorpusFull:
            if not opened.reserve.spend():
                raise
            save_vectors(opened, leg)
            opened.reserve.keep()


def leg_of(opened: Opened) -> dense_search.DenseLeg:
    """Build a dense leg from the catalogue, for a corpus that was opened without one."""
    with opened.store.snapshot() as snapshot:
        return dense_search.DenseLeg(dense_search.rebuilt(snapshot))


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
    """Say what the folder holds. ``index`` is None when no vector index is loaded; ``bytes`` are each file's."""
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
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    if CATALOGUE in sizes:
        sizes[CATALOGUE] += sizes.pop(f"{CATALOGUE}-wal", 0)
    kept = {name: size for name, size in sizes.items() if name not in (LOCK, RESERVE, f"{CATALOGUE}-shm")}
    return kept | ({ORIGINALS: originals} if originals else {})


def _record(opened: Opened, newer: Manifest) -> None:
    manifest.write(opened.folder, newer)
    opened.manifest = newer


def _copy_catalogue(opened: Opened, folder: Path) -> None:
    make_private(folder / CATALOGUE)
    connection = Connection(opened.store.path, writable=False)
    try:
        connection.rows("VACUUM INTO ?", (str(folder / CATALOGUE),))
    finally:
        connection.close()


def _added(saved: Checkpoint | None, state: State) -> int:
    return state.last_number - (0 if saved is None else saved.last_number)
